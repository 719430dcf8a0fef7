"""What a person makes of each match, and what they write down."""

from __future__ import annotations

from datetime import datetime

from compliance import policies
from compliance.enums import Disposition
from compliance.models import CaseMatch, CaseNote, ReviewCase
from compliance.review.facts import check
from compliance.review.writing import tell, writing
from partnerhub.accounts.models import User
from partnerhub.errors import DomainError


class UnknownMatch(DomainError):
    """This match does not belong to this case."""

    code, status = 91045, 404


class EmptyText(DomainError):
    """Write something."""

    code, status = 91046, 400


class UnknownDisposition(DomainError):
    """A match is undecided, a false positive, a true match, or inconclusive."""

    code, status = 91047, 400


def set_disposition(
    match: CaseMatch,
    disposition: Disposition | str,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    version: int | None = None,
) -> CaseMatch:
    """Say of one match what it is; UNDECIDED takes it back."""
    if disposition not in Disposition.values:
        raise UnknownDisposition(field="disposition")
    with writing(match.case, by=by, at=at, version=version) as case:
        check(policies.check_work, case, by=by, at=at)
        current = case.matches.select_related("evidence").filter(pk=match.pk).first()
        if current is None:
            raise UnknownMatch
        before = {"disposition": current.disposition, "comment": current.comment}
        _stamp(current, Disposition(disposition), comment.strip(), by=by, at=at)
        touch(case, by=by, at=at)
        tell(
            "case.disposition_set",
            case,
            by=by,
            at=at,
            before=before,
            match=str(current),
            disposition=current.disposition,
            comment=current.comment,
        )
    return current


def add_note(case: ReviewCase, text: str, *, by: User, at: datetime, version: int | None = None) -> CaseNote:
    """Write something down, for the RPL team only; anybody on it may."""
    if not text.strip():
        raise EmptyText(field="text")
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_reviewer, current, by=by, at=at)
        note = CaseNote.objects.create(case=current, by=by, at=at, text=text.strip())
        touch(current, by=by, at=at)
        tell("case.note_added", current, by=by, at=at, note=note.text)
    return note


def touch(case: ReviewCase, *, by: User, at: datetime) -> None:
    """Whoever holds the claim is not idle."""
    if case.assignee_id == by.pk:
        case.active_at = at
        case.save()


def _stamp(match: CaseMatch, disposition: Disposition, comment: str, *, by: User, at: datetime) -> None:
    undecided = disposition == Disposition.UNDECIDED
    match.disposition, match.comment = disposition, comment
    match.disposed_by, match.disposed_at = (None, None) if undecided else (by, at)
    match.save()

"""What a person makes of each match, and what they write down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person makes of one match; UNDECIDED takes it back."""

    match_id: int
    disposition: str
    comment: str = ""


def set_disposition(
    match: CaseMatch,
    disposition: Disposition | str,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    version: int | None = None,
) -> CaseMatch:
    """Say of one match what it is."""
    judged = Judgement(match.pk, disposition, comment)
    set_dispositions(match.case, [judged], by=by, at=at, version=version)
    return CaseMatch.objects.select_related("evidence").get(pk=match.pk)


def set_dispositions(
    case: ReviewCase,
    judgements: Sequence[Judgement],
    *,
    by: User,
    at: datetime,
    version: int | None = None,
) -> ReviewCase:
    """Say of several matches of a case what they are, all or none; what stays as it was is not told."""
    if any(judged.disposition not in Disposition.values for judged in judgements):
        raise UnknownDisposition(field="disposition")
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_work, current, by=by, at=at)
        matches = {match.pk: match for match in current.matches.select_related("evidence")}
        for judged in judgements:
            if judged.match_id not in matches:
                raise UnknownMatch
            _judge(current, matches[judged.match_id], judged, by=by, at=at)
        touch(current, by=by, at=at)
    return current


def _judge(case: ReviewCase, match: CaseMatch, judged: Judgement, *, by: User, at: datetime) -> None:
    before = {"disposition": match.disposition, "comment": match.comment}
    after = {"disposition": str(judged.disposition), "comment": judged.comment.strip()}
    if after == before:
        return
    _stamp(match, Disposition(judged.disposition), after["comment"], by=by, at=at)
    tell("case.disposition_set", case, by=by, at=at, before=before, match=str(match), **after)


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

"""Every write to a case: inside the 72 hours, on the version that was seen, told in the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from compliance.enums import CaseState
from compliance.models import ReviewCase, Subject
from compliance.review import deadlines
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError

_TOLD = 5


class CaseClosed(DomainError):
    """This case is settled."""

    code, status = 91040, 409


class ReviewWindowPassed(DomainError):
    """The 72 hours have passed; this case has expired."""

    code, status = 91041, 409


class StaleVersion(DomainError):
    """Somebody else changed this case meanwhile."""

    code, status = 91042, 409


@contextmanager
def writing(case: ReviewCase, *, by: User, at: datetime, version: int | None = None) -> Iterator[ReviewCase]:
    """Yield the case as it is now, to be changed and saved by the block; all or nothing.

    The right to write is one conditional update on state, deadline and version, so that of two writers at
    hour 72 one wins (M15). Past the deadline the case expires first. `version` is what the writer saw;
    None takes whatever is there. Raises CaseClosed, ReviewWindowPassed, StaleVersion.
    """
    if deadlines.pass_deadline(case.pk, at=at):
        facts = {"sentence": ReviewWindowPassed.readable(), "state": CaseState.EXPIRED.label}
        raise ReviewWindowPassed(_("%(sentence)s State: %(state)s.") % facts)
    with transaction.atomic():
        Subject.objects.select_for_update().get(pk=case.subject_id)
        seen = {} if version is None else {"version": version}
        if not ReviewCase.objects.writable(at).filter(pk=case.pk, **seen).update(version=F("version") + 1):
            raise _refusal(case, at=at, version=version)
        yield ReviewCase.objects.select_related("subject__partner", "assignee", "approved_by").get(pk=case.pk)


def _refusal(case: ReviewCase, *, at: datetime, version: int | None) -> DomainError:
    """Why the right to write was not given, with the present state."""
    current = ReviewCase.objects.get(pk=case.pk)
    if not current.is_open:
        settled = _("This case is settled: %(state)s.") % {"state": current.get_state_display()}
        return CaseClosed(f"{settled} {_changes(current, version)}")
    if version is not None and current.version != version:
        return StaleVersion(f"{StaleVersion.readable()} {_changes(current, version)}")
    return ReviewWindowPassed()


def _changes(case: ReviewCase, version: int | None) -> str:
    """Who changed what since `version`, newest first."""
    if version is None:
        return ""
    events = trail.history_of(case)[:50]
    later = [event for event in events if event.after.get("version", 0) > version]
    return " ".join(
        f"{event.actor_label}: {event.action}, {event.at:%H:%M:%S} UTC." for event in later[:_TOLD]
    )


def tell(
    action: str,
    case: ReviewCase,
    *,
    by: User,
    at: datetime,
    note: str = "",
    before: dict[str, Any] | None = None,
    **after: Any,
) -> None:
    """In the history of the case; never for partners."""
    trail.record(
        action,
        on=case,
        by=by,
        at=at,
        partner=case.subject.partner,
        before=before,
        after={"version": case.version, "state": case.state, **after},
        note=note,
        internal=True,
    )


def tell_partner(action: str, case: ReviewCase, *, by: User, at: datetime, note: str = "") -> None:
    """In the history of the subject, for the partner: never a match, a score, a list or a reviewer's name."""
    trail.record(action, on=case.subject, by=by, at=at, partner=case.subject.partner, note=note)

"""May we serve this profile? `find` looks, outside any transaction; `record` writes down what was found."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction

from compliance.answer import Answer
from compliance.enums import Trigger, UnavailableReason
from compliance.lists import index_store
from compliance.models import Publication, ScreeningHold, Subject
from compliance.profile import Profile
from compliance.screening import engines, outcome, readiness
from compliance.screening.found import Found
from compliance.screening.readiness import Readiness
from compliance.screening.run import Run
from compliance.screening.search import Searched, search
from partnerhub.accounts.models import User
from partnerhub.clock import now
from partnerhub.errors import DomainError

log = structlog.get_logger(__name__)
_TRIES = 5


class ListsChanged(DomainError):
    """The restricted-party lists changed during the check. Please try again."""

    code, status = 91001, 503


def find(profile: Profile, *, in_force: Profile | None = None, at: datetime | None = None) -> Found:
    """Search the lists in force for `profile`, and for the profile `in_force` beside it.

    To be called outside transactions: scoring takes milliseconds. Never raises: what goes wrong is an
    `unavailable_reason` (R3, R5, M17). `at` is the moment at which list ages are judged, by default now.
    """
    at = at or now()
    started = time.perf_counter()
    ready = readiness.look(at=at)
    searched, reason, detail = _try_search(ready, profile, in_force, at)
    engine, scoring = engines.current(), ready.loaded.settings if ready.loaded else None
    return Found(
        profile=profile,
        in_force=in_force,
        generation=ready.generation,
        started_at=at,
        duration_ms=(time.perf_counter() - started) * 1000,
        lists=ready.lists,
        findings=searched.findings if searched else (),
        best_below=searched.best_below if searched else None,
        normalised=searched.normalised if searched else {},
        engine=engine.ENGINE_NAME,
        engine_version=engine.ENGINE_VERSION,
        threshold=searched.threshold if searched else engines.threshold_of(scoring),
        settings=scoring,
        truncated=bool(searched and searched.truncated),
        unreadable=bool(searched and searched.unreadable),
        unavailable_reason=reason,
        unavailable_detail=detail,
    )


def _try_search(
    ready: Readiness, profile: Profile, in_force: Profile | None, at: datetime
) -> tuple[Searched | None, UnavailableReason | None, str]:
    """(what was found, why it proves nothing, detail)."""
    if ready.reason or ready.loaded is None:
        return None, ready.reason or UnavailableReason.INDEX_MISSING, ready.detail
    if not profile.name.strip():
        return None, UnavailableReason.UNREADABLE, ""  # Whoever it is: nobody is cleared without a name (R3).
    try:
        searched = search(ready.loaded, profile, in_force, at=at)
    except Exception as error:  # whatever the engine meets, the subject waits and nobody sees a failure
        log.exception("screening_failed")
        return None, UnavailableReason.FAILED, repr(error)
    if searched.findings:
        return searched, None, ""
    if searched.truncated:
        return searched, UnavailableReason.INCOMPLETE, ""
    return searched, UnavailableReason.UNREADABLE if searched.unreadable else None, ""


def record(
    found: Found,
    *,
    subject: Subject,
    trigger: Trigger,
    by: User,
    at: datetime,
    resubmits: bool = False,
    retries: ScreeningHold | None = None,
) -> Answer:
    """Write the evidence of what was found and what follows from it: clearance, case or hold (M11, M12, R5).

    Inside the caller's transaction, before the caller locks rows of its own: it locks the subject, or saves
    one that is new. Raises ListsChanged if other versions are in force by now: search again (`ask` does).
    `resubmits`: after a refusal or an expired case, so that a person decides even without a match (R4); a
    RESUBMIT or CREATE after one counts as such by itself. `retries` names the hold that a RETRY tries to end.
    """
    if Publication.share_generation() != found.generation:
        raise ListsChanged
    is_new = subject._state.adding
    run = Run(
        found=found,
        subject=subject if is_new else Subject.objects.select_for_update().get(pk=subject.pk),
        is_first=is_new,
        trigger=Trigger(trigger),
        by=by,
        at=at,
        resubmits=resubmits,
        retries=retries,
    )
    return outcome.settle(run)


def ask[T](
    profile: Profile,
    write: Callable[[Found], T],
    *,
    in_force: Profile | None = None,
    at: datetime | None = None,
) -> T:
    """Search, then call `write(found)` in a transaction; both again while the lists change meanwhile.

    `write` calls `record` and does all the writing that belongs to it. Raises ListsChanged when they do not
    come to rest.
    """
    for _attempt in range(_TRIES):
        found = find(profile, in_force=in_force, at=at)
        try:
            with transaction.atomic():
                return write(found)
        except ListsChanged:
            index_store.current(recheck=True)
    raise ListsChanged

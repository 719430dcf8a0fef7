"""May a screening answer now? Every required list there, fresh, searchable, the engine tested (R3, R7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from compliance.enums import UnavailableReason
from compliance.lists import freshness, index_store
from compliance.lists.freshness import Freshness, Health
from compliance.lists.index_store import LoadedIndex
from compliance.models import ListVersion, Publication
from compliance.screening import self_test

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Readiness:
    """`index` may be searched if and only if there is no `reason` against it."""

    generation: int
    loaded: LoadedIndex | None
    lists: tuple[dict[str, Any], ...] = ()
    reason: UnavailableReason | None = None
    detail: str = ""


def look(*, at: datetime) -> Readiness:
    """How things stand at this moment. Never raises: whatever is wrong with lists or index is a reason."""
    try:
        loaded = index_store.current()
    except Exception as error:  # a damaged index, a full disk: whatever it is, nobody is cleared
        log.exception("index_unavailable")
        generation = Publication.current().generation
        return Readiness(generation, None, (), UnavailableReason.INDEX_MISSING, str(error))
    health = freshness.of_required(at=at)
    reason, detail = _against(loaded, health, at)
    return Readiness(loaded.generation, loaded, _facts(loaded, health, at), reason, detail)


def _against(loaded: LoadedIndex, health: Freshness, at: datetime) -> tuple[UnavailableReason | None, str]:
    """(reason, detail) against an answer, the gravest first."""
    if not health.may_answer:
        return _reason(health), " ".join(health.reasons)
    if loaded.index is None:
        return UnavailableReason.NO_LIST, ""
    if failure := self_test.failure_of(loaded, at=at):
        return UnavailableReason.SELF_TEST, failure
    return None, ""


def _facts(loaded: LoadedIndex, health: Freshness, at: datetime) -> tuple[dict[str, Any], ...]:
    """Each list as evidence names it (R1); fetch times as they are now, not when the index was loaded."""
    ages = {each.slug: each.age for each in health.lists}
    return tuple(
        _facts_of(version, at, ages.get(version.restricted_list.slug)) for version in loaded.versions
    )


def _facts_of(version: ListVersion, at: datetime, age: timedelta | None) -> dict[str, Any]:
    fetched_at = version.known_good_at if age is None else at - age
    return {
        "list": version.restricted_list.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "fetched_at": fetched_at.isoformat(),
        "rows": version.row_count,
    }


def _reason(health: Freshness) -> UnavailableReason:
    if not health.lists:
        return UnavailableReason.NO_LIST
    states = {each.health for each in health.lists}
    if states & {Health.MISSING, Health.EMPTY}:
        return UnavailableReason.LIST_MISSING
    return UnavailableReason.LIST_STALE

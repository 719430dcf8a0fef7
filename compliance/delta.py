"""After a list update most subjects cannot be touched by it: only what changed is compared with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery

from compliance.enums import Trigger, Verdict
from compliance.lists import parties
from compliance.models import Publication, Screening, Subject
from compliance.models.restricted_list import versions_in_force
from compliance.screening import engines
from compliance.screening.readiness import Readiness
from partnerhub.accounts.jobs import job_user

# Above this, comparing everything with everything costs little more.
LARGEST = 20_000
# Each subject is screened in full this often, whatever changed or not.
FULL_EVERY = timedelta(days=7)

type Versions = frozenset[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Changes:
    """The entries that are new or changed, as an index; None where there are none."""

    index: Any
    are_many: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """A subject that the changes do not touch, and the clear screening on which that rests."""

    subject: Subject
    base: Screening


def carry_forward(subjects: list[Subject], ready: Readiness, *, at: datetime) -> set[UUID]:
    """Write the row of this generation for each subject that the changed entries do not resemble (R6).

    The same as a full run: the score of a pair depends on the pair alone, the subject's last run was
    complete, clear and without any match, and nothing that changed reaches the threshold. Returns their
    ids; the others have to be screened in full.
    """
    untouched = [
        Carried(subject, base)
        for versions, pairs in _by_versions(subjects, ready, at).items()
        for subject, base in _untouched(pairs, versions, ready, at)
    ]
    return _write(untouched, ready, at=at) if untouched else set()


def _by_versions(
    subjects: list[Subject], ready: Readiness, at: datetime
) -> dict[Versions, list[tuple[Subject, Screening]]]:
    """Subjects that may be compared with the changes alone, by the versions of their last run."""
    from_versions: dict[Versions, list[tuple[Subject, Screening]]] = defaultdict(list)
    bases = _last_screenings(subjects)
    for subject in subjects:
        base = bases.get(subject.pk)
        if base and _is_sound(base, subject, ready, at):
            from_versions[_versions(base.lists)].append((subject, base))
    return from_versions


def _last_screenings(subjects: Iterable[Subject]) -> dict[UUID, Screening]:
    newest = Screening.objects.filter(subject=OuterRef("pk")).order_by("-at", "pk").values("pk")[:1]
    last = Subject.objects.filter(pk__in=[subject.pk for subject in subjects]).annotate(last=Subquery(newest))
    return {row.subject_id: row for row in Screening.objects.filter(pk__in=last.values("last"))}


def _is_sound(base: Screening, subject: Subject, ready: Readiness, at: datetime) -> bool:
    """Is that run the whole truth about this subject, up to its lists?"""
    asked = subject.profile_proposed or subject.profile_in_force
    scoring = ready.loaded.settings if ready.loaded else None
    return (
        base.outcome == Verdict.CLEAR
        and base.match_count == 0
        and base.case_id is None  # the evidence of a case is the case's
        and base.generation == subject.screened_generation < ready.generation
        and base.profile == asked
        and subject.profile_in_force in (None, base.profile, base.in_force)
        and base.settings_id == (scoring.pk if scoring else None)
        and base.engine_version == engines.current().ENGINE_VERSION
        and base.threshold == engines.threshold_of(scoring)
        and not subject.rescreening_due
        and not _is_week_old(subject, at)
    )


def _is_week_old(subject: Subject, at: datetime) -> bool:
    return subject.screened_at is None or subject.screened_at <= at - FULL_EVERY


def _untouched(
    pairs: list[tuple[Subject, Screening]], versions: Versions, ready: Readiness, at: datetime
) -> Iterable[tuple[Subject, Screening]]:
    """Those whom none of the entries that are new or changed since `versions` resembles."""
    changes = _changes(versions, ready.loaded.fingerprint if ready.loaded else "", settings.RPL_ENGINE)
    if changes.are_many:
        return []
    return [pair for pair in pairs if not changes.index or not _resembles(changes.index, pair[0], ready, at)]


@lru_cache(maxsize=4)
def _changes(versions: Versions, fingerprint: str, engine: str) -> Changes:
    """An index of what changed between `versions` and the lists of `fingerprint`, which are in force."""
    entries = _changed_entries(versions)
    if len(entries) > LARGEST:
        return Changes(None, are_many=True)
    return Changes(engines.current().build(entries) if entries else None)


def _changed_entries(versions: Versions) -> list[Any]:
    before = {slug: number for slug, number, _hash in versions}
    changed: list[Any] = []
    for version in versions_in_force():
        slug, number = version.restricted_list.slug, version.number or 0
        if before.get(slug) != number:
            new, _removed = parties.changed_between(version.restricted_list, before.get(slug, 0), number)
            changed += parties.for_index(slug, (party.entry for party in new))
    return changed


def _resembles(index: Any, subject: Subject, ready: Readiness, at: datetime) -> bool:
    scoring = ready.loaded.settings if ready.loaded else None
    asked = {subject.proposed or subject.in_force, subject.in_force}
    for profile in asked - {None}:
        result = engines.screen(index, profile, scoring, on=at.date().isoformat())  # type: ignore[arg-type]
        if result.candidates or result.truncated or result.unscreenable:
            return True
    return False


def _write(carried: list[Carried], ready: Readiness, *, at: datetime) -> set[UUID]:
    """All in one transaction, each only if it is still as it was when it was compared."""
    by = job_user("re-screening")
    with transaction.atomic():
        if Publication.share().generation != ready.generation:
            return set()
        before = {each.subject.pk: each for each in carried}
        locked = Subject.objects.select_for_update().filter(pk__in=before).order_by("pk")
        still = [subject for subject in locked if _is_unchanged(subject, before[subject.pk].subject)]
        Screening.objects.bulk_create(
            [_row(subject, before[subject.pk].base, ready, by=by, at=at) for subject in still]
        )
        ids = [subject.pk for subject in still]
        Subject.objects.filter(pk__in=ids).update(screened_generation=ready.generation)
    return set(ids)


def _is_unchanged(subject: Subject, before: Subject) -> bool:
    names = ("screened_generation", "profile_in_force", "profile_proposed", "closed_at", "rescreening_due")
    return all(getattr(subject, name) == getattr(before, name) for name in names)


def _row(subject: Subject, base: Screening, ready: Readiness, *, by: Any, at: datetime) -> Screening:
    return Screening(
        subject=subject,
        trigger=Trigger.LIST_UPDATE,
        actor=by,
        based_on=base,
        profile=base.profile,
        in_force=subject.profile_in_force,
        normalised=base.normalised,
        lists=list(ready.lists),
        generation=ready.generation,
        engine=base.engine,
        engine_version=base.engine_version,
        threshold=base.threshold,
        settings_id=base.settings_id,
        outcome=Verdict.CLEAR,
        best_below=base.best_below,
        started_at=at,
        at=at,
        duration_ms=0,
    )


def _versions(lists: list[dict[str, Any]]) -> Versions:
    return frozenset((each["list"], each["version"], each["content_hash"]) for each in lists)

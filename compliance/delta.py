"""After a list update most subjects cannot be touched by it: only what changed is compared with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from compliance.enums import Trigger, Verdict
from compliance.lists import parties
from compliance.lists.index_store import LoadedIndex
from compliance.models import Publication, Screening, Subject
from compliance.profile import Profile
from compliance.screening import engines
from compliance.screening.readiness import Readiness
from compliance.screening.search import Searched, search, told_below
from partnerhub.accounts.jobs import job_user
from partnerhub.inserts import insert_all

# Above this, comparing everything with everything costs little more.
LARGEST = 20_000
# Each subject is screened in full this often, whatever changed or not.
FULL_EVERY = timedelta(days=7)

type Versions = frozenset[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Changed:
    """What is otherwise in the lists in force than in earlier versions, by `slug:key`.

    `entries` are new or say something new, searched for in `changes` (None where there are none); `gone` are
    removed.
    """

    entries: frozenset[str]
    gone: frozenset[str]
    changes: Any


@dataclass(frozen=True, slots=True)
class Carried:
    """A subject without a match still, and the clear screening on which that rests.

    `best_below` as a full run would have it. `searched` in full where the best party below the threshold is
    no longer as it was: then nothing rests on `base`.
    """

    subject: Subject
    base: Screening
    best_below: dict[str, Any] | None
    searched: Searched | None = None


def carry_forward(subjects: list[Subject], ready: Readiness, *, at: datetime) -> set[UUID]:
    """Write the row of this generation for each subject that the changed entries do not resemble (R6).

    The same as a full run: the changed entries are searched for in the whole index, so that a pair scores
    the same; the subject's last run was complete, clear and without any match. Returns their ids; the
    others have to be screened in full.
    """
    carried = untouched(subjects, ready, at=at)
    return _write(carried, ready, at=at) if carried else set()


def untouched(subjects: list[Subject], ready: Readiness, *, at: datetime) -> list[Carried]:
    """Those whom the lists in force still do not touch, as far as that can be told; writes nothing."""
    found = []
    for versions, pairs in _by_versions(subjects, ready, at).items():
        changed = _changed(versions, ready.loaded) if ready.loaded else None
        if changed is not None:
            if changed.changes is not None:
                changed.changes.look_ahead(each for pair in pairs for each in _asked(*pair))
            found += [carried for pair in pairs if (carried := _carried(*pair, changed, ready, at))]
    return found


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


def _carried(
    subject: Subject, base: Screening, changed: Changed, ready: Readiness, at: datetime
) -> Carried | None:
    """None where an entry that is new or changed reaches the threshold, or the search proves nothing."""
    below = base.best_below
    if below and below["entry_key"] in changed.entries | changed.gone:
        return _searched_again(subject, base, ready, at)
    scoring = ready.loaded.settings if ready.loaded else None
    proposed = subject.proposed or subject.in_force
    for profile in {proposed, subject.in_force}:
        if profile is None or changed.changes is None or not changed.changes.may_touch(profile):
            continue
        best = changed.changes.best_score(profile, **engines.knobs(scoring))
        if best >= base.threshold:
            return None
        if profile == proposed and best >= (below["score"] if below else 0.0):
            result = engines.screen(changed.changes.index, profile, scoring, on=at.date().isoformat())
            below = _better(below, told_below(result.best_below))
    return Carried(subject, base, below)


def _asked(subject: Subject, base: Screening) -> Iterator[tuple[Profile, dict[str, Any]]]:
    """The profiles of a subject, each with what its last run normalised it to."""
    asked = subject.proposed or subject.in_force
    for profile in (asked, subject.in_force):
        if profile is not None:
            yield profile, base.normalised if profile == asked else {}


def _searched_again(subject: Subject, base: Screening, ready: Readiness, at: datetime) -> Carried | None:
    profile = subject.proposed or subject.in_force
    if profile is None or ready.loaded is None:
        return None
    searched = search(ready.loaded, profile, subject.in_force, at=at)
    if searched.findings or searched.truncated or searched.unreadable:
        return None
    return Carried(subject, base, searched.best_below, searched)


def _better(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    """Of two candidates below the threshold the one that a full run would name."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda each: (-each["score"], each["entry_key"]))


# What this process has compared last: lists of so many generations may be in use by subjects at once.
_KEPT = 4
_known: dict[tuple[Versions, str, str], Changed | None] = {}


def _changed(versions: Versions, loaded: LoadedIndex) -> Changed | None:
    """What changed between `versions` and the lists in force; None where a full run costs little more."""
    key = (versions, loaded.fingerprint, engines.name_and_version())
    if key not in _known:
        while len(_known) >= _KEPT:
            _known.pop(next(iter(_known)))
        _known[key] = _compared(versions, loaded)
    return _known[key]


def _compared(versions: Versions, loaded: LoadedIndex) -> Changed | None:
    before = {slug: number for slug, number, _hash in versions}
    entries: set[str] = set()
    gone: set[str] = set()
    for version in loaded.versions:
        slug, number = version.restricted_list.slug, version.number or 0
        last = before.pop(slug, 0)
        if last != number:
            new, removed = parties.changed_between(version.restricted_list, last, number)
            entries |= {f"{slug}{parties.SEPARATOR}{party.key}" for party in new}
            gone |= {f"{slug}{parties.SEPARATOR}{key}" for key in removed}
    engine = engines.current()
    if before or len(entries) > LARGEST or not hasattr(engine, "Changes"):
        return None  # a list that is not required any more; too much; an engine that cannot tell
    changes = engine.Changes(loaded.index, entries) if entries else None
    return Changed(frozenset(entries), frozenset(gone), changes)


def _write(carried: list[Carried], ready: Readiness, *, at: datetime) -> set[UUID]:
    """All in one transaction, each only if it is still as it was when it was compared."""
    by = job_user("re-screening")
    with transaction.atomic():
        if Publication.share_generation() != ready.generation:
            return set()
        before = {each.subject.pk: each for each in carried}
        locked = Subject.objects.select_for_update().filter(pk__in=before).order_by("pk")
        still = [subject for subject in locked if _is_unchanged(subject, before[subject.pk].subject)]
        insert_all(Screening, [_row(subject, before[subject.pk], ready, by=by, at=at) for subject in still])
        ids = [subject.pk for subject in still]
        Subject.objects.filter(pk__in=ids).update(screened_generation=ready.generation)
    return set(ids)


def _is_unchanged(subject: Subject, before: Subject) -> bool:
    names = ("screened_generation", "profile_in_force", "profile_proposed", "closed_at", "rescreening_due")
    return all(getattr(subject, name) == getattr(before, name) for name in names)


def _row(subject: Subject, carried: Carried, ready: Readiness, *, by: Any, at: datetime) -> dict[str, Any]:
    base, searched = carried.base, carried.searched
    return {
        "subject_id": subject.pk,
        "trigger": Trigger.LIST_UPDATE,
        "actor_id": by.pk,
        "based_on_id": None if searched else base.pk,
        "profile": base.profile,
        "in_force": subject.profile_in_force,
        "normalised": searched.normalised if searched else base.normalised,
        "lists": list(ready.lists),
        "generation": ready.generation,
        "engine": base.engine,
        "engine_version": base.engine_version,
        "threshold": base.threshold,
        "settings_id": base.settings_id,
        "outcome": Verdict.CLEAR,
        "best_below": carried.best_below,
        "started_at": at,
        "at": at,
        "duration_ms": 0.0,
    }


def _versions(lists: list[dict[str, Any]]) -> Versions:
    return frozenset((each["list"], each["version"], each["content_hash"]) for each in lists)

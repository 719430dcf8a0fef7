"""What would change: stored screenings are scored again as other settings would have it, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from compliance.enums import Verdict
from compliance.lists import parties
from compliance.lists.index_store import LoadedIndex
from compliance.models import Screening, ScreeningSettings, Subject
from compliance.profile import Profile
from compliance.screening import engines, tuning

_CHUNK = 500

type Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A listed party that a subject would match, or no longer, with its score under the new settings."""

    entry_key: str
    score: float | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One subject for whom something would be otherwise; `screening` is the stored one that was repeated."""

    screening: Screening
    appears: tuple[Pair, ...]
    vanishes: tuple[Pair, ...]
    matched_before: bool
    matches_after: bool


@dataclass(slots=True)
class Trial:
    """What came out. `asked` subjects, of whom so many match under the settings in force and the new ones."""

    asked: int = 0
    matching_before: int = 0
    matching_after: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def would_match(self) -> list[Change]:
        """Clear by the settings in force, a possible match by the new ones."""
        return [each for each in self.changes if each.matches_after and not each.matched_before]

    @property
    def would_not_match(self) -> list[Change]:
        """The reverse. Open cases stay open all the same (R4)."""
        return [each for each in self.changes if each.matched_before and not each.matches_after]

    @property
    def would_match_otherwise(self) -> list[Change]:
        """A possible match before and after, with other listed parties."""
        return [each for each in self.changes if each.matched_before and each.matches_after]


def what_would_change(
    version: ScreeningSettings,
    *,
    at: datetime,
    limit: int | None = None,
    on_each: Callable[[], object] = lambda: None,
) -> Trial:
    """Score the last screening of each live or waiting subject as recorded, with `version` and with the
    settings in force, on the lists in force. `limit`: the newest so many. Raises CannotBeTried.

    A precheck of the engine's answer alone: that a person cleared a pair is not looked at.
    """
    loaded = tuning.lists_in_force()
    if loaded.index is None:
        raise tuning.CannotBeTried("No list is in force: there is nothing to compare with.")
    other, on = replace(loaded, settings=version), at.date().isoformat()
    trial = Trial()
    for screening in last_screenings(limit):
        before, after = _scores(loaded, screening, on), _scores(other, screening, on)
        trial.asked += 1
        trial.matching_before += bool(before)
        trial.matching_after += bool(after)
        if before.keys() != after.keys():
            trial.changes.append(_change(screening, before, after))
        on_each()
    _name_parties(trial, loaded)
    return trial


def how_many(limit: int | None = None) -> int:
    """Of how many subjects a trial would ask."""
    count = newest_answers().count()
    return count if limit is None else min(limit, count)


def last_screenings(limit: int | None = None) -> Iterator[Screening]:
    """The last screening that could answer of each live or waiting subject, newest first."""
    found = newest_answers().select_related("subject")
    return (found[:limit] if limit is not None else found).iterator(chunk_size=_CHUNK)


def newest_answers() -> QuerySet[Screening]:
    """The last screening that could answer of each live or waiting subject."""
    answered = Screening.objects.filter(subject=OuterRef("pk")).exclude(outcome=Verdict.UNAVAILABLE)
    newest = Subject.objects.to_rescreen().annotate(
        last=Subquery(answered.order_by("-at", "pk").values("pk")[:1])
    )
    return Screening.objects.filter(pk__in=newest.values("last")).order_by("-at", "pk")


def _scores(loaded: LoadedIndex, screening: Screening, on: str) -> Scores:
    """The listed parties at or above the threshold, for both profiles of a stored screening."""
    profiles = [screening.asked]
    if screening.in_force and screening.in_force != screening.profile:
        profiles.append(Profile.from_json(screening.in_force))
    scores: Scores = {}
    for profile in profiles:
        for each in engines.screen(loaded.index, profile, loaded.settings, on=on).candidates:
            scores[each.entry_key] = max(each.score, scores.get(each.entry_key, 0.0))
    return scores


def _change(screening: Screening, before: Scores, after: Scores) -> Change:
    return Change(
        screening,
        appears=tuple(Pair(key, after[key]) for key in after if key not in before),
        vanishes=tuple(Pair(key, None) for key in before if key not in after),
        matched_before=bool(before),
        matches_after=bool(after),
    )


def _name_parties(trial: Trial, loaded: LoadedIndex) -> None:
    """Put the names of listed parties where only keys are."""
    keys = {pair.entry_key for change in trial.changes for pair in (*change.appears, *change.vanishes)}
    names = {
        key: party.name
        for batch in parties.batches(sorted(keys))
        for key, party in parties.of_candidates(batch, loaded.versions).items()
    }

    def named(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        return tuple(replace(pair, name=names.get(pair.entry_key, "")) for pair in pairs)

    trial.changes = [
        replace(change, appears=named(change.appears), vanishes=named(change.vanishes))
        for change in trial.changes
    ]

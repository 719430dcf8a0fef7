"""Every listed party that the engine finds for a profile, and for the one in force beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.enums import MatchOn
from compliance.lists import parties
from compliance.lists.index_store import LoadedIndex
from compliance.models import RestrictedParty, SourceList
from compliance.profile import Profile
from compliance.screening import engines
from compliance.screening.found import Finding


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate of the engine on one or both profiles; `best` explains the better one."""

    best: Any
    on: MatchOn
    in_force: Any = None


@dataclass(frozen=True, slots=True)
class Searched:
    """What came out. `truncated` and `unreadable` mean that finding nothing proves nothing (R2, R3)."""

    findings: tuple[Finding, ...]
    best_below: dict[str, Any] | None
    normalised: dict[str, Any]
    threshold: float
    truncated: bool
    unreadable: bool


class EntryIsGone(Exception):
    """The index names a party that the database does not have: index and lists do not belong together."""


def search(loaded: LoadedIndex, profile: Profile, in_force: Profile | None, *, at: datetime) -> Searched:
    """Ask the engine about name, administrator and address of `profile`, and of `in_force` if it differs."""
    if in_force == profile:
        result = _ask(loaded, profile, at)
        return _searched(loaded, [Hit(each, MatchOn.IN_FORCE) for each in result.candidates], [result])
    result = _ask(loaded, profile, at)
    if in_force is None:
        return _searched(loaded, [Hit(each, MatchOn.PROPOSED) for each in result.candidates], [result])
    beside = _ask(loaded, in_force, at)
    return _searched(loaded, _hits_on_both(result, beside), [result, beside])


def _ask(loaded: LoadedIndex, profile: Profile, at: datetime) -> Any:
    return engines.screen(loaded.index, profile, loaded.settings, on=at.date().isoformat())


def _hits_on_both(result: Any, beside: Any) -> list[Hit]:
    """One hit per party, whichever profile it is on."""
    proposed = {each.entry_key: each for each in result.candidates}
    in_force = {each.entry_key: each for each in beside.candidates}
    hits = []
    for key in {**proposed, **in_force}:
        new, old = proposed.get(key), in_force.get(key)
        if new and old:
            hits.append(Hit(max(new, old, key=lambda each: each.score), MatchOn.BOTH, in_force=old))
        else:
            hits.append(Hit(new or old, MatchOn.PROPOSED if new else MatchOn.IN_FORCE))
    return sorted(hits, key=lambda hit: -hit.best.score)


def _searched(loaded: LoadedIndex, hits: list[Hit], results: list[Any]) -> Searched:
    asked = results[0]
    return Searched(
        findings=tuple(_findings(loaded, hits)),
        best_below=told_below(asked.best_below),
        normalised=asked.normalised,
        threshold=asked.threshold,
        truncated=any(result.truncated for result in results),
        unreadable=any(result.unscreenable for result in results),
    )


def told_below(candidate: Any) -> dict[str, Any] | None:
    """The best candidate below the threshold as evidence keeps it."""
    if candidate is None:
        return None
    return {"entry_key": candidate.entry_key, "score": candidate.score, "tier": str(candidate.tier)}


def _findings(loaded: LoadedIndex, hits: list[Hit]) -> Iterable[Finding]:
    """The hits with their entries as listed: two queries, none without a hit."""
    if not hits:
        return
    listed = parties.of_candidates((hit.best.entry_key for hit in hits), loaded.versions)
    sources = SourceList.objects.in_bulk()
    for hit in hits:
        party = listed.get(hit.best.entry_key)
        if party is None:
            raise EntryIsGone(hit.best.entry_key)
        yield _finding(hit, party, sources)


def _finding(hit: Hit, party: RestrictedParty, sources: dict[str, SourceList]) -> Finding:
    slug = hit.best.entry_key.partition(parties.SEPARATOR)[0]
    named = [sources[code] for code in (party.source, *party.content.get("also_on", ())) if code in sources]
    return Finding(
        list_slug=slug,
        entry_key=party.key,
        entry_hash=party.content_hash,
        entry=party.content,
        name=party.name,
        source=party.source,
        severity=max((source.severity for source in named), default=100),
        is_high_risk=any(source.high_risk for source in named) or not named,
        score=hit.best.score,
        tier=str(hit.best.tier),
        matched=str(hit.best.matched),
        sentence=hit.best.sentence,
        on=hit.on,
        explanation=hit.best.explanation,
        explanation_in_force=hit.in_force.explanation if hit.in_force else None,
    )

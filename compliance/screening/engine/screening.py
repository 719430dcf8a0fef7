"""A profile is screened: the organization, its administrator and its address, each against every listed
party.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from compliance.profile import Profile
from compliance.screening.engine import addresses, explain
from compliance.screening.engine.addresses import AddressHit, lift
from compliance.screening.engine.align import Alignment, align
from compliance.screening.engine.index import Index
from compliance.screening.engine.legal_forms import find_forms
from compliance.screening.engine.names import Name, is_cut, read
from compliance.screening.engine.query import Query
from compliance.screening.engine.result import Matched, Result
from compliance.screening.engine.retrieve import Listed, find_names
from compliance.screening.engine.score import (
    SHIPPED,
    SHIPPED_THRESHOLD,
    Judgement,
    Scorecard,
    judge,
    scorecard,
)

ENGINE_NAME, ENGINE_VERSION = "partnerhub-screening", "3"

ALIGNED = 40  # names aligned per reading: the estimate that orders them is close, so the best are among these


class Hit(NamedTuple):
    """One listed party as found: its score, the name row and alignment behind it, the address that agrees."""

    entry: int
    score: float
    name_score: float
    row: int = -1
    query: Query | None = None
    alignment: Alignment | None = None
    address: AddressHit | None = None
    matched: Matched = Matched.NAME
    rule: str = ""


class _Read(NamedTuple):
    """A profile as it is read: the readings of its names, the telling words of its address."""

    name: list[Name]
    administrator: list[Name]
    address: tuple[str, ...]

    @classmethod
    def of(cls, index: Index, profile: Profile) -> _Read:
        rarity, place = index.rarity, profile.address
        words = addresses.address_words(place.as_line(), place.country)
        return cls(read(profile.name, rarity), read(profile.administrator, rarity), words)


def screen(
    index: Index,
    profile: Profile,
    *,
    threshold: float = SHIPPED_THRESHOLD,
    weights: Mapping[str, float] | None = None,
    limit: int = 200,
    on: str = "",
) -> Result:
    """Every listed party that may be this customer, its administrator or at its address. Never raises for
    what was typed; ValueError for weights that are not this engine's (`scorecard`).

    `on` is the day of the screening (ISO 8601): parties whose listing ended before it match in the lowest
    tier.
    """
    card, read_as = scorecard(threshold, weights), _Read.of(index, profile)
    where = addresses.find_addresses(index, read_as.address)
    hits, cut = find_hits(index, read_as.name, where, card)
    if read_as.administrator:
        people, people_cut = find_hits(index, read_as.administrator, [], card, Matched.ADMINISTRATOR)
        hits, cut = _better_of(hits, people), cut or people_cut
    ranked = sorted(hits.values(), key=lambda hit: (-hit.score, hit.entry))
    matches = [hit for hit in ranked if hit.score >= threshold]
    below = next((hit for hit in ranked if hit.score < threshold), None)
    return Result(
        candidates=tuple(explain.candidate(index, profile, hit, card, on) for hit in matches[:limit]),
        best_below=explain.candidate(index, profile, below, card, on) if below else None,
        truncated=cut or len(matches) > limit,
        unscreenable=not _is_screenable(profile, read_as),
        normalised=_normalised(profile, read_as),
        engine=f"{ENGINE_NAME} {ENGINE_VERSION}",
        threshold=threshold,
    )


def rank(index: Index, name: str, country: str, address: str) -> list[tuple[int, float]]:
    """(position of the party in the index, score) of all that come near, best first: what `screen` finds,
    without the reasons.
    """
    where = addresses.find_addresses(index, addresses.address_words(address, country))
    hits, _ = find_hits(index, read(name, index.rarity), where, SHIPPED)
    return sorted(((hit.entry, hit.score) for hit in hits.values()), key=lambda found: (-found[1], found[0]))


def find_hits(
    index: Index,
    names: list[Name],
    where: list[AddressHit],
    card: Scorecard,
    matched: Matched = Matched.NAME,
) -> tuple[dict[int, Hit], bool]:
    """The best hit per listed party for the readings of a name at a place, and whether names were left out that
    could have mattered.
    """
    best: dict[int, tuple[Judgement, Listed, Query]] = {}
    cut_short = False
    for name in names:
        query, rows, cut = find_names(index, name, ALIGNED)
        alike = query.alike({word for listed in rows for word in listed.words})
        weakest = 1.0
        for listed in rows:
            judged = judge(index, query, align(index, query, alike, listed), listed.row, card)
            if judged.score < weakest:
                weakest = judged.score
            if listed.entry not in best or judged.score > best[listed.entry][0].score:
                best[listed.entry] = judged, listed, query
        cut_short = cut_short or (cut and weakest >= card.threshold)
    near = _best_address(where)
    hits: dict[int, Hit] = {}
    for entry, (judged, listed, query) in best.items():
        address = near.get(entry)
        score = judged.score if address is None else lift(judged.score, address, card.threshold)
        hits[entry] = Hit(
            entry, score, judged.score, listed.row, query, judged.alignment, address, matched, judged.rule
        )
    for entry, address in near.items():
        if entry not in hits and address.is_same:
            hits[entry] = Hit(
                entry, lift(0.0, address, card.threshold), 0.0, address=address, matched=Matched.ADDRESS
            )
    return hits, cut_short


def _is_screenable(profile: Profile, read_as: _Read) -> bool:
    """Whether every name given has words to compare, and none that were left unread."""
    asked = [(profile.name, read_as.name)]
    if profile.administrator.strip():
        asked.append((profile.administrator, read_as.administrator))
    return all(not is_cut(text) and any(map(_says_something, names)) for text, names in asked)


def _says_something(name: Name) -> bool:
    return name.has_core and sum(len(word) for word in name.words) > 1 and not _is_only_forms(name)


def _is_only_forms(name: Name) -> bool:
    return len(find_forms(name.words)) == len(name.words)


def _best_address(where: list[AddressHit]) -> dict[int, AddressHit]:
    best: dict[int, AddressHit] = {}
    for hit in where:  # best first
        best.setdefault(hit.entry, hit)
    return best


def _better_of(one: dict[int, Hit], other: dict[int, Hit]) -> dict[int, Hit]:
    both = dict(one)
    for entry, hit in other.items():
        if entry not in both or hit.score > both[entry].score:
            both[entry] = hit
    return both


def normalised(index: Index, profile: Profile) -> dict[str, Any]:
    """How a profile is read: words that are compared, readings of a name apart; `Changes` need not read it again."""
    return _normalised(profile, _Read.of(index, profile))


def _normalised(profile: Profile, read_as: _Read) -> dict[str, Any]:
    names = {"name": read_as.name, "administrator": read_as.administrator}
    return {
        **{field: [" ".join(name.words) for name in readings] for field, readings in names.items()},
        "written": {
            field: [" ".join(name.written) for name in readings] for field, readings in names.items()
        },
        "address": list(read_as.address),
        "country": profile.address.country,
    }

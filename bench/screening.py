"""The product's engine as a matcher to be measured: `build(entities)` returns `screen(name, country, address)`.

    python -m bench.screening [--lists FILE] [--queries FILE] [--reference] [--growth]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.screening import engine
from compliance.screening.engine import SHIPPED_THRESHOLD
from compliance.screening.engine.screening import rank

__all__ = ["SHIPPED_THRESHOLD", "build"]

type Screen = Callable[[str, str, str], list[tuple[str, float]]]


def build(entities: Iterable[dict[str, Any]]) -> Screen:
    """A matcher over these parties (`id, name, alts, names, type, kind, addrs, cc, source`); answers are best first, 0..1.

    A score of `SHIPPED_THRESHOLD` or more is a possible match.
    """
    parties = list(entities)
    index = engine.build(_to_entry(party) for party in parties)
    ids = [str(party["id"]) for party in parties]

    def screen(name: str, country: str = "", address: str = "") -> list[tuple[str, float]]:
        return [(ids[entry], score) for entry, score in rank(index, name or "", country or "", address or "")]

    return screen


def _to_entry(party: dict[str, Any]) -> Entry:
    aliases = [name for name in [*(party.get("alts") or ()), *(party.get("names") or ())] if name and name != party["name"]]
    names = [ListedName(party["name"] or "")] + [ListedName(text, NameQuality.AKA) for text in dict.fromkeys(aliases)]
    countries = party.get("cc") or ()
    return Entry(
        key=str(party["id"]),
        source=party.get("source") or "",
        kind=Kind(party.get("kind") or "unknown"),
        names=tuple(names),
        addresses=tuple(ListedAddress(text) for text in party.get("addrs") or ()),
        countries=tuple(countries.split() if isinstance(countries, str) else countries),
    )

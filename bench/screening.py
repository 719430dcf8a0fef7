"""The product's engine as a matcher to be measured: `build(entities)` returns `screen(name, country,
address)`.

    python -m bench.screening [--lists FILE] [--queries FILE]     the table, on labelled queries
    python -m bench.reference                                     with nomenklatura's logic-v2 beside it, in
    the same run
    python -m bench.screening --growth                            10,000, 100,000 and 1,000,000 names

The reference lives in an environment of its own under var/, so the product does not depend on it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench import screening_growth, screening_table
from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.screening import engine
from compliance.screening.engine import SHIPPED_THRESHOLD, Index
from compliance.screening.engine.screening import rank

__all__ = ["SHIPPED_THRESHOLD", "build"]

type Screen = Callable[[str, str, str], list[tuple[str, float]]]

DATA = Path(os.environ.get("SCREENING_DATA", "../shared/data"))
KINDS = {"Individual": "person", "Entity": "org", "Vessel": "vessel", "Aircraft": "aircraft"}


def build(entities: Iterable[dict[str, Any]]) -> Screen:
    """A matcher over these parties (`id, name, alts, names, type, kind, addrs, cc, source`); answers are
    best first, 0..1.

    A score of `SHIPPED_THRESHOLD` or more is a possible match.
    """
    parties = list(entities)
    index = engine.build(to_entry(party) for party in parties)
    return matcher(index, [str(party["id"]) for party in parties])


def matcher(index: Index, ids: list[str]) -> Screen:
    def screen(name: str, country: str = "", address: str = "") -> list[tuple[str, float]]:
        return [(ids[entry], score) for entry, score in rank(index, name or "", country or "", address or "")]

    return screen


def to_entry(party: dict[str, Any]) -> Entry:
    name = party.get("name") or ""
    aliases = [
        alias
        for alias in [*(party.get("alts") or ()), *(party.get("names") or ())]
        if alias and alias != name
    ]
    countries = party.get("cc") or ()
    return Entry(
        key=str(party["id"]),
        source=party.get("source") or "",
        # Commerce and State lists do not say what a party is: whoever passes "org" for them does
        # not know either.
        kind=Kind(party["kind"]) if party.get("kind") and party.get("type", "?") else Kind.UNKNOWN,
        names=(ListedName(name), *(ListedName(alias, NameQuality.AKA) for alias in dict.fromkeys(aliases))),
        addresses=tuple(ListedAddress(text) for text in party.get("addrs") or ()),
        countries=tuple(countries.split() if isinstance(countries, str) else countries),
    )


def read_entities(path: Path) -> list[dict[str, Any]]:
    """Parties of a Consolidated Screening List (CSV, gzip), one dict per row."""
    csv.field_size_limit(10**9)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            {
                "id": row["_id"],
                "name": row["name"],
                "alts": [alias for alias in row["alt_names"].split("; ") if alias.strip()],
                "type": row["type"],
                "kind": KINDS.get(row["type"], "org"),
                "addrs": [address for address in row["addresses"].split("; ") if address.strip()],
                "cc": [],
                "source": row["source"],
            }
            for row in csv.DictReader(file)
        ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lists", type=Path, default=DATA / "lists/consolidated_2022-05.csv.gz")
    parser.add_argument("--queries", type=Path, default=DATA / "screening/queries.csv.gz")
    parser.add_argument("--operators", type=Path, default=DATA / "screening/operators.csv.gz")
    parser.add_argument(
        "--growth",
        type=int,
        nargs="*",
        metavar="NAMES",
        help="the cost of larger lists instead; without numbers of 10,000, 100,000 and 1,000,000 names",
    )
    options = parser.parse_args()
    if options.growth is not None:
        sizes = tuple(options.growth) or screening_growth.SIZES
        screening_growth.report(read_entities(options.lists), options.operators, options.queries, sizes)
        return
    print_table(options.lists, options.queries)


def print_table(lists: Path, queries: Path) -> None:
    parties = read_entities(lists)
    memory = screening_growth.resident_megabytes()
    start = time.process_time()
    index = engine.build(to_entry(party) for party in parties)
    built = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        size = (Path(folder) / "index").stat().st_size / 1e6
        start = time.process_time()
        Index.load(Path(folder) / "index")
        loaded = time.process_time() - start
    measured = screening_table.run(
        matcher(index, [str(party["id"]) for party in parties]), screening_table.read_queries(queries)
    )
    print(f"{index.name_count} names of {len(parties)} parties; threshold {SHIPPED_THRESHOLD}")
    for row, value in screening_table.summary(measured).items():
        print(f"  {row:34} {value:10.4f}")
    for row, scores in (
        ("at the shipped threshold: recall", measured.scores()),
        ("  false alarms", measured.ordinary),
        ("  of the hard negatives", measured.hard),
    ):
        print(f"  {row:34} {screening_table.share_from(scores, SHIPPED_THRESHOLD):10.4f}")
    print(f"  {'build, CPU s':34} {built:10.2f}")
    print(f"  {'load, CPU s':34} {loaded:10.3f}")
    print(f"  {'index file, MB':34} {size:10.1f}")
    print(f"  {'memory for index and queries, MB':34} {screening_growth.resident_megabytes() - memory:10.1f}")
    print("recall per kind of change at 1 % false alarms")
    for kind, (recall, count) in screening_table.recall_by_kind(measured).items():
        print(f"  {kind:34} {recall:10.3f} {count:6}")


if __name__ == "__main__":
    main()

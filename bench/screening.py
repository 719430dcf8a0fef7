"""The product's engine as a matcher to be measured: `build(entities)` returns `screen(name, country,
address)`.

    python -m bench.screening [--lists FILE] [--queries FILE]     the table, on labelled queries
    python -m bench.reference                    with nomenklatura's logic-v2 beside it, in the same run
    python -m bench.screening --growth [NAMES]   the cost of 10,000, 100,000 and 1,000,000 names

Files come from the folder that SCREENING_DATA names, by default ../shared/data.

The reference lives in an environment of its own under var/, so the product does not depend on it.
"""

from __future__ import annotations

import argparse
import csv
import gc
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
LISTS = DATA / "lists/consolidated_2022-05.csv.gz"
QUERIES, OPERATORS = DATA / "screening/queries.csv.gz", DATA / "screening/operators.csv.gz"
PASSES = 7
KINDS = {"Individual": "person", "Entity": "org", "Vessel": "vessel", "Aircraft": "aircraft"}


def build(entities: Iterable[dict[str, Any]]) -> Screen:
    """A matcher over these parties (`id, name, alts, names, type, kind, addrs, cc, source`); answers are
    best first, 0..1.

    A score of `SHIPPED_THRESHOLD` or more is a possible match.
    """
    parties = list(entities)
    index = engine.build(to_entry(party) for party in parties)
    return matcher(index, [_text(party.get("id")) for party in parties])


def run_often(
    path: Path, parties: list[dict[str, Any]], asked: list[dict[str, str]], *, passes: int
) -> screening_table.Run:
    """All queries asked of this index of these parties, which is mapped anew for each pass."""
    # The garbage collector as the server has it (`partnerhub.wsgi`).
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    ids = [_text(party.get("id")) for party in parties]
    return screening_table.run_often(lambda: matcher(Index.load(path), ids), asked, passes=passes)


def matcher(index: Index, ids: list[str]) -> Screen:
    def screen(name: str, country: str = "", address: str = "") -> list[tuple[str, float]]:
        found = rank(index, _text(name), _text(country).upper(), _text(address))
        return [(ids[entry], score) for entry, score in found]

    return screen


def to_entry(party: dict[str, Any]) -> Entry:
    """One party; whatever it lacks is empty."""
    names = dict.fromkeys((_text(party.get("name")), *_texts(party.get("alts")), *_texts(party.get("names"))))
    first, *others = [name for name in names if name] or [""]
    return Entry(
        key=_text(party.get("id")),
        source=_text(party.get("source")),
        kind=_kind(party),
        names=(ListedName(first), *(ListedName(name, NameQuality.AKA) for name in others)),
        addresses=tuple(map(ListedAddress, _texts(party.get("addrs")))),
        countries=tuple(country.upper() for country in " ".join(_texts(party.get("cc"))).split()),
    )


def _kind(party: dict[str, Any]) -> Kind:
    """Commerce and State lists leave the type empty: whoever calls such a party "org" does not know either."""
    kind = _text(party.get("kind"))
    if kind not in set(Kind) or (kind == Kind.ORGANIZATION and party.get("type") == ""):
        return Kind.UNKNOWN
    return Kind(kind)


def _texts(value: Any) -> list[str]:
    many = [value] if isinstance(value, (str, dict)) or value is None else value
    return [text for text in map(_text, many) if text]


def _text(value: Any) -> str:
    """A string, or an address in parts as one."""
    if isinstance(value, dict):
        return ", ".join(_texts(value.values()))
    return "" if value is None else str(value)


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
    parser.add_argument("--lists", type=Path, default=LISTS)
    parser.add_argument("--queries", type=Path, default=QUERIES)
    parser.add_argument("--operators", type=Path, default=OPERATORS)
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
    asked = screening_table.read_queries(queries)
    start = time.process_time()
    index = engine.build(to_entry(party) for party in parties)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index.save(path)
        built = time.process_time() - start
        size = path.stat().st_size / 1e6
        fresh = screening_growth.measure_fresh(path, asked)
        measured = run_often(path, parties, asked, passes=PASSES)
    print(f"{index.name_count} names of {len(parties)} parties; threshold {SHIPPED_THRESHOLD}")
    for row, value in screening_table.summary(measured).items():
        print(f"  {row:38} {value:10.4f}")
    p99 = sorted(screening_table.percentile(spent, 0.99) for spent in measured.passes)
    print(f"  {f'  of the quickest and slowest of {PASSES} passes':38} {p99[0]:10.4f} {p99[-1]:.4f}")
    for row, scores in (
        ("at the shipped threshold: recall", measured.scores()),
        ("  false alarms", measured.ordinary),
        ("  of the hard negatives", measured.hard),
    ):
        print(f"  {row:38} {screening_table.share_from(scores, SHIPPED_THRESHOLD):10.4f}")
    for row, value in (
        ("build and write, CPU s", built),
        ("map and answer once, CPU s", fresh["start"]),
        ("index file, MB", size),
        ("memory of index and engine, MB", fresh["memory"]),
        ("  not shared between processes", fresh["private"]),
    ):
        print(f"  {row:38} {value:10.2f}")
    print("recall per kind of change at 1 % false alarms")
    for kind, (recall, count) in screening_table.recall_by_kind(measured).items():
        print(f"  {kind:34} {recall:10.3f} {count:6}")


if __name__ == "__main__":
    main()

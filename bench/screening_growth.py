"""How time and memory grow with the list: real names, then invented ones made of the same words."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import screening_table
from compliance.entries import Entry, Kind, ListedName
from compliance.screening import engine
from compliance.screening.engine import Index
from compliance.screening.engine.screening import rank

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 1_000
NEW_WORD = 0.15  # share of words of invented names that are new, as in a list of the world's parties


def report(parties: list[dict[str, Any]], queries: Path) -> None:
    """Builds, saves, maps and asks an index of each size, and prints what that costs."""
    asked = random.Random(3).sample(screening_table.read_queries(queries), QUERIES)
    columns = ("names", "build s", "file MB", "load s", "p50 ms", "p99 ms", "resident MB")
    print("".join(f"{column:>12}" for column in columns))
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            start = time.process_time()
            engine.build(_entries(parties, size)).save(path)
            built = time.process_time() - start
            start = time.process_time()
            index = Index.load(path)
            loaded = time.process_time() - start
            spent = []
            for query in asked:
                begin = time.process_time_ns()
                rank(index, query["name"], query["country"], query["address"])
                spent.append((time.process_time_ns() - begin) / 1e6)
            row = (
                size,
                built,
                path.stat().st_size / 1e6,
                loaded,
                screening_table.percentile(spent, 0.5),
                screening_table.percentile(spent, 0.99),
                _resident_of_a_fresh_process(path),
            )
            print("".join(f"{value:>12.2f}" for value in row), flush=True)


def _entries(parties: list[dict[str, Any]], size: int) -> Iterator[Entry]:
    """`size` names, one per party: those of the list first, then recombinations with some words never seen
    before.
    """
    names = [name for party in parties for name in (party["name"], *party["alts"])]
    words = sorted({word for name in names for word in name.split()})
    rng = random.Random(1)
    for number in range(size):
        text = (
            names[number]
            if number < len(names)
            else " ".join(_word(rng, words) for _ in range(rng.choice((2, 3, 3, 4, 5))))
        )
        yield Entry(key=str(number), source="growth", kind=Kind.UNKNOWN, names=(ListedName(text),))


def _word(rng: random.Random, words: list[str]) -> str:
    if rng.random() >= NEW_WORD:
        return rng.choice(words)
    return "".join(
        rng.choice(("ba", "ko", "li", "mar", "ne", "tas", "vor", "zhi", "dun", "sel"))
        for _ in range(rng.choice((2, 3, 4)))
    )


def _resident_of_a_fresh_process(path: Path) -> float:
    """Private and shared memory of a process that maps the index and asks one question."""
    code = (
        "import sys; from bench.screening_growth import resident_megabytes;"
        "from compliance.screening.engine import Index;"
        "from compliance.screening.engine.screening import rank; before = resident_megabytes();"
        "rank(Index.load(sys.argv[1]), 'Bank Melli Iran', 'IR', ''); print(resident_megabytes() - before)"
    )
    return float(
        subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True
        ).stdout
    )


def resident_megabytes() -> float:
    """The memory that this process holds now, mapped files included."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6

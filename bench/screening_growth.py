"""How time and memory grow with the list: the names of real parties and operators first, then invented ones made of
the same words as often as they occur.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
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
ALIASES = (0, 0, 1, 1, 2, 4)  # how many further names an invented party has
NEW_WORD = (
    0.06  # share of words of invented names that no other name has, as in a list of the world's parties
)
SYLLABLES = ("ba", "ko", "li", "mar", "ne", "tas", "vor", "zhi", "dun", "sel", "qu", "hye", "or", "gan", "ti")


def report(parties: list[dict[str, Any]], operators: Path, queries: Path, sizes: tuple[int, ...]) -> None:
    """Builds, saves, maps and asks an index of each size, and prints what that costs."""
    asked = random.Random(3).sample(screening_table.read_queries(queries), QUERIES)
    columns = ("names", "build s", "file MB", "start s", "memory MB", "private MB", "p50 ms", "p99 ms")
    print("".join(f"{column:>12}" for column in columns), flush=True)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            start = time.process_time()
            engine.build(invent(parties, operators, size)).save(path)
            built = time.process_time() - start
            fresh = measure_fresh(path, asked)
            row = (
                *(size, built, path.stat().st_size / 1e6),
                *(fresh["start"], fresh["memory"], fresh["private"], fresh["p50"], fresh["p99"]),
            )
            print("".join(f"{value:>12.2f}" for value in row), flush=True)


def invent(parties: list[dict[str, Any]], operators: Path, size: int) -> Iterator[Entry]:
    """Parties with `size` names in all."""
    real = [[party["name"], *party["alts"]] for party in parties] + read_operators(operators)
    words = [word for names in real for name in names for word in name.split()]
    rng = random.Random(1)
    count = 0
    for number in range(size):
        names = real[number] if number < len(real) else _invented(rng, words)
        names = names[: size - count]
        count += len(names)
        yield Entry(key=str(number), source="growth", kind=Kind.UNKNOWN, names=tuple(map(ListedName, names)))
        if count >= size:
            return


def read_operators(path: Path) -> list[list[str]]:
    """Names of network operators, one per party; none where the file is not at hand."""
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [[row["organisation"]] for row in csv.DictReader(file)]


def _invented(rng: random.Random, words: list[str]) -> list[str]:
    name = [_word(rng, words) for _ in range(rng.choice((2, 2, 3, 3, 4, 5, 7)))]
    return [" ".join(name), *(" ".join(_alias(rng, name, words)) for _ in range(rng.choice(ALIASES)))]


def _word(rng: random.Random, words: list[str]) -> str:
    if rng.random() >= NEW_WORD:
        return rng.choice(words)
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 3, 4))))


def _alias(rng: random.Random, name: list[str], words: list[str]) -> list[str]:
    """The same party under another name: words moved, one exchanged, or one misspelled."""
    other = rng.sample(name, len(name))
    place = rng.randrange(len(other))
    letter = rng.randrange(len(other[place]))
    misspelled = other[place][:letter] + rng.choice("aeioukrst") + other[place][letter + 1 :]
    other[place] = rng.choice((other[place], _word(rng, words), misspelled))
    return other


def measure_fresh(path: Path, asked: list[dict[str, str]]) -> dict[str, float]:
    """What a process of its own needs: seconds of CPU until the first answer, milliseconds per screen, and megabytes
    for index and engine: all of it, and what another process would not share.
    """
    questions = [(query["name"], query["country"], query["address"]) for query in asked]
    done = subprocess.run(
        [sys.executable, "-m", "bench.screening_growth", path],
        input=json.dumps(questions),
        capture_output=True,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


def answer_measured(path: str) -> None:
    """The other side of `measure_fresh`."""
    questions = json.load(sys.stdin)
    before, start = _megabytes(), time.process_time()
    index = Index.load(path)
    rank(index, *questions[0])
    measured = {"start": time.process_time() - start}
    spent = []
    for question in questions:
        begin = time.thread_time_ns()
        rank(index, *question)
        spent.append((time.thread_time_ns() - begin) / 1e6)
    after = _megabytes()
    measured |= {"memory": after["Rss"] - before["Rss"]}
    measured |= {"private": after["Anonymous"] - before["Anonymous"]}
    measured |= {f"p{share}": screening_table.percentile(spent, share / 100) for share in (50, 99)}
    print(json.dumps(measured))


def _megabytes() -> dict[str, float]:
    """The memory that this process holds now, by kind; mapped files are not anonymous."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {name: int(rest.split()[0]) / 1000 for name, _, rest in (line.partition(":") for line in lines)}


if __name__ == "__main__":
    answer_measured(sys.argv[1])

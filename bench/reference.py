"""The best open matcher beside ours, on the same queries in the same run: nomenklatura's logic-v2 in an
environment of its own.

python -m bench.reference [--lists FILE] [--queries FILE] [--count 600]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench import screening, screening_table
from compliance.screening import engine

REFERENCE = "nomenklatura==4.17.4"  # needs ICU with its headers to build PyICU, where there is no wheel
HOME = Path("var/reference")
PASSES = 3  # of ours, before the reference and after it


def report(lists: Path, queries: Path, count: int) -> None:
    """Asks both matchers a sample of the queries and prints what each finds, and how fast."""
    every = screening_table.read_queries(queries)
    asked = random.Random(7).sample(every, min(count, len(every)))
    parties = screening.read_entities(lists)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        engine.build(map(screening.to_entry, parties)).save(path)
        # Before and after the reference: the speed of a machine is not the same for minutes.
        before = screening.run_often(path, parties, asked, passes=PASSES)
        theirs = ask_reference(parties, asked)
        after = screening.run_often(path, parties, asked, passes=PASSES)
    ours = screening_table.middle([before, after])
    print(f"{count} queries, both in this run{'':14} {'ours':>10} {REFERENCE:>22} {'ratio':>8}")
    reference = screening_table.summary(theirs)
    for row, value in screening_table.summary(ours).items():
        ratio = f"{value / reference[row]:8.3g}" if reference[row] else ""
        print(f"  {row:40} {value:10.4f} {reference[row]:22.4f} {ratio}")
    print("recall per kind of change at 1 % false alarms")
    by_kind = screening_table.recall_by_kind(theirs)
    for kind, (recall, asked_of) in screening_table.recall_by_kind(ours).items():
        print(f"  {kind:34} {asked_of:5} {recall:10.3f} {by_kind[kind][0]:22.3f}")


def ask_reference(parties: list[dict[str, object]], asked: list[dict[str, str]]) -> screening_table.Run:
    """The reference's answers, worked out by `reference_matcher.py` in its own environment."""
    python = prepare_environment()
    task = HOME / "task.json"
    task.write_text(json.dumps({"parties": parties, "queries": asked}), encoding="utf-8")
    done = subprocess.run(
        [python, "bench/reference_matcher.py", task], check=True, capture_output=True, text=True
    )
    answers = iter(json.loads(done.stdout))
    spent: list[float] = []

    def screen(name: str, country: str, address: str) -> list[tuple[str, float]]:
        answer = next(answers)
        spent.append(answer["milliseconds"])
        return [(party, score) for party, score in answer["found"]]

    measured = screening_table.run(screen, asked)
    measured.milliseconds = spent
    return measured


def prepare_environment() -> Path:
    """The interpreter of the reference's environment, made and filled the first time."""
    python = HOME / "env/bin/python"
    if not python.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run([_uv(), "venv", "-q", HOME / "env"], check=True)
    if subprocess.run([python, "-c", "import nomenklatura"], capture_output=True, check=False).returncode:
        subprocess.run([_uv(), "pip", "install", "-q", "--python", python, REFERENCE], check=True)
    return python


def _uv() -> str:
    found = shutil.which("uv")
    if found is None:
        raise SystemExit("uv is needed to make the reference's environment")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lists", type=Path, default=screening.LISTS)
    parser.add_argument("--queries", type=Path, default=screening.QUERIES)
    parser.add_argument(
        "--count", type=int, default=600, help="how many queries to ask: the reference is slow"
    )
    options = parser.parse_args()
    report(options.lists, options.queries, options.count)


if __name__ == "__main__":
    main()

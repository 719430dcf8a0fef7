"""Which of 100,000 subjects does a delta of 500 entries touch, how long does that take, and is it the same as a
full run?

    python -m bench.rescreening [--subjects 100000] [--delta 500] [--check 2000] [--workers N]

As in the product, workers share the subjects (here as many as the machine has cores), and each subject comes with what
its last screening read it as. Subjects are named as network operators are; without that file their names are put
together from its words, which ship with the engine. Each has an administrator with a name of its own, as people are
called all over the world (name lists of the Faker project), nine of ten in Latin letters. Evidence rows are not written
here: that is the database's time.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import multiprocessing
import os
import pkgutil
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import faker.providers.person

from bench.screening import DATA, read_entities, to_entry
from compliance.profile import PostalAddress, Profile
from compliance.screening import engine
from compliance.screening.engine import Changes, Index
from compliance.screening.engine.screening import normalised

FAMILY = (
    "Levi",
    "García",
    "Smith",
    "Chen",
    "Haddad",
    "Novák",
    "Sato",
    "Ivanova",
    "Kowalski",
    "Okafor",
    "Berg",
)
PLACES = (
    ("Haifa", "IL"),
    ("Lisbon", "PT"),
    ("Dubai", "AE"),
    ("London", "GB"),
    ("Kyiv", "UA"),
    ("Lagos", "NG"),
)
ON = "2026-01-01"
AT_ONCE = 500  # subjects that the product compares at a time
IN_LATIN = 0.9
LAST_LATIN = "\u024f"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lists", type=Path, default=DATA / "lists/consolidated_2022-05.csv.gz")
    parser.add_argument("--names", type=Path, default=DATA / "screening/operators.csv.gz")
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--delta", type=int, default=500)
    parser.add_argument("--check", type=int, default=2_000, help="subjects screened in full, too")
    parser.add_argument("--workers", type=int, default=os.process_cpu_count() or 1)
    options = parser.parse_args()
    rng = random.Random(5)
    entries = {str(party["id"]): to_entry(party) for party in read_entities(options.lists)}
    whole = engine.build(entries.values())
    changed = set(rng.sample(sorted(entries), options.delta))
    people = _people(options.subjects, rng)
    names = _names(options.names, options.subjects, rng)
    subjects = [_subject(name, person, rng) for name, person in zip(names, people, strict=True)]

    screened = [(subject, normalised(whole, subject)) for subject in subjects]

    start = time.perf_counter()
    shares = list(_in_shares(whole, changed, screened, options.workers))
    wall = time.perf_counter() - start
    touched = [subjects[number] for share in shares for number in share.touched]

    print(f"{len(subjects)} subjects, {options.delta} of {len(entries)} entries changed")
    print(f"  {f'all compared, {options.workers} worker(s), s':34} {wall:10.2f}")
    print(f"  {'CPU of all workers, s':34} {sum(share.cpu for share in shares):10.2f}")
    print(f"  {'screened':34} {sum(share.suspects for share in shares):10}")
    print(f"  {'touched':34} {len(touched):10}")
    changes = Changes(whole, changed)
    sample = [*touched[: options.check // 4], *rng.sample(subjects, min(options.check, len(subjects)))]
    different = [each for each in sample if not _is_same(each, whole, changes, changed)]
    print(f"  {'compared with a full run':34} {len(sample):10}")
    print(f"  {'different':34} {len(different):10}")
    if different:
        raise SystemExit(f"not the same: {[each.name for each in different[:5]]}")


class Sifted(NamedTuple):
    """What one worker found: how many it had to compare, who of them is touched, the CPU seconds that took."""

    suspects: int
    touched: list[int]
    cpu: float


type Screened = tuple[Profile, dict[str, Any]]  # with what it was read as


def _in_shares(whole: Index, changed: set[str], screened: list[Screened], workers: int) -> Iterator[Sifted]:
    """Each worker has a share of the subjects. The index is mapped, not copied, as the product's workers have it."""
    bounds = [len(screened) * part // workers for part in range(workers + 1)]
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, fork, _begin, (whole, changed, screened)) as processes:
        yield from processes.map(_sift, bounds, bounds[1:])


def _begin(whole: Index, changed: set[str], screened: list[Screened]) -> None:
    global _changes, _screened
    _changes, _screened = Changes(whole, changed), screened


_changes: Changes
_screened: list[Screened]


def _sift(first: int, end: int) -> Sifted:
    """The subjects from the first to the end, as the product does it."""
    suspects, touched = 0, []
    for start in range(first, end, AT_ONCE):
        together = _screened[start : min(end, start + AT_ONCE)]
        _changes.look_ahead(together)
        for number, (profile, _) in enumerate(together, start):
            if _changes.may_touch(profile):
                suspects += 1
                if _changes.best_score(profile) >= engine.SHIPPED_THRESHOLD:
                    touched.append(number)
    return Sifted(suspects, touched, time.process_time())


def _is_same(profile: Profile, whole: Index, changes: Changes, changed: set[str]) -> bool:
    """Is every changed entry that the full run finds found, with the same score? (Whoever is touched is screened in
    full: finding more, where the full run has cut its search short, changes nothing.)
    """
    full = engine.screen(whole, profile, on=ON).candidates
    wanted = {each.entry_key: each.score for each in full if each.entry_key in changed}
    result = engine.screen(changes.index, profile, on=ON)
    found = {each.entry_key: each.score for each in result.candidates}
    is_sound = changes.may_touch(profile) or not (result.candidates or result.best_below)
    is_touched = changes.best_score(profile) >= engine.SHIPPED_THRESHOLD
    return wanted.items() <= found.items() and is_sound and is_touched == bool(found)


def _names(path: Path, count: int, rng: random.Random) -> list[str]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            names = [row["organisation"] for row in csv.DictReader(stream)]
        more = max(0, count - len(names))
        return rng.sample(names, count - more) + [
            f"{rng.choice(names)} {rng.choice(FAMILY)}" for _ in range(more)
        ]
    words = engine.Rarity().common_words()
    return [" ".join(rng.choices(words, k=rng.choice((2, 3, 3, 4)))).title() for _ in range(count)]


def _people(count: int, rng: random.Random) -> list[str]:
    """So many people with different names."""
    countries = [country for country in _countries() if all(country)]
    latin = [country for country in countries if max("".join(map("".join, country))) <= LAST_LATIN]
    others = [country for country in countries if country not in latin]
    people = dict[str, None]()
    while len(people) < count:
        given, family = rng.choice(latin if rng.random() < IN_LATIN else others)
        people[f"{rng.choice(given)} {rng.choice(family)}"] = None
    return list(people)


def _countries() -> Iterator[tuple[list[str], list[str]]]:
    """Given names and surnames of each country."""
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        yield _listed(provider, "first_name"), _listed(provider, "last_name")


def _listed(provider: type, beginning: str) -> list[str]:
    lists = (value for key, value in vars(provider).items() if key.startswith(beginning))
    return sorted({str(name) for each in lists if isinstance(each, (dict, list, tuple)) for name in each})


def _subject(name: str, administrator: str, rng: random.Random) -> Profile:
    city, country = rng.choice(PLACES)
    street = f"{rng.randrange(1, 400)} {rng.choice(FAMILY)} Street"
    place = PostalAddress(
        line1=street, city=city, postal_code=str(rng.randrange(10_000, 99_999)), country=country
    )
    return Profile(name, place, administrator=administrator)


if __name__ == "__main__":
    main()

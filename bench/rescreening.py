"""Which of 100,000 subjects does a delta of 500 entries touch, how long does that take, and is it the same as a
full run?

    python -m bench.rescreening [--subjects 100000] [--delta 500] [--check 2000]

Subjects are named as network operators are; without that file their names are put together from its words, which
ship with the engine. Each has an administrator with a name of its own, as people are called all over the world (name
lists of the Faker project), nine of ten in Latin letters. Evidence rows are not written here: that is the database's time.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import pkgutil
import random
import time
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person

from bench.screening import DATA, read_entities, to_entry
from compliance.profile import PostalAddress, Profile
from compliance.screening import engine
from compliance.screening.engine import Changes, Index

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
    options = parser.parse_args()
    rng = random.Random(5)
    entries = {str(party["id"]): to_entry(party) for party in read_entities(options.lists)}
    whole = engine.build(entries.values())
    changed = set(rng.sample(sorted(entries), options.delta))
    people = _people(options.subjects, rng)
    names = _names(options.names, options.subjects, rng)
    subjects = [_subject(name, person, rng) for name, person in zip(names, people, strict=True)]

    start = time.process_time()
    changes = Changes(whole, changed)
    suspects, touched = _sift(changes, subjects)
    spent = time.process_time() - start

    print(f"{len(subjects)} subjects, {options.delta} of {len(entries)} entries changed")
    print(f"  {'all compared, CPU s':34} {spent:10.2f}")
    print(f"  {'screened':34} {len(suspects):10}")
    print(f"  {'touched':34} {len(touched):10}")
    sample = [*touched[: options.check // 4], *rng.sample(subjects, min(options.check, len(subjects)))]
    different = [each for each in sample if not _is_same(each, whole, changes, changed)]
    print(f"  {'compared with a full run':34} {len(sample):10}")
    print(f"  {'different':34} {len(different):10}")
    if different:
        raise SystemExit(f"not the same: {[each.name for each in different[:5]]}")


def _sift(changes: Changes, subjects: list[Profile]) -> tuple[list[Profile], list[Profile]]:
    """Who is screened, as the product does it; and who of them is touched."""
    suspects, touched = [], []
    for start in range(0, len(subjects), AT_ONCE):
        together = subjects[start : start + AT_ONCE]
        changes.look_ahead(together)
        for profile in together:
            if changes.may_touch(profile):
                suspects.append(profile)
                if changes.best_score(profile) >= engine.SHIPPED_THRESHOLD:
                    touched.append(profile)
    return suspects, touched


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

"""Derives the two fact tables that the engine ships with: how common a word is, and what a legal form looks
like.

    python -m bench.derive_tables OPERATORS.csv.gz CONSOLIDATED.csv.gz ELF_CODES.csv.gz

Rarity counts names of network operators (DB-IP.com, CC BY 4.0), parties of the US Consolidated Screening
List (public
domain) and the countries in which people are called so (name lists of the Faker project, MIT); legal forms
come from
the ISO 20275 code list of GLEIF (CC0).
"""

from __future__ import annotations

import csv
import gzip
import importlib
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person

from compliance.screening.engine.fold import fold

DATA = Path("compliance/screening/engine/data")
MIN_CUSTOMERS, MIN_LISTED = 2, 4  # rarer words weigh as much as unknown ones
MAX_FORM_WORDS = 5
# Words that abbreviate a legal form somewhere and mean something everywhere else.
NOT_A_FORM = frozenset(
    [
        "trust",
        "bank",
        "fund",
        "company-limited",
        "fonds",
        "partnership",
        "group",
        "holding",
        "union",
        "cooperative",
        "society",
        "association",
        "foundation",
        "credit",
        "insurance",
        "state",
        "municipal",
        "public",
        "general",
        "ep",
        "em",
        "ei",
        "mb",
        "im",
        "is",
        "to",
        "so",
        "da",
        "de",
        "an",
        "es",
        "pc",
        "pe",
        "pp",
        "ma",
        "mg",
        "me",
        "up",
        "va",
    ]
)

# A phrase with one of these says what the company does.
NOT_IN_A_FORM = frozenset(
    [
        "bank",
        "bankas",
        "banka",
        "credit",
        "trust",
        "trusts",
        "fund",
        "funds",
        "savings",
        "insurance",
        "embassy",
        "administration",
        "unions",
        "union",
        "foundation",
        "grazing",
        "national",
        "international",
        "agricole",
        "company-owned",
        "estate",
        "school",
        "communications",
        "interest",
        "statutory",
        "listed",
        "unlisted",
    ]
)


def main(operators: str, consolidated: str, elf: str) -> None:
    write_rarity(count_customers(operators), count_listed(consolidated), count_countries())
    write_legal_forms(elf, operators)


def rows(path: str) -> Iterator[list[str]]:
    csv.field_size_limit(10**9)
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        yield from csv.reader(text)


def count_customers(path: str) -> Counter[str]:
    return Counter(word for row in rows(path) for word in set(fold(row[0])))


def count_listed(path: str) -> Counter[str]:
    header, *parties = rows(path)
    name, aliases = header.index("name"), header.index("alt_names")
    return Counter(word for row in parties for word in set(fold(f"{row[name]}; {row[aliases]}"[:1000])))


def count_countries() -> Counter[str]:
    """In how many countries' lists of given names and surnames a word stands."""
    counts = Counter[str]()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        if len(module.name) == 5:
            provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
            names = (
                value for key, value in vars(provider).items() if key.startswith(("first_name", "last_name"))
            )
            lists = (value for value in names if isinstance(value, (dict, list, tuple)))
            counts.update({word for value in lists for name in value for word in fold(str(name))})
    return counts


def write_rarity(customers: Counter[str], listed: Counter[str], people: Counter[str]) -> None:
    known = sorted(
        word
        for word in customers.keys() | listed.keys() | people.keys()
        if customers[word] >= MIN_CUSTOMERS or listed[word] >= MIN_LISTED or people[word]
    )
    lines = [
        "# word; network operators with it, of 74,800 (DB-IP.com, CC BY 4.0);",
        "# listed parties with it, of 14,160;",
        "# countries in which people are called so, of 80 (Faker, MIT)",
    ]
    lines += [f"{word}\t{customers[word]}\t{listed[word]}\t{people[word]}" for word in known if len(word) > 1]
    with (DATA / "rarity.tsv.gz").open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write("\n".join(lines).encode())


def write_legal_forms(elf: str, operators: str) -> None:
    """Phrases of the code list, less the single words that stand in the middle of names as often as at
    their edge.
    """
    at_edge, anywhere = count_edges(operators)
    forms: dict[str, str] = {}
    for row in list(rows(elf))[1:]:
        abbreviations = [a for column in (row[10], row[9]) for a in column.split(";") if a.strip()]
        folded = [words for words in map(fold, abbreviations) if words]
        if not folded:
            continue
        form = "".join(folded[0])
        for words in [*folded, fold(row[8]), fold(row[5])]:
            phrase = " ".join(words)
            is_short = 1 <= len(words) <= MAX_FORM_WORDS and len(form) <= 8 and not is_telling(words)
            if is_short and (len(words) > 1 or is_form_word(phrase, at_edge[phrase], anywhere[phrase])):
                forms.setdefault(phrase, form)
    lines = ["# phrase as folded <tab> legal form; from the ISO 20275 code list of GLEIF (CC0)"]
    lines += [f"{phrase}\t{forms[phrase]}" for phrase in sorted(forms)]
    (DATA / "legal_forms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def is_telling(words: list[str]) -> bool:
    return " ".join(words) in NOT_A_FORM or not NOT_IN_A_FORM.isdisjoint(words)


def count_edges(operators: str) -> tuple[Counter[str], Counter[str]]:
    """How often a word ends a name, and how often it occurs at all."""
    at_edge, anywhere = Counter[str](), Counter[str]()
    for row in rows(operators):
        if words := fold(row[0]):
            anywhere.update(words)
            at_edge.update(words[-1:])
    return at_edge, anywhere


def is_form_word(word: str, at_edge: int, anywhere: int) -> bool:
    if word.isdigit() or len(word) < 2:
        return False
    if anywhere >= 8:
        return at_edge >= 0.75 * anywhere
    return len(word) >= 8


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The BIS Denied Persons List as exported since 2025: name and address in one field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem, key_of
from compliance.lists.sources.bis_text import names_of
from compliance.lists.sources.countries import US_STATES, country_code, is_code
from compliance.lists.sources.text import first_line, iso_date, read_table, tidy

COLUMNS = (
    "name and address",
    "type of denial",
    "appropriate federal register citations",
    "effective date",
    "expiration date",
)
DATES = ("%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y")

# Parts that a comma cuts off a name though they belong to it.
NAME_ENDINGS = re.compile(
    r"(jr|sr|ii|iii|iv|inc|llc|l\.l\.c|ltd|limited|co|corp|corporation|company|lp|llp|plc|gmbh|ag|s\.?a|s\.?l|s\.?r\.?l|jsc)\.?"
    r"(\s+ltd\.?|\s+inc\.?)?",
    re.IGNORECASE,
)


class BisExport:
    """Five columns, in any order, spelled with blanks or underscores. Untried on a real file."""

    slug, list_slug, title = "bis-export", "dpl", "BIS Denied Persons List (export since 2025)"

    def sniff(self, head: bytes, filename: str) -> bool:
        line = spelled(first_line(head))
        return "name and address" in line and "type of denial" in line

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for row in read_table(file, COLUMNS, spelled=spelled, fallback="cp1252"):
                yield row if isinstance(row, RowProblem) else read_row(*row)


def spelled(column: str) -> str:
    """One spelling for "Effective_Date" and "Effective Date"."""
    return tidy(column.replace("_", " ")).casefold()


def read_row(line: int, values: dict[str, str]) -> Row | RowProblem:
    """One denial order."""
    if not values["name and address"].strip(" ,"):
        return RowProblem(line, "is empty", "Name and Address")
    for column in ("effective date", "expiration date"):
        try:
            values[column] = iso_date(values[column], *DATES) if values[column].strip() else ""
        except ValueError:
            return RowProblem(line, f"{values[column]!r} is no date", column.title())
    if not values["effective date"]:
        return RowProblem(line, "is empty", "Effective Date")
    return Row(line, entry_of(values))


def entry_of(values: dict[str, str]) -> Entry:
    """The values of one row, checked before, as an entry."""
    name, rest = split(values["name and address"])
    address = ", ".join(filter(None, rest))
    country = country_of(rest)
    return Entry(
        key=key_of(name, address, values["effective date"]),
        source="DPL",
        kind=Kind.UNKNOWN,
        names=with_second_part(names_of(name), rest),
        addresses=(ListedAddress(address, country),) if address and address != country else (),
        countries=(country,) if country else (),
        start=values["effective date"],
        end=values["expiration date"],
        citation=tidy(values["appropriate federal register citations"]),
        remarks=tidy(values["type of denial"]),
    )


def split(text: str) -> tuple[str, list[str]]:
    """(name, parts of the address, empty ones kept): at the line break, else at the first comma."""
    first, *lines = [part for part in text.splitlines() if part.strip()]
    if lines:
        return tidy(first), [tidy(part) for line in lines for part in line.split(",")]
    name, *rest = [tidy(part) for part in first.split(",")]
    while rest and NAME_ENDINGS.fullmatch(rest[0]):
        name = f"{name}, {rest.pop(0)}"
    return name, rest


def with_second_part(names: tuple[ListedName, ...], rest: Sequence[str]) -> tuple[ListedName, ...]:
    """With "JIN, ZHONGDA" beside "JIN": after one word, a second may still belong to the name."""
    if len(names) == 1 and rest and names[0].text.isalpha() and rest[0].isalpha():
        joined = f"{names[0].text}, {rest[0]}"
        return (*names, replace(names[0], text=joined, quality=NameQuality.AKA))
    return names


def country_of(rest: Sequence[str]) -> str:
    """From "city, state, country, postal code"; US where the country's place is empty beside a US state."""
    if len(rest) >= 3 and not rest[-2] and rest[-3].upper() in US_STATES:
        return "US"
    for part in rest[:-3:-1]:
        if is_code(part):
            return part
        if len(part) > 3 and country_code(part):
            return country_code(part)
    return "US" if any(part.upper() in US_STATES for part in rest[-2:]) else ""

"""Our own simple CSV, for lists that a company keeps itself and for the demo list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem, key_of
from compliance.lists.sources.countries import country_code
from compliance.lists.sources.text import first_line, iso_date, parts, read_table, tidy

COLUMNS = ("name", "aliases", "type", "country", "address", "citation", "list")
OPTIONAL = ("id", "start", "end", "remarks")

KINDS = {
    "": Kind.UNKNOWN,
    "org": Kind.ORGANIZATION,
    "organization": Kind.ORGANIZATION,
    "entity": Kind.ORGANIZATION,
    "person": Kind.PERSON,
    "individual": Kind.PERSON,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
ALIAS_MARKS = {"fka": NameQuality.FKA, "weak": NameQuality.WEAK, "aka": NameQuality.AKA}


class SimpleCsv:
    """Aliases and countries are separated by ";", an alias may begin with "fka:" or "weak:".

    `list` names the source list of the row and may stay empty. Rows of the same id, or without ids of
    the same list and name, are one party.
    """

    slug, list_slug, title = "simple", "internal", "simple CSV (our own)"

    def sniff(self, head: bytes, filename: str) -> bool:
        header = {tidy(name) for name in first_line(head).replace('"', "").split(",")}
        return header.issuperset(COLUMNS)

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for row in read_table(file, COLUMNS, optional=OPTIONAL):
                yield row if isinstance(row, RowProblem) else read_row(*row)


def read_row(line: int, values: dict[str, str]) -> Row | RowProblem:
    """One row; what cannot be understood is named with its column."""
    values = dict.fromkeys(OPTIONAL, "") | {column: tidy(value) for column, value in values.items()}
    if not values["name"] and not values["address"]:
        return RowProblem(line, "has neither a name nor an address", "name")
    if values["type"].casefold() not in KINDS:
        return RowProblem(line, f"{values['type']!r} is not one of person, org, vessel, aircraft", "type")
    unknown = [text for text in parts(values["country"]) if not country_code(text)]
    if unknown:
        return RowProblem(line, f"{unknown[0]!r} is no country", "country")
    for column in ("start", "end"):
        try:
            values[column] = iso_date(values[column]) if values[column] else ""
        except ValueError:
            return RowProblem(line, f"{values[column]!r} is no date (YYYY-MM-DD)", column)
    return Row(line, entry_of(values))


def entry_of(values: dict[str, str]) -> Entry:
    """The values of one row, checked before, as an entry."""
    countries = tuple(country_code(text) for text in parts(values["country"]))
    primary = (ListedName(values["name"]),) if values["name"] else ()
    first_country = countries[0] if countries else ""
    return Entry(
        key=values["id"]
        or key_of(values["list"].casefold(), values["name"].casefold() or values["address"].casefold()),
        source=values["list"],
        kind=KINDS[values["type"].casefold()],
        names=primary + tuple(alias_of(text) for text in parts(values["aliases"])),
        addresses=(ListedAddress(values["address"], first_country),) if values["address"] else (),
        countries=tuple(dict.fromkeys(countries)),
        start=values["start"],
        end=values["end"],
        citation=values["citation"],
        remarks=values["remarks"],
    )


def alias_of(text: str) -> ListedName:
    """An alias with the quality that its mark gives it."""
    mark, colon, rest = text.partition(":")
    quality = ALIAS_MARKS.get(mark.strip().casefold()) if colon else None
    return (
        ListedName(rest.strip(), quality) if quality and rest.strip() else ListedName(text, NameQuality.AKA)
    )

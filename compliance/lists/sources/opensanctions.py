"""OpenSanctions in its two simple forms: one row a target, or one FollowTheMoney object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem
from compliance.lists.sources.countries import country_code, country_of_address
from compliance.lists.sources.json_text import read_json_lines
from compliance.lists.sources.text import first_line, head_text, parts, read_table, tidy

CODE = "OPENSANCTIONS"
COLUMNS = (
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "dataset",
)
OPTIONAL = ("phones", "emails", "program_ids", "first_seen", "last_seen", "last_change")

KINDS = {
    "Person": Kind.PERSON,
    "Company": Kind.ORGANIZATION,
    "Organization": Kind.ORGANIZATION,
    "LegalEntity": Kind.ORGANIZATION,
    "PublicBody": Kind.ORGANIZATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}
# Properties of FollowTheMoney, in the order in which they vouch for a name.
NAMES = {
    "name": NameQuality.AKA,
    "alias": NameQuality.AKA,
    "previousName": NameQuality.FKA,
    "weakAlias": NameQuality.WEAK,
    "abbreviation": NameQuality.WEAK,
}
COUNTRIES = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag")
DATES = ("birthDate", "incorporationDate", "buildDate")
IDS = (
    "registrationNumber",
    "idNumber",
    "passportNumber",
    "taxNumber",
    "innCode",
    "ogrnCode",
    "leiCode",
    "imoNumber",
)


class OpenSanctionsCsv:
    """`targets.simple.csv`: values joined by ";". Untried on a real file."""

    slug, list_slug, title = "opensanctions-csv", "opensanctions", "OpenSanctions (targets.simple.csv)"

    def sniff(self, head: bytes, filename: str) -> bool:
        return first_line(head).replace('"', "").startswith("id,schema,name,aliases,birth_date")

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for row in read_table(file, COLUMNS, optional=OPTIONAL):
                yield row if isinstance(row, RowProblem) else read_row(*row)


def read_row(line: int, values: dict[str, str]) -> Row | RowProblem:
    """One target."""
    for column in ("id", "name"):
        if not values[column].strip():
            return RowProblem(line, "is empty", column)
    countries = codes(parts(values["countries"]))
    primary = tidy(values["name"])
    aliases = (text for text in parts(values["aliases"]) if text != primary)
    entry = Entry(
        key=tidy(values["id"]),
        source=CODE,
        kind=KINDS.get(values["schema"].strip(), Kind.UNKNOWN),
        names=(ListedName(primary), *(ListedName(text, NameQuality.AKA) for text in aliases)),
        addresses=tuple(address_of(text) for text in parts(values["addresses"])),
        countries=countries,
        dates=parts(values["birth_date"]),
        ids=parts(values["identifiers"]),
        citation=tidy(values["sanctions"]),
        programs=(*parts(values.get("program_ids", "")), *parts(values["dataset"])),
    )
    return Row(line, entry)


class OpenSanctionsJson:
    """FollowTheMoney objects, a line each; only targets are parties. Untried on a real file."""

    slug, list_slug, title = (
        "opensanctions-json",
        "opensanctions",
        "OpenSanctions (FollowTheMoney JSON lines)",
    )

    def sniff(self, head: bytes, filename: str) -> bool:
        line = head_text(head).lstrip()
        return line.startswith("{") and '"schema"' in line and '"properties"' in line

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for found in read_json_lines(file):
                if isinstance(found, RowProblem):
                    yield found
                elif found[1].get("target") is not False:  # the others are addresses, links, sanctions
                    yield read_object(*found)


def read_object(line: int, value: dict[str, Any]) -> Row | RowProblem:
    """One target."""
    properties = value.get("properties")
    if not value.get("id") or not isinstance(properties, dict):
        return RowProblem(line, "lacks 'id' or 'properties'")
    names = names_of(value, properties)
    if not names:
        return RowProblem(line, "has no name")
    entry = Entry(
        key=str(value["id"]),
        source=CODE,
        kind=KINDS.get(str(value.get("schema")), Kind.UNKNOWN),
        names=names,
        addresses=tuple(map(address_of, (*texts(properties, ("address",)), *nested_addresses(properties)))),
        countries=codes(texts(properties, COUNTRIES)),
        dates=texts(properties, DATES),
        ids=texts(properties, IDS),
        programs=(*texts(properties, ("programId", "program")), *map(str, value.get("datasets") or ())),
        remarks=" | ".join(texts(properties, ("position", "notes"))),
        url=next(iter(texts(properties, ("sourceUrl",))), ""),
    )
    return Row(line, entry)


def names_of(value: dict[str, Any], properties: dict[str, Any]) -> tuple[ListedName, ...]:
    """The caption first, then each name once in its best quality."""
    caption = tidy(str(value.get("caption") or ""))
    names: dict[str, NameQuality] = {}
    for prop, quality in NAMES.items():
        for text in texts(properties, (prop,)):
            names.setdefault(text, quality)
    first = caption if caption in names else next(iter(names), "")
    others = (ListedName(text, quality) for text, quality in names.items() if text != first)
    return (ListedName(first), *others) if first else ()


def texts(properties: dict[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """The texts of these properties, each once; nested objects are left to their own readers."""
    values = (value for name in names for value in properties.get(name) or () if isinstance(value, str))
    return tuple(dict.fromkeys(filter(None, map(tidy, values))))


def nested_addresses(properties: dict[str, Any]) -> tuple[str, ...]:
    """Full texts of addresses that are objects of their own."""
    nested = (value for value in properties.get("addressEntity") or () if isinstance(value, dict))
    return tuple(text for value in nested for text in texts(value.get("properties") or {}, ("full",)))


def codes(values: Sequence[str]) -> tuple[str, ...]:
    """Country codes; OpenSanctions writes them small, and has some for states that are no more."""
    return tuple(dict.fromkeys(filter(None, map(country_code, values))))


def address_of(text: str) -> ListedAddress:
    """An address with the country that ends it."""
    return ListedAddress(text, country_of_address(text))

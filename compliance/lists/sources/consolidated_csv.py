"""The US Consolidated Screening List as CSV: thirteen lists of three departments in one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem
from compliance.lists.sources.countries import country_code, country_of_address
from compliance.lists.sources.text import first_line, iso_date, parts, read_table, tidy

COLUMNS = (  # noqa: SIM905
    "_id source entity_number type programs name title addresses federal_register_notice start_date end_date "
    "standard_order license_requirement license_policy call_sign vessel_type gross_tonnage "
    "gross_registered_tonnage vessel_flag vessel_owner remarks source_list_url alt_names citizenships "
    "dates_of_birth nationalities places_of_birth source_information_url ids"
).split()

KINDS = {
    "": Kind.UNKNOWN,  # Commerce and State leave it out
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}

# "X LLC and any successor, sub-unit, or subsidiary thereof": the rest of the sentence is no part of the name.
SUCCESSORS = re.compile(
    r",?\s+and\s+(?:any|its)\s+(?:successors?|sub-?units?|subsidiar(?:y|ies))\b.*$", re.IGNORECASE
)
ABBREVIATION = re.compile(r"\(([A-Z][A-Z-]*)(?: List)?\)")


class ConsolidatedCsv:
    """29 columns, several values in a field joined by "; "."""

    slug, list_slug, title = "csl", "csl", "Consolidated Screening List (CSV)"

    def sniff(self, head: bytes, filename: str) -> bool:
        return first_line(head).replace('"', "").startswith("_id,source,entity_number,")

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for row in read_table(file, COLUMNS):
                yield row if isinstance(row, RowProblem) else read_row(*row)


def read_row(line: int, values: dict[str, str]) -> Row | RowProblem:
    """One row of the table."""
    for column in ("_id", "source"):
        if not values[column].strip():
            return RowProblem(line, "is empty", column)
    if not values["name"].strip() and not values["addresses"].strip():
        return RowProblem(line, "has neither a name nor an address", "name")
    if values["type"].strip().casefold() not in KINDS:
        return RowProblem(line, f"{values['type']!r} is no type that we know", "type")
    for column in ("start_date", "end_date"):
        try:
            values[column] = iso_date(values[column]) if values[column].strip() else ""
        except ValueError:
            return RowProblem(line, f"{values[column]!r} is no date (YYYY-MM-DD)", column)
    return Row(line, entry_of(values))


def entry_of(values: dict[str, str]) -> Entry:
    """The values of one row, checked before, as an entry."""
    addresses, countries = addresses_of(parts(values["addresses"]))
    stated = (
        country_code(part)
        for f in ("nationalities", "citizenships", "vessel_flag")
        for part in parts(values[f])
    )
    return Entry(
        key=tidy(values["_id"]),
        source=source_code(values["source"]),
        kind=KINDS[values["type"].strip().casefold()],
        names=names_of(values["name"], values["alt_names"]),
        addresses=addresses,
        countries=tuple(dict.fromkeys(filter(None, (*countries, *stated)))),
        dates=parts(values["dates_of_birth"]),
        ids=(
            *parts(values["ids"]),
            *((f"{tidy(values['call_sign'])}, Call Sign",) if values["call_sign"].strip() else ()),
        ),
        start=values["start_date"],
        end=values["end_date"],
        citation=tidy(values["federal_register_notice"]),
        programs=parts(values["programs"]),
        remarks=remarks_of(values),
        url=tidy(values["source_information_url"]),
    )


def source_code(text: str) -> str:
    """ "SDN" for "Specially Designated Nationals (SDN) - Treasury Department"; else the text itself."""
    found = ABBREVIATION.search(text)
    return found[1] if found else tidy(text)


def names_of(name: str, alternatives: str) -> tuple[ListedName, ...]:
    """The primary name, then the others, each once."""
    primary = short_name(name)
    others = (short_name(part.removeprefix("and ")) for part in parts(alternatives))
    aliases = (
        ListedName(text, NameQuality.AKA) for text in dict.fromkeys(others) if text and text != primary
    )
    return ((ListedName(primary),) if primary else ()) + tuple(aliases)


def short_name(text: str) -> str:
    """The name without "and any successor ..."."""
    return tidy(SUCCESSORS.sub("", tidy(text)))


def addresses_of(lines: Sequence[str]) -> tuple[tuple[ListedAddress, ...], tuple[str, ...]]:
    """(addresses, countries): where only a country is given, there is no address to compare with."""
    addresses, countries = [], []
    for line in lines:
        code = country_of_address(line)
        countries.append(code)
        if line != code:
            addresses.append(ListedAddress(line, code))
    return tuple(addresses), tuple(filter(None, countries))


def remarks_of(values: dict[str, str]) -> str:
    """What else the publisher says, for the reviewer."""
    successors = SUCCESSORS.search(tidy(values["name"]))
    said = (
        ("Listed", successors[0].lstrip(", ") if successors else ""),
        ("Title", values["title"]),
        ("Place of birth", values["places_of_birth"]),
        ("Licence requirement", values["license_requirement"]),
        ("Licence policy", values["license_policy"]),
        ("Vessel type", values["vessel_type"]),
        ("Vessel owner", values["vessel_owner"]),
        ("", values["remarks"]),
    )
    return " | ".join(
        f"{label}: {tidy(text)}" if label else tidy(text) for label, text in said if text.strip()
    )

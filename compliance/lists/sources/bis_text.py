"""The BIS Denied Persons List as published until 2025: tab separated, no identifiers, expired orders too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem, key_of
from compliance.lists.sources.countries import US_STATES, country_code
from compliance.lists.sources.text import first_line, iso_date, read_table, tidy

COLUMNS = (  # noqa: SIM905
    "Name Street_Address City State Country Postal_Code Effective_Date Expiration_Date "
    "Standard_Order Last_Update Action FR_Citation"
).split()

MARK = r"(?P<mark>[adf][./]?[kb][./]?a[./]?)"
# "PEARL (A.K.A. NEI-CHIEN CHU) LI" and "FUYI SUN A/K/A FRANK SUN".
BRACKETED_ALIAS = re.compile(rf"\({MARK}\s+(?P<name>[^()]+)\)", re.IGNORECASE)
INLINE_ALIAS = re.compile(
    r"\s(?P<mark>[adf](?:/[kb]/|\.[kb]\.)a\.?)\s+(?P<name>.+?)(?=\s[adf](?:/[kb]/|\.[kb]\.)a\.?\s|$)",
    re.IGNORECASE,
)


class BisText:
    """Twelve columns; dates MM/DD/YYYY. One party may have several rows: its key is name, street and date."""

    slug, list_slug, title = "dpl", "dpl", "BIS Denied Persons List (text)"

    def sniff(self, head: bytes, filename: str) -> bool:
        return first_line(head).replace('"', "").startswith("Name\tStreet_Address\t")

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for row in read_table(file, COLUMNS, delimiter="\t", fallback="cp1252"):
                yield row if isinstance(row, RowProblem) else read_row(*row)


def read_row(line: int, values: dict[str, str]) -> Row | RowProblem:
    """One denial order."""
    values = {column: tidy(value) for column, value in values.items()}
    if not values["Name"] and not values["Street_Address"]:
        return RowProblem(line, "has neither a name nor an address", "Name")
    for column in ("Effective_Date", "Expiration_Date"):
        try:
            values[column] = iso_date(values[column], "%m/%d/%Y") if values[column] else ""
        except ValueError:
            return RowProblem(line, f"{values[column]!r} is no date (MM/DD/YYYY)", column)
    if not values["Effective_Date"]:
        return RowProblem(line, "is empty", "Effective_Date")
    return Row(line, entry_of(values))


def entry_of(values: dict[str, str]) -> Entry:
    """The values of one row, checked before, as an entry."""
    country = country_of(values)
    line = ", ".join(
        filter(None, (values[c] for c in ("Street_Address", "City", "State", "Postal_Code", "Country")))
    )
    return Entry(
        key=key_of(values["Name"], values["Street_Address"], values["Effective_Date"]),
        source="DPL",
        kind=Kind.UNKNOWN,
        names=names_of(values["Name"]),
        addresses=(ListedAddress(line, country),) if line and line != values["Country"] else (),
        countries=(country,) if country else (),
        start=values["Effective_Date"],
        end=values["Expiration_Date"],
        citation=values["FR_Citation"],
        remarks=values["Action"],
    )


def names_of(text: str) -> tuple[ListedName, ...]:
    """The name, then those that it says the party is also or formerly known as."""
    aliases: list[ListedName] = []

    def noted(found: re.Match[str]) -> str:
        quality = NameQuality.FKA if found["mark"][0].casefold() == "f" else NameQuality.AKA
        aliases.append(ListedName(tidy(found["name"]), quality))
        return " "

    primary = tidy(INLINE_ALIAS.sub(noted, BRACKETED_ALIAS.sub(noted, text)))
    return ((ListedName(primary),) if primary else ()) + tuple(aliases)


def country_of(values: dict[str, str]) -> str:
    """The country; left empty by the publisher for many US addresses, which then have a US state."""
    if not values["Country"]:
        return "US" if values["State"].upper() in US_STATES else ""
    return country_code(values["Country"])

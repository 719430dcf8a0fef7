"""OFAC's remarks hold weak aliases, dates of birth, nationalities and documents, separated by semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from compliance.entries import ListedName, NameQuality
from compliance.lists.sources.countries import country_code
from compliance.lists.sources.text import parts

# An alias in quotation marks is weak, as OFAC calls it: broad or common.
WEAK_ALIAS = re.compile(r"^(?P<mark>[afn])\.k\.a\. '(?P<name>.+)'$")
BIRTH = re.compile(r"^(?:alt\. )?DOB (?:circa )?(?P<when>.+)$")
COUNTRY = re.compile(r"^(?:alt\. )?(?:nationality|citizen) (?P<country>.+)$")
DOCUMENT = re.compile(
    r"^(?:alt\. )?(?:Passport|.*\bNo\.|.*Number|.*Identification|National ID|SSN|SWIFT|Tax ID|Website|Email|"
    r"MMSI|Registration ID|Aircraft|Digital Currency|C\.U\.R\.P\.|R\.F\.C\.|Cedula|D\.N\.I\.|"
    r"C\.U\.I\.T\.|RTN|NIT|RUC)\b.*\d"
)
YEARS = re.compile(r"\b(?:1[89]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Remarks:
    """What was understood; `text` is all of it, for the reviewer."""

    names: tuple[ListedName, ...]
    dates: tuple[str, ...]
    countries: tuple[str, ...]
    ids: tuple[str, ...]
    text: str


def read(text: str) -> Remarks:
    """Part by part; a part of no known kind stays in the text."""
    said = parts(text.rstrip(". "))
    return Remarks(
        names=tuple(weak_names(said)),
        dates=tuple(dict.fromkeys(births(said))),
        countries=tuple(
            code
            for part in said
            if (found := COUNTRY.match(part)) and (code := country_code(found["country"]))
        ),
        ids=tuple(part for part in said if DOCUMENT.match(part)),
        text="; ".join(said),
    )


def weak_names(said: tuple[str, ...]) -> Iterator[ListedName]:
    """Aliases in quotation marks."""
    for part in said:
        if found := WEAK_ALIAS.match(part):
            yield ListedName(found["name"], NameQuality.FKA if found["mark"] == "f" else NameQuality.WEAK)


def births(said: tuple[str, ...]) -> Iterator[str]:
    """Dates of birth."""
    for part in said:
        if found := BIRTH.match(part):
            yield from dates(found["when"])


def dates(when: str) -> tuple[str, ...]:
    """ "25 Mar 1973" as 1973-03-25, "Mar 1973" as 1973-03, "1957 to 1960" as 1957/1960."""
    for form, shown in (("%d %b %Y", "%Y-%m-%d"), ("%b %Y", "%Y-%m")):
        try:
            return (datetime.strptime(when, form).strftime(shown),)
        except ValueError:
            continue
    years = YEARS.findall(when)
    return ("/".join(dict.fromkeys(years)),) if years else ()

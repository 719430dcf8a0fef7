"""Publishers write countries in their own ways; here each becomes its ISO 3166-1 alpha-2 code."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("country_names.csv")

US_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY "  # noqa: SIM905
    "NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY".split()
)

# Denial orders leave out the country of US addresses: "MIAMI, FL, 33177".
US_ENDING = re.compile(r",\s*([A-Z]{2}),?\s+\d{4,5}(?:-\d{4})?$")


@cache
def codes_by_name() -> dict[str, str]:
    """Folded name or code -> code; "XK" for Kosovo, which lists use though ISO does not."""
    with NAMES.open(encoding="utf-8", newline="") as stream:
        rows = [(row["code"], row["names"].split("|")) for row in csv.DictReader(stream)]
    return {folded(name): code for code, names in rows for name in (code, *names)}


def country_code(text: str) -> str:
    """The code of a country given by code or name; empty where it is none that we know."""
    return codes_by_name().get(folded(text), "")


def is_code(text: str) -> bool:
    """Is this an alpha-2 code, as it stands?"""
    return len(text) == 2 and text.isupper() and codes_by_name().get(folded(text)) == text


def folded(text: str) -> str:
    """Case, dots and the kind of apostrophe do not matter."""
    return " ".join(text.replace("’", "'").replace(".", "").casefold().split())


def country_of_address(line: str) -> str:
    """The country that ends an address line, as code or name."""
    last = line.rsplit(",", 1)[-1].strip()
    if is_code(last):
        return last
    if (ending := US_ENDING.search(line)) and ending[1] in US_STATES:
        return "US"
    return country_code(last) if len(last) > 3 else ""

"""A small list of invented parties, and the real one where it lies beside the tree or `SCREENING_LIST`
names it.
"""

import csv
import gzip
import os
from pathlib import Path

import pytest

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.profile import PostalAddress, Profile
from compliance.screening.engine import build, screen

REAL_LIST = Path(os.environ.get("SCREENING_LIST", "../shared/data/lists/consolidated_2022-05.csv.gz"))
KINDS = {
    "Individual": Kind.PERSON,
    "Entity": Kind.ORGANIZATION,
    "Vessel": Kind.VESSEL,
    "Aircraft": Kind.AIRCRAFT,
}


def party(key, *names, kind=Kind.ORGANIZATION, addresses=(), end="", quality=NameQuality.AKA):
    first, *others = names
    listed = (ListedName(first), *(ListedName(name, quality) for name in others))
    return Entry(
        key=key,
        source="Invented List",
        kind=kind,
        names=listed,
        addresses=tuple(ListedAddress(text, text[-2:]) for text in addresses),
        end=end,
    )


PARTIES = (
    party(
        "volnar",
        "VOLNAR SHIPPING COMPANY LIMITED",
        "Volnar Maritime",
        addresses=["12 Kestrel Quay, Port Amaro, 40112, PA"],
    ),
    party("brezhin", "BREZHIN, Oleksandr Yuriyovych", kind=Kind.PERSON),
    party(
        "quartzite",
        "Quartzite Guidance Systems Research Institute (QGSRI), and any successor, sub-unit, or subsidiary",
    ),
    party("mirzad", "AL-MIRZADI, 'Abd al-Rahman Yusuf", kind=Kind.PERSON),
    party("amber", "AMBERLIN"),
    party("federal", "Federal Bureau of Orbital Propulsion Research", "National Orbit Bank"),
    party("old", "Halvek Turbines GmbH", end="2019-05-01"),
    party(
        "nameless",
        "Unit 7, 88 Tinsel Road",
        kind=Kind.UNKNOWN,
        addresses=["Unit 7, 88 Tinsel Road, Marlow Park, Singapore 608877, SG"],
    ),
)


@pytest.fixture(scope="session")
def small_index():
    return build(PARTIES)


@pytest.fixture
def ask(small_index):
    def ask(name, administrator="", address=None, **options):
        profile = Profile(
            name=name, address=address or PostalAddress(country="DE"), administrator=administrator
        )
        return screen(small_index, profile, **options)

    return ask


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(6, id="every-sixth-party"),
        pytest.param(1, id="all-parties", marks=pytest.mark.whole_lists),
    ],
)
def real_entries(request):
    if not REAL_LIST.exists():
        pytest.skip(f"the Consolidated Screening List is not at {REAL_LIST}")
    csv.field_size_limit(10**9)
    with gzip.open(REAL_LIST, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:: request.param]
    return [
        Entry(
            key=f"{number}",
            source=row["source"],
            kind=KINDS.get(row["type"], Kind.UNKNOWN),
            names=tuple(
                ListedName(text) for text in [row["name"], *row["alt_names"].split("; ")] if text.strip()
            ),
        )
        for number, row in enumerate(rows)
    ]


@pytest.fixture(scope="session")
def real_index(real_entries):
    return build(real_entries)

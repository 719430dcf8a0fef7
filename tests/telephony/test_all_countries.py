"""All 249 countries, and Table 1 exactly (M20, M21)."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django_countries.data import COUNTRIES

from telephony import directory, seeding
from telephony.enums import Location, Reason
from telephony.models import CountryLocation, LocationDefault

SHARED = Path(__file__).parents[3] / "shared" / "data" / "country_location.csv"

TABLE_1 = [
    ("AMER", "1", ["US", "CA"]),
    ("ANZ", "61", ["AU"]),
    ("APAC", "65", ["SG"]),
    ("EMEA", "44", ["GB"]),
    ("EURO", "49", ["DE"]),
]
OWN = {*"US CA MX BR SG JP IN HK AU NZ GB ZA AE DE FR NL IT".split()}  # noqa: SIM905
# One country for each rule of telephony.md 3.2 and the judgement rows that matter most.
PLACED = {
    "US": "AMER", "CA": "AMER", "SG": "APAC", "AU": "ANZ", "NZ": "ANZ", "GB": "EMEA", "DE": "EURO",
    "FR": "EURO", "IE": "EURO", "CY": "EURO", "NO": "EURO", "CH": "EURO", "VA": "EURO", "AX": "EURO",
    "RS": "EURO", "FO": "EURO", "JE": "EMEA", "GI": "EMEA", "UA": "EMEA", "RU": "EMEA", "IL": "EMEA",
    "KZ": "EMEA", "IR": "EMEA", "NA": "EMEA", "RE": "EMEA", "PR": "AMER", "GU": "AMER", "BR": "AMER",
    "GL": "AMER", "FJ": "ANZ", "CX": "ANZ", "AQ": "ANZ", "CK": "ANZ", "JP": "APAC", "IN": "APAC",
    "TW": "APAC", "PK": "APAC",
}  # fmt: skip


def test_m21_table_1_is_exactly_the_five_locations(tables):
    rows = LocationDefault.objects.prefetch_related("country_rows")

    assert [(row.location, row.calling_code, row.get_default_countries()) for row in rows] == TABLE_1


def test_m21_every_country_of_iso_3166_has_a_location(tables):
    placed = dict(CountryLocation.objects.values_list("alpha2", "location"))

    assert set(placed) == set(COUNTRIES)
    assert len(placed) == 249
    assert Counter(placed.values()) == {"AMER": 61, "APAC": 26, "ANZ": 26, "EMEA": 93, "EURO": 43}
    assert {code: placed[code] for code in PLACED} == PLACED


def test_every_row_says_how_sure_it_is_and_why(tables):
    assert Counter(CountryLocation.objects.values_list("basis", flat=True)) == {
        "stated": 7,
        "derived": 181,
        "judgement": 61,
    }
    assert not CountryLocation.objects.filter(evidence="").exists()


def test_m21_all_countries_resolve_in_a_domain_of_seven(tables, make_domain):
    domain = make_domain(
        "Seven",
        ("+1 202-555-0143", "US"),
        ("+1 416-555-0123", "CA"),
        ("+65 6000 0001", "SG"),
        ("+61 2 5550 1234", "AU"),
        ("+44 20 7946 0958", "GB"),
        ("+49 30 23125000", "DE"),
        ("+972 3-555-0123", "IL"),
    )
    reader = directory.read(domain)

    found = [reader.defaults_for(code) for code in COUNTRIES]

    assert Counter(answer.reason for answer in found) == {
        Reason.LOCATION_DEFAULT: 242,
        Reason.DOMAIN_COUNTRY: 7,
    }
    fallen_back = [answer for answer in found if answer.reason == Reason.LOCATION_DEFAULT]
    assert Counter(answer.location for answer in fallen_back) == {
        Location.EMEA: 91, Location.AMER: 59, Location.EURO: 42, Location.ANZ: 25, Location.APAC: 25,
    }  # fmt: skip
    assert {(answer.location.value, answer.primary.e164[:3]) for answer in fallen_back} == {
        ("EMEA", "+44"), ("AMER", "+12"), ("EURO", "+49"), ("ANZ", "+61"), ("APAC", "+65"),
    }  # fmt: skip


def test_m21_all_countries_resolve_in_the_demo_domain(demo):
    reader = directory.read(demo)

    found = {code: reader.defaults_for(code) for code in COUNTRIES}

    assert all(answer.is_resolved for answer in found.values())
    own = {code for code, answer in found.items() if answer.reason == Reason.DOMAIN_COUNTRY}
    assert own == OWN
    assert found["IL"].primary.display == "+44 20 7946 0958"


def test_namibia_and_norway_are_countries(demo):
    namibia, norway = (directory.call_in_defaults(code, demo) for code in ("NA", "NO"))

    assert (namibia.location, norway.location) == (Location.EMEA, Location.EURO)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data folder is not here")
def test_the_shipped_table_agrees_with_the_shared_facts():
    with SHARED.open(encoding="utf-8", newline="") as file:
        facts = {row["alpha2"]: row for row in csv.DictReader(file)}

    for row in seeding.shipped_countries():
        fact = facts.pop(row["alpha2"])
        assert {name: row[name] for name in ("location", "basis", "calling_code")} == {
            name: fact[name] for name in ("location", "basis", "calling_code")
        }
    assert facts == {}

"""The country table: seeding that undoes no edit, and edits that open a new version."""

import pytest

from partnerhub.audit import trail
from partnerhub.errors import DomainError, Invalid
from telephony import directory, mapping, seeding
from telephony.enums import Basis, Location
from telephony.models import CallInNumber, CountryLocation, LocationDefault, MappingVersion, TelephonyDomain
from telephony.policies import EditingRefused
from tests.conftest import T0


def version():
    return directory.location_table().version


def test_the_demo_domain_has_17_toll_and_5_toll_free_numbers(demo):
    numbers = CallInNumber.objects.filter(domain=demo).order_by("display_order").with_countries()

    assert [row.toll_type for row in numbers].count("toll") == 17
    assert [row.toll_type for row in numbers].count("tollFree") == 5
    assert all("demo data" in row.label for row in numbers)
    assert list(dict.fromkeys(" ".join(row.get_countries()) for row in numbers))[:6] == [
        "US", "CA", "SG", "AU", "GB", "DE",
    ]  # fmt: skip
    assert demo.is_default


def test_seeding_again_changes_nothing(demo, seeder):
    before = MappingVersion.objects.count(), CountryLocation.objects.count(), TelephonyDomain.objects.count()

    assert seeding.seed_tables(by=seeder, at=T0) == 0
    assert seeding.seed_demo_domain(by=seeder, at=T0) is None

    assert before == (
        MappingVersion.objects.count(),
        CountryLocation.objects.count(),
        TelephonyDomain.objects.count(),
    )


def test_seeding_mends_what_is_not_as_shipped_but_not_what_the_operator_edited(tables, seeder, olga):
    mapping.place(CountryLocation.objects.get(pk="UA"), Location.EURO, evidence="Candidate", by=olga, at=T0)
    CountryLocation.objects.filter(pk="FR").update(location="ANZ")
    before = version()

    changed = seeding.seed_tables(by=seeder, at=T0)

    placed = dict(CountryLocation.objects.filter(pk__in=("UA", "FR")).values_list("alpha2", "location"))
    assert (changed, placed) == (1, {"UA": "EURO", "FR": "EURO"})
    assert version() == before + 1


def test_seeding_adopts_an_operators_defaults(tables, seeder, olga):
    mapping.set_defaults(LocationDefault.objects.get(pk="EMEA"), ["GB", "ZA"], by=olga, at=T0)

    assert seeding.seed_tables(by=seeder, at=T0) == 0

    assert LocationDefault.objects.get(pk="EMEA").get_default_countries() == ["GB", "ZA"]


def test_m21_a_placed_country_resolves_by_its_new_location_in_a_new_version(demo, olga):
    before = directory.call_in_defaults("UA", demo)

    row = mapping.place(
        CountryLocation.objects.get(pk="UA"), Location.EURO, evidence="  EU  candidate ", by=olga, at=T0
    )

    after = directory.call_in_defaults("UA", demo)
    assert (before.location, after.location) == (Location.EMEA, Location.EURO)
    assert after.primary.e164.startswith("+49")
    assert after.rule_version != before.rule_version
    assert (row.version, row.evidence, row.basis) == (version(), "EU candidate", Basis.JUDGEMENT)
    event = trail.history_of(row)[0]
    assert (event.action, event.before["location"], event.after["location"]) == (
        "country_location.changed", "EMEA", "EURO",
    )  # fmt: skip


def test_placing_a_country_where_it_is_opens_no_version(tables, olga):
    row = CountryLocation.objects.get(pk="UA")
    before = version()

    mapping.place(row, Location(row.location), evidence=row.evidence, basis=Basis(row.basis), by=olga, at=T0)

    assert version() == before
    assert not trail.history_of(row).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"location": "MENA"}, "location"),
        ({"evidence": " "}, "evidence"),
        ({"evidence": "x" * 301}, "evidence"),
        ({"basis": "guess"}, "basis"),
    ],
)
def test_a_bad_placing_is_refused(tables, olga, values, field):
    given = {"location": Location.EURO, "evidence": "why"} | values

    with pytest.raises(Invalid) as invalid:
        mapping.place(CountryLocation.objects.get(pk="UA"), by=olga, at=T0, **given)

    assert invalid.value.field == field


def test_m21_a_location_gets_a_fallback_number(tables, make_domain, olga):
    before = version()

    mapping.set_defaults(
        LocationDefault.objects.get(pk="EURO"),
        ["DE", "FR"],
        fallback="+49 30 23125000",
        fallback_label="Berlin",
        by=olga,
        at=T0,
    )

    found = directory.call_in_defaults("IT", make_domain("Empty"))
    assert (found.primary.e164, found.primary.label) == ("+493023125000", "Berlin")
    assert version() == before + 1


@pytest.mark.parametrize(
    ("countries", "values"),
    [
        ([], {}),
        (["gb"], {}),
        (["XK"], {}),
        (["GB", "GB"], {}),
        (["GB"], {"fallback": "020 7946 0958", "fallback_label": "x"}),
        (["GB"], {"fallback": "+44 20 7946 0958"}),
        (["GB"], {"fallback": "+44 20 7946 0958", "fallback_label": "ש" * 43}),
    ],
)
def test_bad_defaults_are_refused_and_nothing_changes(tables, olga, countries, values):
    before = version()

    with pytest.raises(DomainError):
        mapping.set_defaults(LocationDefault.objects.get(pk="EMEA"), countries, by=olga, at=T0, **values)

    assert version() == before
    assert LocationDefault.objects.get(pk="EMEA").get_default_countries() == ["GB"]


def test_a_partner_edits_no_table(tables, alice):
    with pytest.raises(EditingRefused):
        mapping.place(CountryLocation.objects.get(pk="UA"), Location.EURO, evidence="x", by=alice, at=T0)
    with pytest.raises(EditingRefused):
        mapping.set_defaults(LocationDefault.objects.get(pk="EMEA"), ["GB"], by=alice, at=T0)

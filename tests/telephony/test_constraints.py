"""What the database refuses by itself (telephony.md 1.2)."""

import pytest
from django.db import IntegrityError, transaction

from telephony.models import CallInNumber, CountryLocation, LocationDefault, NumberCountry, TelephonyDomain


@pytest.fixture
def domain(db):
    return TelephonyDomain.objects.create(name="North", region="EMEA")


def make_number(domain, **values):
    given = {
        "e164": "+442079460958",
        "display": "+44 20 7946 0958",
        "label": "London",
        "access_number": "+442079460958",
        "toll_type": "toll",
        "display_order": 1,
    }
    return CallInNumber.objects.create(domain=domain, **(given | values))


def refuses(name, act):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    message = str(refused.value)
    assert name in message or "UNIQUE constraint failed" in message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("call_in_number_is_e164", {"e164": "442079460958"}),
        ("call_in_number_is_e164", {"e164": "+0442079460"}),
        ("call_in_number_is_e164", {"e164": "+44 207946"}),
        ("call_in_display_is_dialable", {"display": "0800 FLOWERS"}),
        ("access_number_has_7_to_30_digits", {"access_number": "123456"}),
        ("access_number_has_7_to_30_digits", {"access_number": "+44 20 7946 0958"}),
        ("call_in_label_is_there", {"label": ""}),
        ("call_in_label_fits_85_bytes", {"label": "ש" * 43}),
        ("toll_type_is_known", {"toll_type": "free"}),
        ("call_type_is_known_or_open", {"call_type": "local"}),
        ("call_in_numbers_are_at_most_300", {"display_order": 301}),
        ("call_in_numbers_are_at_most_300", {"display_order": 0}),
        (
            "default_toll_number_is_an_available_toll_number",
            {"is_default_toll": True, "toll_type": "tollFree"},
        ),
        ("default_toll_number_is_an_available_toll_number", {"is_default_toll": True, "hidden": True}),
        ("default_toll_number_is_an_available_toll_number", {"is_default_toll": True, "active": False}),
        ("default_toll_free_number_is_an_available_one", {"is_default_toll_free": True}),
    ],
)
def test_a_number_that_breaks_a_limit_is_refused(domain, name, values):
    refuses(name, lambda: make_number(domain, **values))


def test_42_hebrew_letters_fit_into_a_label(domain):
    assert make_number(domain, label="ש" * 42).label == "ש" * 42


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("call_in_number_is_entered_once", {"display_order": 2}),
        ("one_call_in_number_per_place", {"e164": "+442079460001"}),
        (
            "domain_has_one_default_toll_number",
            {"display_order": 2, "label": "Other", "is_default_toll": True},
        ),
    ],
)
def test_a_second_number_of_its_kind_is_refused(domain, name, values):
    make_number(domain, is_default_toll=True)

    refuses(name, lambda: make_number(domain, **values))


def test_a_second_default_toll_free_number_is_refused(domain):
    values = {"toll_type": "tollFree", "is_default_toll_free": True}
    make_number(domain, **values)

    refuses(
        "domain_has_one_default_toll_free_number",
        lambda: make_number(domain, label="Other", display_order=2, **values),
    )


@pytest.mark.parametrize("code", ["gb", "G", "GBR", " G"])
def test_a_country_of_a_number_is_alpha2(domain, code):
    number = make_number(domain)

    with pytest.raises(Exception, match=r"(?i)country|too long"), transaction.atomic():
        NumberCountry.objects.create(number=number, country=code)


def test_a_number_serves_a_country_once(domain):
    number = make_number(domain)
    NumberCountry.objects.create(number=number, country="GB")

    refuses("number_serves_a_country_once", lambda: NumberCountry.objects.create(number=number, country="GB"))


@pytest.mark.parametrize("char", list("<>~!@#$%^&*=|/\"{}[]:;'"))
def test_a_domain_name_is_plain(db, char):
    refuses(
        "telephony_domain_name_is_plain",
        lambda: TelephonyDomain.objects.create(name=f"North{char}", region="EMEA"),
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("telephony_domain_names_are_unique", {"name": "NORTH"}),
        ("telephony_domain_name_is_plain", {"name": ""}),
        ("telephony_domain_region_is_known", {"region": "MARS"}),
        ("telephony_domain_preference_is_known", {"prefer": "cheap"}),
        ("default_telephony_domain_is_active", {"is_default": True, "active": False}),
    ],
)
def test_a_domain_that_breaks_a_limit_is_refused(domain, name, values):
    refuses(name, lambda: TelephonyDomain.objects.create(**({"name": "South", "region": "EMEA"} | values)))


def test_one_default_domain_for_the_operator_and_one_for_each_partner(northwind, fabrikam):
    for partner, name in ((None, "A"), (northwind, "B"), (fabrikam, "C")):
        TelephonyDomain.objects.create(name=name, region="US", partner=partner, is_default=True)

    refuses(
        "operator_has_one_default_telephony_domain",
        lambda: TelephonyDomain.objects.create(name="D", region="US", is_default=True),
    )
    refuses(
        "partner_has_one_default_telephony_domain",
        lambda: TelephonyDomain.objects.create(name="E", region="US", partner=northwind, is_default=True),
    )


def test_the_tables_hold_locations_only(db):
    row = {"name": "Israel", "basis": "derived", "calling_code": "972", "evidence": "why", "version": 1}

    refuses(
        "country_location_is_one_of_five",
        lambda: CountryLocation.objects.create(alpha2="IL", location="MENA", **row),
    )
    refuses(
        "country_location_says_why",
        lambda: CountryLocation.objects.create(alpha2="IL", location="EMEA", **(row | {"evidence": ""})),
    )
    refuses(
        "fallback_number_is_whole_or_absent",
        lambda: LocationDefault.objects.create(
            location="EMEA", calling_code="44", fallback_e164="+442079460958"
        ),
    )

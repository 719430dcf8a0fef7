"""The rule as a table of cases, without a database (M20, M21)."""

import pytest

from telephony import callin
from telephony.callin import DomainNumber, LocationRule, LocationTable
from telephony.enums import Location, Prefer, Reason, TollType, TraceStep

US = DomainNumber("+12025550143", "+1 202-555-0143", "US", countries=frozenset({"US"}), order=1, id="us")
US_FREE = DomainNumber(
    "+18005550199",
    "+1 800-555-0199",
    "US free",
    TollType.TOLL_FREE,
    frozenset({"US", "CA"}),
    order=2,
    id="us-free",
)
CA = DomainNumber("+14165550123", "+1 416-555-0123", "CA", countries=frozenset({"CA"}), order=3, id="ca")
SG = DomainNumber("+6560000001", "+65 6000 0001", "SG", countries=frozenset({"SG"}), order=4, id="sg")
AU = DomainNumber("+61255501234", "+61 2 5550 1234", "AU", countries=frozenset({"AU"}), order=5, id="au")
GB = DomainNumber("+442079460958", "+44 20 7946 0958", "GB", countries=frozenset({"GB"}), order=6, id="gb")
GB_2 = DomainNumber(
    "+442079460001", "+44 20 7946 0001", "GB 2", countries=frozenset({"GB"}), order=7, id="gb-2"
)
GB_FREE = DomainNumber(
    "+448081570000",
    "+44 808 157 0000",
    "GB free",
    TollType.TOLL_FREE,
    frozenset({"GB"}),
    order=8,
    id="gb-free",
)
DE = DomainNumber("+493023125000", "+49 30 23125000", "DE", countries=frozenset({"DE"}), order=9, id="de")
UNIVERSAL = DomainNumber(
    "+80012345678",
    "+800 1234 5678",
    "Universal",
    TollType.TOLL_FREE,
    frozenset({"IL", "GB"}),
    order=0,
    id="uifn",
)
FALLBACK = DomainNumber("+498000000000", "+49 800 0000000", "Fallback")

TABLE = LocationTable(
    location_of={
        "US": Location.AMER, "CA": Location.AMER, "BR": Location.AMER, "SG": Location.APAC,
        "JP": Location.APAC, "AU": Location.ANZ, "NZ": Location.ANZ, "GB": Location.EMEA,
        "IL": Location.EMEA, "NA": Location.EMEA, "DE": Location.EURO,
        "FR": Location.EURO, "NO": Location.EURO,
    },
    rules={
        Location.AMER: LocationRule(Location.AMER, ("US", "CA")),
        Location.APAC: LocationRule(Location.APAC, ("SG",)),
        Location.ANZ: LocationRule(Location.ANZ, ("AU",)),
        Location.EMEA: LocationRule(Location.EMEA, ("GB",)),
        Location.EURO: LocationRule(Location.EURO, ("DE",)),
    },
    version=3,
)  # fmt: skip
FIVE = (US, SG, AU, GB, DE)


def changed(number, **values):
    return DomainNumber(**{name: getattr(number, name) for name in number.__slots__} | values)


def with_fallback(location, number):
    rule = LocationRule(location, TABLE.rules[location].default_countries, number)
    return LocationTable(TABLE.location_of, {**TABLE.rules, location: rule}, TABLE.version)


@pytest.mark.parametrize("number", [US, CA, SG, AU, GB, DE])
def test_m20_a_country_in_the_domain_gets_its_own_number(number):
    (country,) = number.countries

    found = callin.resolve(country, [US, CA, SG, AU, GB, DE], TABLE)

    assert (found.numbers, found.reason, found.location) == ((number,), Reason.DOMAIN_COUNTRY, None)


@pytest.mark.parametrize(
    ("country", "number"),
    [("BR", US), ("JP", SG), ("NZ", AU), ("IL", GB), ("NA", GB), ("FR", DE), ("NO", DE)],
)
def test_m21_another_country_gets_the_default_of_its_location(country, number):
    found = callin.resolve(country, FIVE, TABLE)

    assert (found.primary, found.reason) == (number, Reason.LOCATION_DEFAULT)
    assert found.location == TABLE.location_of[country]


@pytest.mark.parametrize("values", [{"hidden": True}, {"active": False}, {"hidden": True, "active": False}])
def test_m20_a_number_that_is_not_available_is_passed_over(values):
    israel = changed(GB_2, countries=frozenset({"IL"}), **values)

    found = callin.resolve("IL", [israel, GB], TABLE)

    assert (found.numbers, found.reason) == ((GB,), Reason.LOCATION_DEFAULT)
    assert found.trace[0].step == TraceStep.COUNTRY_UNAVAILABLE


def test_m20_a_country_with_a_toll_free_number_only_gets_it_once():
    found = callin.resolve("GB", [GB_FREE, DE], TABLE)

    assert (found.numbers, found.reason) == ((GB_FREE,), Reason.DOMAIN_COUNTRY)


def test_m20_of_two_numbers_the_first_in_order_is_the_default():
    swapped = [changed(GB, order=7), changed(GB_2, order=6)]

    assert callin.resolve("GB", [GB, GB_2], TABLE).primary.id == "gb"
    assert callin.resolve("GB", [GB_2, GB], TABLE).primary.id == "gb"
    assert callin.resolve("GB", swapped, TABLE).primary.id == "gb-2"


def test_m20_equal_order_is_decided_by_id():
    tied = [changed(GB_2, order=1), changed(GB, order=1)]

    assert callin.resolve("GB", tied, TABLE).primary.id == "gb"
    assert callin.resolve("GB", tied[::-1], TABLE).primary.id == "gb"


def test_the_second_number_is_the_first_toll_free_one_of_the_same_country():
    assert callin.resolve("GB", [GB, GB_2, GB_FREE], TABLE).numbers == (GB, GB_FREE)
    assert callin.resolve("IL", [GB, GB_2, GB_FREE], TABLE).numbers == (GB, GB_FREE)
    assert callin.resolve("GB", [GB, US_FREE], TABLE).numbers == (GB,)


def test_one_number_serves_a_set_of_countries():
    assert callin.resolve("CA", [US, US_FREE], TABLE).numbers == (US_FREE,)
    assert callin.resolve("CA", [US, US_FREE], TABLE).reason == Reason.DOMAIN_COUNTRY


def test_toll_first_passes_over_a_toll_free_number_and_says_so():
    first = changed(GB_FREE, order=1)

    by_order = callin.resolve("GB", [first, GB], TABLE)
    toll_first = callin.resolve("GB", [first, GB], TABLE, prefer=Prefer.TOLL_FIRST)

    assert by_order.numbers == (first,)
    assert toll_first.numbers == (GB, first)
    assert TraceStep.TOLL_PREFERRED in [line.step for line in toll_first.trace]
    assert callin.resolve("GB", [first], TABLE, prefer=Prefer.TOLL_FIRST).numbers == (first,)


def test_m21_amer_without_the_united_states_takes_canada():
    found = callin.resolve("BR", [CA, DE], TABLE)

    assert (found.primary, found.reason) == (CA, Reason.LOCATION_DEFAULT)


def test_m21_amer_takes_the_united_states_before_canada_whatever_the_order():
    assert callin.resolve("BR", [changed(CA, order=0), US], TABLE).primary == US


def test_m21_a_location_without_its_default_is_unresolved_and_nothing_is_guessed():
    found = callin.resolve("FR", [US, SG, AU, GB], TABLE)

    assert (found.numbers, found.reason, found.location) == ((), Reason.UNRESOLVED, Location.EURO)
    assert found.primary is found.secondary is None
    assert not found.is_resolved
    assert found.trace[-1].step == TraceStep.NONE_CHOSEN


def test_m21_the_fallback_number_of_the_location_is_the_last_resort():
    table = with_fallback(Location.EURO, FALLBACK)

    assert callin.resolve("FR", [GB], table).numbers == (FALLBACK,)
    assert callin.resolve("FR", [GB], table).reason == Reason.LOCATION_DEFAULT
    assert callin.resolve("FR", [GB, DE], table).numbers == (DE,)


def test_an_empty_domain_is_unresolved():
    assert callin.resolve("US", [], TABLE).reason == Reason.UNRESOLVED


def test_a_country_without_a_location_is_unresolved():
    found = callin.resolve("UY", FIVE, TABLE)

    assert (found.reason, found.location) == (Reason.UNRESOLVED, None)
    assert [line.step for line in found.trace] == [
        TraceStep.COUNTRY_HAS_NONE, TraceStep.NO_LOCATION, TraceStep.NONE_CHOSEN,
    ]  # fmt: skip


def test_a_universal_number_never_wins_the_country():
    assert callin.resolve("IL", [UNIVERSAL, GB], TABLE).numbers == (GB,)
    assert callin.resolve("GB", [UNIVERSAL, GB], TABLE).numbers == (GB,)


@pytest.mark.parametrize(
    "code", ["il", " IL", "IL ", "XK", "AC", "TA", "UK", "ISR", "", "I", "ＩＬ", None, "ZZ"]
)
def test_m19_only_an_exact_country_code_is_taken(code):
    with pytest.raises(ValueError, match="not an ISO 3166-1"):
        callin.resolve(code, FIVE, TABLE)


def test_the_answer_names_the_rule_and_the_table():
    assert callin.resolve("IL", FIVE, TABLE).rule_version == f"{callin.RULE_VERSION}/3"


def test_b5_the_trace_tells_the_whole_way_in_words():
    found = callin.resolve("IL", [GB, GB_FREE], TABLE)

    assert [str(line) for line in found.trace] == [
        "The domain has no call-in number for Israel.",
        "Israel belongs to the location EMEA, so the default of EMEA is looked for.",
        "A default country of EMEA is United Kingdom: the first available number is +44 20 7946 0958 (GB).",
        "The second number is the first toll-free number for United Kingdom: +44 808 157 0000 (GB free).",
    ]


def test_the_snapshot_keeps_everything_that_a_site_needs():
    snapshot = callin.resolve("IL", [GB], TABLE).to_json()

    assert snapshot == {
        "country": "IL",
        "location": "EMEA",
        "reason": "location_default",
        "ruleVersion": "1/3",
        "numbers": [
            {
                "id": "gb",
                "e164": "+442079460958",
                "display": "+44 20 7946 0958",
                "label": "GB",
                "tollType": "toll",
            }
        ],
        "trace": snapshot["trace"],
    }
    assert snapshot["trace"][0] == {"step": "country_has_none", "facts": {"country": "IL"}}

"""Everything that can be wrong with an order, by number and field (wholesale-api.md 2.3, 4.2, 4.3)."""

from dataclasses import replace

import pytest
from django_countries import countries

from customers import address_rules, precheck
from customers.models import Package
from customers.orders import Administrator, Order
from customers.references import ExternalIdInUse
from tests.factories import BAKERY, HEADQUARTERS

pytestmark = pytest.mark.django_db

LIMITS = "provisioningParameters.packages.limits"
LOCATION = "provisioningParameters.calling.location"


def problems_of(order, partner):
    checked = precheck.check(order, partner=partner)
    return [(problem.code, problem.field) for problem in checked.problems]


def test_a_valid_order_has_no_problem(northwind, order):
    assert problems_of(order(), northwind) == []


@pytest.mark.parametrize(
    "country", ["il", " IL", "IL ", "XK", "ZZ", "ISR", "I", "İL", "IL\n", "１L", "UK", "EU"]
)
def test_m19_a_country_is_exactly_an_iso_code(northwind, order, country):
    assert (90001, "address.country") in problems_of(
        order(address=replace(BAKERY, country=country)), northwind
    )


@pytest.mark.parametrize("country", ["", "  "])
def test_m19_an_address_names_its_country(northwind, order, country):
    assert problems_of(order(address=replace(BAKERY, country=country)), northwind) == [
        (1001, "address.country")
    ]


@pytest.mark.parametrize(
    ("field", "name"), [("line1", "addressLine1"), ("city", "city"), ("postal_code", "zipOrPostalCode")]
)
def test_an_address_is_complete(northwind, order, field, name):
    code = 90003 if field == "postal_code" else 1001

    assert problems_of(order(address=replace(BAKERY, **{field: " "})), northwind) == [
        (code, f"address.{name}")
    ]


@pytest.mark.parametrize("country", ["US", "CA", "AU", "BR", "IN", "MX", "CN", "JP", "IT", "ES", "MY", "AE"])
def test_these_countries_need_a_state(northwind, order, country):
    address = replace(BAKERY, country=country)

    assert problems_of(order(address=address), northwind) == [(90003, "address.stateOrProvince")]


@pytest.mark.parametrize("country", ["HK", "IE", "AE"])
def test_these_countries_need_no_postal_code(northwind, order, country):
    address = replace(BAKERY, country=country, postal_code="", state="Dubai")

    assert problems_of(order(address=address), northwind) == []


def test_address_rules_are_of_countries_that_exist():
    assert set(address_rules._exceptions()) <= {code for code, _name in countries}
    assert len([code for code, _name in countries]) == 249


@pytest.mark.parametrize("field", ["line1", "line2"])
def test_an_address_line_has_50_characters(northwind, order, field):
    fits, too_long = (replace(BAKERY, **{field: "x" * length}) for length in (50, 51))

    assert problems_of(order(address=fits), northwind) == []
    assert [code for code, _ in problems_of(order(address=too_long), northwind)] == [1002]


@pytest.mark.parametrize("name", ["Contoso\x00", "Contoso\n", "Contoso\x1b[0m", "Contoso\ud800"])
def test_control_characters_are_refused(northwind, order, name):
    assert problems_of(order(name=name), northwind) == [(90001, "customerInfo.name")]


@pytest.mark.parametrize("external_id", ["a\x00b", "x" * 256])
def test_an_external_id_can_be_kept(northwind, order, external_id):
    assert [field for _code, field in problems_of(order(external_id=external_id), northwind)] == [
        "externalId"
    ]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"provisioning_id": ""}, (1001, "provisioningId")),
        ({"provisioning_id": "%%%"}, (90006, "provisioningId")),
        ({"external_id": " "}, (1001, "externalId")),
        ({"name": ""}, (1001, "customerInfo.name")),
        ({"name": "100 % Contoso"}, (90001, "customerInfo.name")),
        ({"name": "x" * 256}, (1002, "customerInfo.name")),
        ({"administrator": Administrator()}, (1001, "customerInfo.primaryEmail")),
        ({"administrator": Administrator(email="dana")}, (90001, "customerInfo.primaryEmail")),
        (
            {"administrator": Administrator(email="d" * 250 + "@x.example")},
            (1002, "customerInfo.primaryEmail"),
        ),
        ({"language": "english"}, (90001, "customerInfo.language")),
        ({"language": "xx"}, (90001, "customerInfo.language")),
        ({"language": "en_XK"}, (90001, "customerInfo.language")),
        ({"meetings_timezone": "Tel Aviv"}, (90001, "provisioningParameters.meetings.timezone")),
        ({"meetings_timezone": "asia/jerusalem"}, (90001, "provisioningParameters.meetings.timezone")),
        ({"sub_partner_admin_email": "x@"}, (90001, "subPartnerAdminEmail")),
        ({"org_id": "x"}, (90006, "orgId")),
        ({"packages": ()}, (1001, "packages")),
        ({"packages": ("webex_telepathy",)}, (90001, "packages")),
        ({"packages": ("webex_meetings", "webex_meetings")}, (90001, "packages")),
        ({"packages": ("cx_premium_agent",)}, (90001, "packages")),
        ({"packages": ("webex_calling",)}, (90004, "provisioningParameters.calling")),
        ({"quantities": {"webex_suite": 5}}, (90001, f"{LIMITS}.webex_suite")),
    ],
)
def test_one_thing_is_wrong(northwind, order, changed, problem):
    assert problems_of(order(**changed), northwind) == [problem]


@pytest.mark.parametrize("language", ["en", "en_US", "en_us", "he_IL", ""])
def test_a_language_is_iso_639_with_a_country(northwind, order, language):
    assert problems_of(order(language=language), northwind) == []


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001, 2**63, True, 1.5, "5", None])
def test_m7_a_quantity_is_a_whole_number_up_to_a_million(northwind, order, quantity):
    wanted = order(quantities={"webex_meetings": quantity})

    assert problems_of(wanted, northwind) == [(1002, f"{LIMITS}.webex_meetings")]


@pytest.mark.parametrize("quantity", [1, 1_000_000])
def test_m7_a_quantity_may_be_from_one_to_a_million(northwind, order, quantity):
    assert problems_of(order(quantities={"webex_meetings": quantity}), northwind) == []


def test_m8_an_addon_needs_one_of_its_packages(northwind, order):
    alone = order(packages=("webex_meetings", "attendant_console"))
    beside = order(packages=("webex_voice", "attendant_console"), calling_location=HEADQUARTERS)

    assert problems_of(alone, northwind) == [(90002, "packages")]
    assert problems_of(beside, northwind) == []


def test_m8_addons_alone_are_no_order(northwind, order):
    assert problems_of(order(packages=("cisco_calling_plan",)), northwind) == [(90002, "packages")]


def test_m6_what_an_operator_takes_out_of_the_catalogue_cannot_be_ordered(northwind, order):
    Package.objects.filter(code="webex_meetings").update(is_orderable=False)

    assert problems_of(order(), northwind) == [(90001, "packages")]


@pytest.mark.parametrize("field", ["name", "timezone", "language"])
def test_a_calling_location_is_complete(northwind, order, field):
    location = replace(HEADQUARTERS, **{field: ""})
    wanted = order(packages=("webex_calling",), calling_location=location)

    assert problems_of(wanted, northwind) == [(1001, f"{LOCATION}.{field}")]


def test_the_state_of_a_location_is_a_note_not_an_error(northwind, order):
    location = replace(HEADQUARTERS, address=replace(BAKERY, country="US"))
    checked = precheck.check(order(packages=("webex_calling",), calling_location=location), partner=northwind)

    assert checked.is_valid
    assert [(note.code, note.field) for note in checked.notes] == [
        (103, f"{LOCATION}.address.stateOrProvince")
    ]


def test_b4_the_short_precheck_misses_nothing_but_the_address(northwind):
    short = Order(address=BAKERY, administrator=Administrator(email="dana@contoso.example"))

    assert precheck.check(short, partner=northwind, only_given=True).is_valid
    assert not precheck.check(replace(short, address=replace(BAKERY, city="")), partner=northwind).is_valid


def test_b4_everything_is_said_at_once(northwind):
    fields = {field for _code, field in problems_of(Order(), northwind)}

    assert fields >= {
        "provisioningId",
        "externalId",
        "packages",
        "address.addressLine1",
        "address.city",
        "address.country",
        "customerInfo.name",
        "customerInfo.primaryEmail",
    }


def test_a_conflict_alone_is_a_409_of_its_own(northwind, alice, order, customer_in):
    taken = customer_in("provisioning", external_id="4711")

    with pytest.raises(ExternalIdInUse):
        precheck.require(order(external_id=taken.external_id), partner=northwind)

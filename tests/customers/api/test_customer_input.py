"""Bad input: every problem is a 400 that names the dotted field, never a 500, and nothing is written."""

import json
import uuid

import pytest

from compliance.models import Screening, Subject
from customers.models import Customer, Organization
from partnerhub.accounts.roles import Role
from partnerhub.api import ids
from tests.conftest import make_person
from tests.customers.api.conftest import CUSTOMERS, LISTED_NAME

pytestmark = pytest.mark.django_db

CALLING = {
    "name": "Head Office",
    "address": {
        "addressLine1": "HaNamal 40",
        "city": "Tel Aviv",
        "zipOrPostalCode": "6350671",
        "country": "IL",
    },
    "timezone": "Asia/Jerusalem",
    "language": "en_us",
}
LOCATION = "provisioningParameters.calling.location"
LIMITS = "provisioningParameters.packages.limits"


def problems_of(response):
    return {(error.get("fieldName"), error["errorCode"]) for error in response.json()["errors"]}


def nothing_written():
    return not (Customer.everything.exists() or Subject.objects.exists() or Screening.objects.exists())


def address(**other):
    whole = {"addressLine1": "HaNamal 40", "city": "Tel Aviv", "zipOrPostalCode": "6350671", "country": "IL"}
    return {name: value for name, value in (whole | other).items() if value is not ...}


def info(**other):
    return {"name": "Contoso Bakery", "primaryEmail": "it@contoso.example"} | other


def limits(value):
    return {"provisioningParameters": {"packages": {"limits": {"webex_meetings": value}}}}


def calling(**other):
    return {
        "packages": ["webex_calling"],
        "provisioningParameters": {"calling": {"location": CALLING | other}},
    }


CASES = [
    ({"address": address(country=...)}, "address.country", 1001),
    ({"address": address(country="")}, "address.country", 1001),
    ({"address": address(country=None)}, "address.country", 1001),
    ({"address": address(country="XX")}, "address.country", 90001),
    ({"address": address(country="il")}, "address.country", 90001),
    ({"address": address(country=" IL")}, "address.country", 90001),
    ({"address": address(country="ISR")}, "address.country", 90001),
    ({"address": address(country=972)}, "address.country", 90001),
    ({"address": address(country="US")}, "address.stateOrProvince", 90003),
    ({"address": address(zipOrPostalCode=...)}, "address.zipOrPostalCode", 90003),
    ({"address": address(addressLine1="x" * 51)}, "address.addressLine1", 1002),
    ({"address": address(addressLine2="x" * 51)}, "address.addressLine2", 1002),
    ({"address": address(city=["Tel Aviv"])}, "address.city", 90001),
    ({"address": address(city="Tel\tAviv")}, "address.city", 90001),
    ({"address": "Tel Aviv"}, "address", 90001),
    ({"address": None}, "address", 1001),
    ({"address": []}, "address", 90001),
    ({"packages": None}, "packages", 1001),
    ({"packages": []}, "packages", 1001),
    ({"packages": "webex_meetings"}, "packages", 90001),
    ({"packages": [1]}, "packages[0]", 90001),
    ({"packages": [None]}, "packages[0]", 1001),
    ({"packages": ["webex_teleport"]}, "packages", 90001),
    ({"packages": ["WEBEX_MEETINGS"]}, "packages", 90001),
    ({"packages": ["webex_meetings", "webex_meetings"]}, "packages", 90001),
    ({"packages": ["webex_meetings"] * 1000}, "packages", 1002),
    ({"packages": ["webex_meetings", "attendant_console"]}, "packages", 90002),
    ({"packages": ["webex_meetings", "cisco_calling_plan"]}, "packages", 90002),
    ({"packages": ["webex_calling"]}, "provisioningParameters.calling", 90004),
    (limits(0), f"{LIMITS}.webex_meetings", 1002),
    (limits(-1), f"{LIMITS}.webex_meetings", 1002),
    (limits(1_000_001), f"{LIMITS}.webex_meetings", 1002),
    (limits(2**63), f"{LIMITS}.webex_meetings", 1002),
    (limits(1.5), f"{LIMITS}.webex_meetings", 1002),
    (limits(1e300), f"{LIMITS}.webex_meetings", 1002),
    (limits(True), f"{LIMITS}.webex_meetings", 1002),
    (limits("5"), f"{LIMITS}.webex_meetings", 1002),
    (limits(None), f"{LIMITS}.webex_meetings", 1001),
    (limits([]), f"{LIMITS}.webex_meetings", 1002),
    (
        {"provisioningParameters": {"packages": {"limits": {"webex_suite": 5}}}},
        f"{LIMITS}.webex_suite",
        90001,
    ),
    ({"provisioningParameters": {"packages": {"limits": 5}}}, LIMITS, 90001),
    ({"provisioningParameters": {"packages": 5}}, "provisioningParameters.packages", 90001),
    ({"provisioningParameters": "x"}, "provisioningParameters", 90001),
    (
        {"provisioningParameters": {"meetings": {"timezone": "Mars/Base"}}},
        "provisioningParameters.meetings.timezone",
        90001,
    ),
    ({"provisioningParameters": {"calling": {}}}, "provisioningParameters.calling.location", 1001),
    (calling(timezone="GMT+3"), f"{LOCATION}.timezone", 90001),
    (calling(language="klingon"), f"{LOCATION}.language", 90001),
    (calling(name=""), f"{LOCATION}.name", 1001),
    (calling(address=address(country="il")), f"{LOCATION}.address.country", 90001),
    ({"externalId": ...}, "externalId", 1001),
    ({"externalId": ""}, "externalId", 1001),
    ({"externalId": "   "}, "externalId", 1001),
    ({"externalId": None}, "externalId", 1001),
    ({"externalId": 7}, "externalId", 90001),
    ({"externalId": "x" * 256}, "externalId", 1002),
    ({"externalId": "a\u0007b"}, "externalId", 90001),
    ({"provisioningId": ...}, "provisioningId", 1001),
    ({"provisioningId": 5}, "provisioningId", 90001),
    ({"customerInfo": ...}, "customerInfo.name", 1001),
    ({"customerInfo": "Contoso"}, "customerInfo", 90001),
    ({"customerInfo": info(name="100 % Bakery")}, "customerInfo.name", 90001),
    ({"customerInfo": info(name="x" * 256)}, "customerInfo.name", 1002),
    ({"customerInfo": info(name={"en": "x"})}, "customerInfo.name", 90001),
    ({"customerInfo": info(primaryEmail="contoso")}, "customerInfo.primaryEmail", 90001),
    ({"customerInfo": info(primaryEmail="a" * 250 + "@contoso.example")}, "customerInfo.primaryEmail", 1002),
    ({"customerInfo": info(language="english")}, "customerInfo.language", 90001),
    ({"customerInfo": info(firstName=1)}, "customerInfo.firstName", 90001),
    ({"subPartnerAdminEmail": "nobody"}, "subPartnerAdminEmail", 90001),
]


@pytest.mark.parametrize(
    ("other", "field", "code"), CASES, ids=[f"{f}-{n}" for n, (_o, f, _c) in enumerate(CASES)]
)
def test_m7_m8_m19_each_problem_names_its_field(call, alice, body, other, field, code):
    sent = {name: value for name, value in body(**other).items() if value is not ...}

    response = call(alice).post(CUSTOMERS, sent, format="json")

    assert response.status_code == 400, response.content
    assert (field, code) in problems_of(response)
    assert nothing_written()


def test_everything_that_is_wrong_is_said_at_once(call, alice, body):
    sent = body(externalId=7, packages=["webex_calling"], address=address(country="il"))

    response = call(alice).post(CUSTOMERS, sent, format="json")

    assert problems_of(response) == {
        ("externalId", 90001),
        ("address.country", 90001),
        ("provisioningParameters.calling", 90004),
    }


@pytest.mark.parametrize("path", [CUSTOMERS, f"{CUSTOMERS}/validate"])
@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"7",
        b'"x"',
        b'{"packages": NaN}',
        b'{"externalId": "a", "externalId": "b"}',
        b'{"externalId": "\xff"}',
        b'{"externalId": "\\u0000"}',
        b'{"externalId": "\\ud800"}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"\xef\xbb\xbf",
    ],
)
def test_what_is_no_json_object_is_a_400(call, alice, raw, path):
    response = call(alice).post(path, raw, content_type="application/json")

    assert response.status_code == 400
    assert set(response.json()) == {"message", "errors", "trackingId"}
    assert nothing_written()


def test_an_empty_body_names_everything_that_is_missing(call, alice, northwind):
    response = call(alice).post(CUSTOMERS, b"", content_type="application/json;charset=utf-8")

    assert response.status_code == 400
    assert {field for field, _code in problems_of(response)} >= {
        "provisioningId",
        "packages",
        "externalId",
        "address",
    }


def test_a_body_of_10_mb_is_413(call, alice):
    raw = json.dumps({"externalId": "x" * 10_000_000})

    response = call(alice).post(CUSTOMERS, raw, content_type="application/json")

    assert response.status_code == 413
    assert set(response.json()) == {"message", "errors", "trackingId"}


def test_another_content_type_is_415(call, alice):
    response = call(alice).post(CUSTOMERS, "a=b", content_type="application/x-www-form-urlencoded")

    assert response.status_code == 415


@pytest.mark.parametrize("method", ["patch", "put", "delete", "options", "trace"])
def test_a_method_that_is_not_served_is_405(call, alice, method):
    response = call(alice).generic(method.upper(), CUSTOMERS)

    assert response.status_code == 405
    assert set(response.json()) == {"message", "errors", "trackingId"}


def test_an_unknown_provisioning_id_is_404(call, alice, body):
    response = call(alice).post(CUSTOMERS, body(provisioningId="nonsense"), format="json")

    assert response.status_code == 404
    assert problems_of(response) == {("provisioningId", 90006)}


def test_another_partners_template_is_unknown(call, bob, body):
    response = call(bob).post(CUSTOMERS, body(), format="json")

    assert problems_of(response) == {("provisioningId", 90006)}


def test_unknown_fields_are_tolerated_and_typed_clients_floats_are_whole(call, alice, portal, body):
    sent = body(somethingNew={"a": 1}, **limits(50.0))

    response = call(alice).post(CUSTOMERS, sent, format="json")

    assert response.status_code == 202
    assert Customer.objects.get().assigned_packages.get().quantity == 50


def test_a_limited_admin_creates_nothing_and_sees_what_is_assigned(call, post, body, northwind):
    post()
    lou = make_person("lou", Role.LIMITED, northwind)

    created = call(lou).post(CUSTOMERS, body(externalId="ext-9"), format="json")

    assert created.status_code == 403
    assert call(lou).get(CUSTOMERS).json() == {"items": []}


def test_the_short_precheck_needs_an_address(call, alice, northwind):
    api = call(alice)

    passed = api.post(
        f"{CUSTOMERS}/validate",
        {"address": address(), "customerInfo": {"primaryEmail": "it@contoso.example"}},
        format="json",
    )
    failed = api.post(f"{CUSTOMERS}/validate", {}, format="json")

    assert passed.status_code == 200
    assert passed.json() == {
        "message": "success",
        "info": [{"infoCode": 100, "description": "Provisioning preCheck validation successful."}],
    }
    assert (failed.status_code, ("address", 1001) in problems_of(failed)) == (400, True)


def test_the_full_precheck_says_what_a_create_would_and_writes_nothing(call, alice, portal, body):
    api = call(alice)

    passed = api.post(f"{CUSTOMERS}/validate", body(), format="json")
    failed = api.post(f"{CUSTOMERS}/validate", body(packages=["cisco_calling_plan"]), format="json")

    assert passed.json()["info"][0]["infoCode"] == 100
    assert problems_of(failed) == {("packages", 90002)}
    assert nothing_written()


def test_the_precheck_tells_of_a_review_and_of_an_organization_that_exists(call, alice, portal, body):
    api = call(alice)
    holding = Organization.objects.create(name=LISTED_NAME, country="CA")
    listed = body(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@glimmer.example"})
    attached = body(orgId=ids.encode("ORGANIZATION", holding.pk))
    del attached["customerInfo"]

    answers = [api.post(f"{CUSTOMERS}/validate", sent, format="json") for sent in (body(), listed, attached)]
    unknown = api.post(
        f"{CUSTOMERS}/validate", body(orgId=ids.encode("ORGANIZATION", uuid.uuid4())), format="json"
    )

    assert [[note["infoCode"] for note in a.json()["info"]] for a in answers] == [
        [100],
        [100, 101],
        [100, 102, 101],
    ]
    assert LISTED_NAME not in answers[2].text
    assert problems_of(unknown) == {("orgId", 90006)}
    assert nothing_written()

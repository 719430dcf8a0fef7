"""A walk over every operation: what no field takes is refused by name, never a 500, and nothing is written (B4).

What a single field means is tested beside its operation.
"""

from __future__ import annotations

import json
import logging
import uuid
from typing import Any, NamedTuple

import pytest
from django.apps import apps

from customers.api import bodies, subscriber_bodies, templates
from customers.api.billing import CREATE as REPORT
from customers.api.neighbours import RENAME
from customers.models import Customer
from partnerhub.api import ids
from partnerhub.api.shapes import Shape
from tests.customers.api.conftest import CUSTOMERS, LISTED_NAME, customer_of, refuse, work
from tests.customers.api.fields import KEY, fields_of

pytestmark = pytest.mark.django_db

SUBSCRIBERS, REPORTS = "/v1/wholesale/subscribers", "/v1/wholesale/billing/reports"
# Opaque ids: one that is none is unknown (404).
IDS = {"provisioningId", "orgId", "customerId", "subPartnerOrgId", "telephonyDomainId", "locationId"}
NOBODYS = str(uuid.UUID(int=7))
KINDS = ("ENTERPRISE", "SUBSCRIBER")


class Operation(NamedTuple):
    """A request whose body is right as it stands."""

    method: str
    path: str
    shape: Shape
    body: dict[str, Any]


class World(NamedTuple):
    """What Northwind has, by opaque id."""

    customer: str
    refused: str
    subscriber: str
    report: str
    template: str
    org_id: uuid.UUID


LOCATION = {
    "name": "Office",
    "address": {
        "addressLine1": "HaNamal 40",
        "addressLine2": "2nd floor",
        "city": "Tel Aviv",
        "stateOrProvince": "TA",
        "zipOrPostalCode": "6350671",
        "country": "IL",
    },
    "timezone": "Asia/Jerusalem",
    "language": "en_us",
    "emergencyLocationIdentifier": "1",
}
PARAMETERS = {
    "calling": {"location": LOCATION},
    "meetings": {"timezone": "Asia/Jerusalem"},
    "packages": {"limits": {KEY: 5}},
}
DAYS = {"billingStartDate": "2026-01-01", "billingEndDate": "2026-01-31"}
NUMBERS = {"primaryPhoneNumber": "+442079460958", "extension": "123"}


@pytest.fixture
def quiet():
    """A thousand refusals are not worth a line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(call, alice, rita, template, provisioned, quiet):
    api = call(alice)
    customer = provisioned(packages=["webex_suite", "webex_meetings"], provisioningParameters=PARAMETERS)
    refused = provisioned(
        externalId="ext-2", customerInfo={"name": LISTED_NAME, "primaryEmail": "it@glimmer.example"}
    )
    refuse(refused, by=rita)
    person = {"customerId": customer, "email": "ann@contoso.example", "package": "webex_meetings"}
    subscriber = api.post(SUBSCRIBERS, person | {"provisioningParameters": {}}, format="json").json()["id"]
    report = api.post(REPORTS, DAYS, format="json").json()["id"]
    work()
    org_id = customer_of(customer).org_id
    return World(customer, refused, subscriber, report, template.provisioning_id, org_id)


@pytest.fixture
def operations(world, body, northwind):
    """Every operation that takes a body."""
    at, refused = f"{CUSTOMERS}/{world.customer}", f"{CUSTOMERS}/{world.refused}"
    info = {"name": "Fourth Coffee", "primaryEmail": "it@fourth.example", "language": "en"}
    order = body(
        externalId="ext-9",
        packages=["webex_meetings", "webex_suite"],
        provisioningParameters=PARAMETERS,
        customerInfo=info | {"firstName": "Dana", "lastName": "Levi"},
        address=LOCATION["address"],
        subPartnerAdminEmail="sub@partner.example",
    )
    change = {name: order[name] for name in bodies.UPDATE.fields}
    precheck = {name: order[name] for name in bodies.PRECHECK.fields if name in order}
    wish = {
        "customerId": world.customer,
        "email": "ben@contoso.example",
        "packages": ["webex_suite"],
        "provisioningParameters": {"firstName": "Ben", "lastName": "Levi"} | NUMBERS,
    }
    asked = wish | {"provisioningId": world.template, "customerInfo": {"primaryEmail": "it@contoso.example"}}
    report = DAYS | {"type": "USER", "category": "RECONCILIATION", "internal": True}
    settings = {"name": "Other", "authentication": "saml", "identityProvider": "idp", "emailLanguage": "en"}
    return [
        Operation("POST", CUSTOMERS, bodies.CREATE, order),
        Operation("POST", f"{CUSTOMERS}/validate", bodies.PRECHECK, precheck),
        Operation("PUT", at, bodies.UPDATE, change),
        Operation("POST", f"{refused}/resubmit", bodies.CREATE, order),
        Operation("POST", f"{at}/telephony/override", bodies.OVERRIDE, {"numbers": ["+4420"]}),
        Operation("POST", SUBSCRIBERS, subscriber_bodies.CREATE, wish),
        Operation("POST", f"{SUBSCRIBERS}/validate", subscriber_bodies.PRECHECK, asked),
        Operation("PUT", f"{SUBSCRIBERS}/{world.subscriber}", subscriber_bodies.UPDATE, {"packages": [KEY]}),
        Operation("POST", REPORTS, REPORT, report),
        Operation("PATCH", f"/v1/identity/organizations/{world.org_id}", RENAME, {"displayName": "Contoso"}),
        Operation("POST", "/v1/templates", templates.CREATE, settings),
        Operation("PUT", f"/v1/templates/{world.template}", templates.UPDATE, settings),
    ]


@pytest.fixture
def refuses(call, alice):
    """refuses(operation, body, fields, …): why the answer is not a refusal that names all these fields, or ""."""
    api = call(alice)

    def _refuses(operation, body, named, *, statuses=(400,)):
        content = json.dumps(body)
        response = api.generic(operation.method, operation.path, content, content_type="application/json")
        found = response.json()
        told = {error.get("fieldName", "").removesuffix("[0]") for error in found.get("errors", ())}
        missed = {name.removesuffix("[0]") for name in named} - told
        if (
            response.status_code in statuses
            and not missed
            and set(found) == {"message", "errors", "trackingId"}
        ):
            return ""
        return f"{operation.method} {operation.path} {content[:200]} → {response.status_code}, not named: {missed}"

    return _refuses


def written():
    """How many rows there are of everything, and how often customers were changed."""
    counts = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    return counts | {"versions": sum(Customer.everything.values_list("version", flat=True))}


def test_a_value_of_the_wrong_type_is_named_wherever_it_stands(operations, refuses):
    before, wrong = written(), []

    for operation in operations:
        found = list(fields_of(operation.shape))
        depths = {len(field.steps) for field in found}
        for value in (None, 7, "x"):
            for depth in depths:
                # Fields of one depth do not stand in each other's way: all at once.
                at_depth = [f for f in found if len(f.steps) == depth and not f.takes(value)]
                leaves = [f for f in at_depth if not f.holds_fields]
                for group in (leaves, [f for f in at_depth if f.holds_fields]):
                    body = operation.body
                    for field in group:
                        body = field.put(body, value)
                    if group:
                        wrong.append(refuses(operation, body, [field.path for field in group]))

    assert [text for text in wrong if text] == []
    assert written() == before


def test_a_text_that_no_field_takes_is_named(operations, refuses):
    before, wrong = written(), []

    for operation in operations:
        texts = [
            field for field in fields_of(operation.shape) if field.is_text and field.steps != ("package",)
        ]
        for value in ("x" * 20_000, "a\u0007b", "\u202e" * 300):
            body = operation.body
            for field in texts:
                if field.steps[-1] in IDS:
                    alone = field.put(operation.body, value)
                    wrong.append(refuses(operation, alone, [field.path], statuses=(400, 404)))
                else:
                    body = field.put(body, value)
            named = [field.path for field in texts if field.steps[-1] not in IDS]
            wrong.append(refuses(operation, body, named) if named else "")

    assert [text for text in wrong if text] == []
    assert written() == before


def test_what_is_mandatory_is_missed_by_name(operations, refuses):
    wrong = [
        refuses(operation, {}, operation.shape.required or ["packages"]) for operation in operations[:-1]
    ]

    assert [text for text in wrong if text] == []


def test_an_id_that_is_none_or_of_another_kind_or_a_strangers_is_not_found(call, alice, bob, world):
    paths = {
        f"{CUSTOMERS}/{{}}": ("GET", "PUT", "DELETE"),
        f"{CUSTOMERS}/{{}}/setup": ("GET", "POST"),
        f"{CUSTOMERS}/{{}}/timeline": ("GET",),
        f"{CUSTOMERS}/{{}}/telephony": ("GET",),
        f"{CUSTOMERS}/{{}}/telephony/override": ("POST", "DELETE"),
        f"{CUSTOMERS}/{{}}/telephony/reapply": ("POST",),
        f"{CUSTOMERS}/{{}}/resubmit": ("POST",),
        f"{CUSTOMERS}/{{}}/rpl/answer": ("POST",),
        f"{SUBSCRIBERS}/{{}}": ("GET", "PUT", "DELETE"),
        "/v1/subscribers/{}/emails/consentMove": ("POST",),
        f"{REPORTS}/{{}}": ("GET", "DELETE"),
        "/v1/organizations/{}": ("GET",),
        "/v1/templates/{}": ("GET", "PUT", "DELETE"),
    }
    known = {ids.encode(kind, NOBODYS) for kind in KINDS} | {
        "x",
        "%00",
        "%FF",
        "é",
        "a" * 4000,
        "=" * 50,
        " ",
    }
    own = {world.customer, world.subscriber, world.report, world.template}
    apis = {"alice": call(alice), "bob": call(bob)}
    before, found = written(), []

    for path, methods in paths.items():
        for method in methods:
            asked = [("alice", unknown) for unknown in known] + [("bob", mine) for mine in own]
            for who, text in asked:
                body = (
                    json.dumps({"packages": [KEY], "answer": "x", "numbers": ["x"]})
                    if method != "GET"
                    else ""
                )
                response = apis[who].generic(method, path.format(text), body, content_type="application/json")
                if response.status_code != 404 or set(response.json()) != {"message", "errors", "trackingId"}:
                    found.append((who, method, path, text, response.status_code))

    assert found == []
    assert written() == before


def test_own_ids_are_found_in_every_spelling(call, alice, world):
    api = call(alice)
    uuid_of = ids.decode(world.customer, "ENTERPRISE")
    spellings = [
        world.customer,
        world.customer + "=" * (-len(world.customer) % 4),
        ids.encode("CUSTOMER", uuid_of),
        ids.encode("Enterprise", uuid_of),
        ids.encode("ENTERPRISE", str(uuid_of).upper()),
    ]

    found = {api.get(f"{CUSTOMERS}/{text}").json()["id"] for text in spellings}

    assert found == {world.customer}


PAGED = ("max=0", "max=-1", "max=abc", "max=1.5", "offset=-1", f"offset={2**63}", "offset=x", "max=٣")
CURSORS = ("cursor=x", "cursor=%00", "cursor=PnxY", "cursor=" + "a" * 999)
BAD_QUERIES = {
    CUSTOMERS: (
        *PAGED, *CURSORS, "orgId=x", "status=x", "status=provisioned,x", "status=%00", "externalId=%00",
        "ownOrganization=maybe", "externalId=" + "x" * 256,
    ),
    SUBSCRIBERS: (
        *PAGED, *CURSORS, "customerId=x", "personId=x", "status=x", "after=NaN", "after=-1", "after=2026-13-01",
        "lastStatusChange=x", "sortBy=x", "sortOrder=asc", "email=%00", "externalCustomerId=%00",
    ),
    "/v1/wholesale/subPartners": (*PAGED, "provisioningState=x"),
    REPORTS: ("max=0", "max=x", "type=x", "status=x", "sortBy=x", "billingStartDate=x", "billingEndDate=2026-02-30"),
    "/v1/templates": PAGED,
    "/v1/organizations": PAGED,
    "/v1/licenses": ("orgId=x",),
    "/v1/locations": ("orgId=x",),
}  # fmt: skip


def test_a_parameter_that_is_wrong_is_a_400_that_names_it(call, alice, quiet):
    api = call(alice)
    found = []

    for path, queries in BAD_QUERIES.items():
        for query in queries:
            response = api.get(f"{path}?{query}")
            named = {error.get("fieldName") for error in response.json().get("errors", ())}
            if response.status_code != 400 or named != {query.partition("=")[0]}:
                found.append((path, query, response.status_code, response.json()))

    assert found == []


@pytest.mark.parametrize("path", [CUSTOMERS, SUBSCRIBERS])
def test_a_sub_partner_that_is_none_of_the_callers_is_a_404_that_names_the_parameter(
    call, alice, fabrikam, path
):
    for text in ("x", ids.encode("ORGANIZATION", fabrikam.org_id), ids.encode("ENTERPRISE", fabrikam.pk)):
        response = call(alice).get(f"{path}?onBehalfOfSubPartnerOrgId={text}")

        assert response.status_code == 404
        assert response.json()["errors"][0]["fieldName"] == "onBehalfOfSubPartnerOrgId"


@pytest.mark.parametrize(
    "query", ["max=101", "max=100", "offset=999999999", "x=%00&y=%ED%A0%80", "status=,,"]
)
def test_odd_parameters_that_mean_something_are_taken(call, alice, query):
    assert call(alice).get(f"{CUSTOMERS}?{query}").json() == {"items": []}

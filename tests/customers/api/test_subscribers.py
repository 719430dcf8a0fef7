"""The subscribers' operations of the wholesale API (wholesale-api.md 2.7)."""

import re
import uuid

import pytest
from django.core import mail

from customers import consent_mail
from customers.models import Subscriber
from customers.models.platform import PlatformPerson
from partnerhub.api import ids
from tests.customers.api.conftest import CUSTOMERS, customer_of, work

pytestmark = pytest.mark.django_db

SUBSCRIBERS = "/v1/wholesale/subscribers"


def wish(customer_id, **other):
    return {
        "customerId": customer_id,
        "email": "John@contoso.example",
        "package": "webex_meetings",
        "provisioningParameters": {"firstName": "John", "lastName": "Andersen"},
    } | other


@pytest.fixture
def customer_id(provisioned):
    """A customer with meetings for two, and contact centre agents."""
    return provisioned(
        packages=["webex_meetings", "cx_premium_agent"],
        provisioningParameters={"packages": {"limits": {"webex_meetings": 2}}},
    )


def test_m3_a_subscriber_is_added_read_moved_and_removed(call, alice, customer_id):
    api = call(alice)

    added = api.post(SUBSCRIBERS, wish(customer_id), format="json")

    subscriber_id = added.json()["id"]
    assert added.status_code == 200
    assert added["Location"] == f"http://testserver{SUBSCRIBERS}/{subscriber_id}"
    work()
    found = api.get(f"{SUBSCRIBERS}/{subscriber_id}").json()
    row = Subscriber.objects.get()
    assert found == {
        "id": ids.encode("SUBSCRIBER", row.pk),
        "personId": ids.encode("PEOPLE", row.person_id),
        "email": "john@contoso.example",
        "customerId": customer_id,
        "externalCustomerId": "ext-1",
        "package": "webex_meetings",
        "packages": ["webex_meetings"],
        "status": "provisioned",
        "errors": [],
        "created": found["created"],
        "lastStatusChange": found["lastStatusChange"],
        "firstName": "John",
        "lastName": "Andersen",
    }
    moved = api.put(f"{SUBSCRIBERS}/{subscriber_id}", {"packages": ["cx_premium_agent"]}, format="json")
    assert (moved.status_code, moved.json()["packages"]) == (200, ["cx_premium_agent"])
    assert "package" not in moved.json(), "the old single form does not know it"
    assert moved["Location"] == added["Location"]
    removed = api.delete(f"{SUBSCRIBERS}/{subscriber_id}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert api.get(f"{SUBSCRIBERS}/{subscriber_id}").status_code == 404


def test_m7_no_more_than_the_quantity(call, alice, customer_id):
    api = call(alice)

    answers = [
        api.post(SUBSCRIBERS, wish(customer_id, email=f"u{n}@contoso.example"), format="json")
        for n in range(3)
    ]

    assert [response.status_code for response in answers] == [200, 200, 409]
    assert answers[2].json()["errors"][0]["errorCode"] == 90013
    assert api.get(f"{CUSTOMERS}/{customer_id}").json()["limits"]["webex_meetings"] == {
        "maximum": 2,
        "used": 2,
    }
    assert api.delete(f"{CUSTOMERS}/{customer_id}").json()["errors"][0]["errorCode"] == 90012


def problems_of(response):
    return {(error.get("fieldName"), error["errorCode"]) for error in response.json()["errors"]}


def test_what_is_wrong_is_named(call, alice, bob, customer_id):
    api = call(alice)
    cases = [
        ({"package": ...}, 400, "packages", 90005),
        ({"packages": ["webex_meetings"]}, 400, "packages", 90005),
        ({"package": "webex_suite"}, 400, "package", 90001),
        ({"package": "nonsense"}, 400, "package", 90001),
        ({"package": ..., "packages": ["nonsense"]}, 400, "packages", 90001),
        ({"package": 5}, 400, "package", 90001),
        ({"package": None}, 400, "package", 1001),
        ({"package": ..., "packages": []}, 400, "packages", 1001),
        ({"package": ..., "packages": ["webex_meetings", "cx_premium_agent"]}, 400, "packages", 90001),
        ({"email": ...}, 400, "email", 1001),
        ({"email": "john"}, 400, "email", 90001),
        ({"email": 5}, 400, "email", 90001),
        ({"customerId": ...}, 400, "customerId", 1001),
        ({"customerId": "nonsense"}, 404, "customerId", 90006),
        ({"customerId": ids.encode("ENTERPRISE", uuid.uuid4())}, 404, "customerId", 90006),
        ({"provisioningParameters": ...}, 400, "provisioningParameters", 1001),
        ({"provisioningParameters": []}, 400, "provisioningParameters", 90001),
        ({"provisioningParameters": {"firstName": 5}}, 400, "provisioningParameters.firstName", 90001),
        ({"provisioningParameters": {"firstName": "x" * 200}}, 400, "provisioningParameters.firstName", 1002),
        ({"provisioningParameters": {"extension": "12x"}}, 400, "provisioningParameters.extension", 90001),
        ({"provisioningParameters": {"locationId": "x"}}, 400, "provisioningParameters.locationId", 90001),
        (
            {"provisioningParameters": {"primaryPhoneNumber": "12"}},
            400,
            "provisioningParameters.primaryPhoneNumber",
            90001,
        ),
    ]
    for other, status, field, code in cases:
        sent = {name: value for name, value in wish(customer_id, **other).items() if value is not ...}
        response = api.post(SUBSCRIBERS, sent, format="json")
        assert (response.status_code, (field, code) in problems_of(response)) == (status, True), (
            other,
            response.content,
        )
    assert not Subscriber.everyone.exists()
    assert call(bob).post(SUBSCRIBERS, wish(customer_id), format="json").status_code == 404


def test_an_email_belongs_to_one_subscriber(call, alice, customer_id):
    api = call(alice)
    api.post(SUBSCRIBERS, wish(customer_id), format="json")

    again = api.post(SUBSCRIBERS, wish(customer_id, email="JOHN@contoso.example"), format="json")
    checked = api.post(f"{SUBSCRIBERS}/validate", {"email": "john@contoso.example"}, format="json")

    assert (again.status_code, problems_of(again)) == (409, {("email", 10022)})
    assert (checked.status_code, problems_of(checked)) == (409, {("email", 10022)})


def test_the_prechecks_variants_pass_and_write_nothing(call, alice, customer_id):
    api = call(alice)
    short = {"email": "new@contoso.example", "customerInfo": {"primaryEmail": "it@contoso.example"}}

    answers = [
        api.post(f"{SUBSCRIBERS}/validate", body, format="json")
        for body in (short, {"email": "new@contoso.example", "customerId": customer_id}, wish(customer_id))
    ]

    assert [response.json()["info"][0]["infoCode"] for response in answers] == [100, 100, 100]
    assert not Subscriber.everyone.exists()


def test_another_partners_subscriber_is_not_found(call, alice, bob, customer_id):
    subscriber_id = call(alice).post(SUBSCRIBERS, wish(customer_id), format="json").json()["id"]
    api = call(bob)

    answers = [
        api.get(f"{SUBSCRIBERS}/{subscriber_id}"),
        api.put(f"{SUBSCRIBERS}/{subscriber_id}", {"package": "webex_meetings"}, format="json"),
        api.delete(f"{SUBSCRIBERS}/{subscriber_id}"),
        api.post(f"/v1/subscribers/{subscriber_id}/emails/consentMove"),
    ]

    assert [response.status_code for response in answers] == [404] * 4
    assert api.get(SUBSCRIBERS).json() == {"items": []}


def test_a_person_of_another_organization_consents_by_a_signed_link(
    call, alice, client, customer_id, mailoutbox, django_capture_on_commit_callbacks
):
    PlatformPerson.objects.create(email="john@contoso.example")
    api = call(alice)

    added = api.post(SUBSCRIBERS, wish(customer_id), format="json")

    assert (added.status_code, added.json()["status"]) == (202, "pending_user_migration")
    assert "personId" not in added.json()
    again = api.post(f"/v1/subscribers/{added.json()['id']}/emails/consentMove")
    assert (again.status_code, again.content) == (204, b"")
    consent_mail.send_consent_mail.func(str(Subscriber.objects.get().pk))
    path = re.search(r"https?://[^/]+(/customers/consent/\S+)", mail.outbox[0].body)[1]
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 200
    assert api.get(f"{SUBSCRIBERS}/{added.json()['id']}").json()["status"] == "provisioned"
    assert client.post(path).status_code == 404
    assert client.post(f"{path[:-3]}x/").status_code == 404
    refused = api.post(f"/v1/subscribers/{added.json()['id']}/emails/consentMove")
    assert refused.status_code == 409


def test_the_list_filters_sorts_and_pages(call, alice, customer_id):
    api = call(alice)
    for name in ("ann", "ben"):
        api.post(SUBSCRIBERS, wish(customer_id, email=f"{name}@contoso.example"), format="json")
    row = Subscriber.objects.get(email="ben@contoso.example")
    before = int(row.created_at.timestamp() * 1000)

    def emails(query):
        response = api.get(f"{SUBSCRIBERS}?{query}")
        assert response.status_code == 200, response.content
        return [item["email"][:3] for item in response.json()["items"]]

    assert emails("") == ["ben", "ann"]
    assert emails("sortOrder=ASC&sortBy=lastStatusChange") == ["ann", "ben"]
    assert emails(f"customerId={customer_id}&externalCustomerId=ext-1&status=provisioned") == ["ben", "ann"]
    assert emails("email=ANN@contoso.example") == ["ann"]
    assert emails(f"after={before - 1}") == ["ben"]
    assert emails("after=2000-01-01T00:00:00Z&lastStatusChange=2000-01-01") == ["ben", "ann"]
    assert emails("externalCustomerId=none") == []
    first = api.get(f"{SUBSCRIBERS}?max=1&sortOrder=ASC")
    url = re.search(r"<([^>]+)>; rel=\"next\"", first["Link"])[1]
    assert [item["email"][:3] for item in api.get(url).json()["items"]] == ["ben"]
    for query in (
        "sortBy=x",
        "sortOrder=x",
        "after=x",
        "customerId=x",
        "personId=x",
        "status=x",
        "after=1" + "0" * 30,
    ):
        assert api.get(f"{SUBSCRIBERS}?{query}").status_code == 400, query


def test_if_match_guards_a_subscriber(call, alice, customer_id):
    api = call(alice)
    subscriber_id = api.post(SUBSCRIBERS, wish(customer_id), format="json").json()["id"]
    tag = api.get(f"{SUBSCRIBERS}/{subscriber_id}")["ETag"]

    stale = api.delete(f"{SUBSCRIBERS}/{subscriber_id}", headers={"If-Match": '"other"'})
    fresh = api.delete(f"{SUBSCRIBERS}/{subscriber_id}", headers={"If-Match": tag})

    assert (stale.status_code, fresh.status_code) == (412, 204)


def test_m9_the_full_administrator_is_not_moved_below_its_level(call, alice, provisioned):
    customer_id = provisioned(
        packages=["webex_suite", "webex_meetings"],
        provisioningParameters={
            "calling": {
                "location": {
                    "name": "Office",
                    "address": {
                        "addressLine1": "HaNamal 40",
                        "city": "Tel Aviv",
                        "zipOrPostalCode": "6350671",
                        "country": "IL",
                    },
                    "timezone": "Asia/Jerusalem",
                    "language": "en_us",
                }
            }
        },
    )
    assert customer_of(customer_id).admin_level_id == "webex_suite"

    response = call(alice).post(SUBSCRIBERS, wish(customer_id, email="it@contoso.example"), format="json")

    assert (response.status_code, response.json()["errors"][0]["errorCode"]) == (409, 90014)


OFFICE = {
    "name": "Office",
    "address": {
        "addressLine1": "HaNamal 40",
        "city": "Tel Aviv",
        "zipOrPostalCode": "6350671",
        "country": "IL",
    },
    "timezone": "Asia/Jerusalem",
    "language": "en_us",
}
PHONE = "provisioningParameters.primaryPhoneNumber"


@pytest.fixture
def calling_id(provisioned):
    """A customer whose users may call, from one office."""
    return provisioned(
        packages=["webex_suite", "webex_calling", "webex_meetings"],
        provisioningParameters={"calling": {"location": OFFICE}},
        customerInfo={"name": "Contoso Bakery", "primaryEmail": "owner@contoso.example"},
    )


def calling(customer_id, **numbers):
    return wish(customer_id, package="webex_suite", provisioningParameters=numbers)


@pytest.mark.parametrize(
    ("phone", "why"),
    [
        ("020 7946 0958", "with + and its calling code"),
        ("+44 20", "too short"),
        ("+44 20 7946 0958 0958 0958", "too long"),
        ("+999 123 4567", "No country has this calling code"),
        ("+1 555 123 4567", "not in use"),
        ("+44 20 7946 0958 ext 5", "without an extension"),
        ("call me", "digits, blanks"),
        ("+" + "4" * 65, "At most 64 characters"),
    ],
)
def test_an_invalid_number_is_named_and_says_why(call, alice, calling_id, phone, why):
    response = call(alice).post(SUBSCRIBERS, calling(calling_id, primaryPhoneNumber=phone), format="json")

    (error,) = response.json()["errors"]
    assert (response.status_code, error["fieldName"]) == (400, PHONE)
    assert why in error["description"]


def test_a_number_is_kept_in_e164_and_one_who_calls_keeps_it(call, alice, calling_id):
    api = call(alice)
    added = api.post(SUBSCRIBERS, calling(calling_id, primaryPhoneNumber="+1-240-555-1212"), format="json")
    path = f"{SUBSCRIBERS}/{added.json()['id']}"
    other = {"provisioningParameters": {"primaryPhoneNumber": "+44 20 7946 0958", "extension": "77"}}

    moved = api.put(path, {"package": "webex_calling"} | other, format="json").json()
    stopped = api.put(path, {"package": "webex_meetings"}, format="json").json()
    back = api.put(path, {"package": "webex_calling"} | other, format="json").json()

    assert (moved["primaryPhoneNumber"], moved.get("extension")) == ("+12405551212", None)
    assert stopped["package"] == "webex_meetings"
    assert (back["primaryPhoneNumber"], back["extension"]) == ("+442079460958", "77")


def test_a_location_is_one_of_the_customers_in_any_padding(call, alice, calling_id):
    api = call(alice)
    org_id = api.get(f"{CUSTOMERS}/{calling_id}").json()["orgId"]
    (office,) = api.get(f"/v1/locations?orgId={org_id}").json()["items"]
    strange = ids.encode("LOCATION", uuid.uuid4())

    added = api.post(
        SUBSCRIBERS, calling(calling_id, extension="17", locationId=office["id"] + "=" * 9), format="json"
    )
    refused = api.post(
        SUBSCRIBERS,
        calling(calling_id, extension="17", locationId=strange) | {"email": "b@contoso.example"},
        format="json",
    )

    assert (added.status_code, added.json()["locationId"]) == (200, office["id"])
    assert (refused.status_code, problems_of(refused)) == (
        400,
        {("provisioningParameters.locationId", 90001)},
    )


def test_everything_wrong_with_a_subscriber_is_said_at_once(call, alice, calling_id):
    sent = calling(calling_id, primaryPhoneNumber="12", extension="x") | {
        "email": "john",
        "package": "nonsense",
    }

    response = call(alice).post(SUBSCRIBERS, sent, format="json")

    assert problems_of(response) == {
        ("package", 90001),
        ("email", 90001),
        (PHONE, 90001),
        ("provisioningParameters.extension", 90001),
    }


def test_the_precheck_looks_at_all_that_is_given(call, alice, customer_id):
    PlatformPerson.objects.create(email="jo@elsewhere.example")
    api, path = call(alice), f"{SUBSCRIBERS}/validate"
    cases = [
        ({"customerInfo": {"primaryEmail": "x"}}, 400, ("customerInfo.primaryEmail", 90001)),
        ({"customerInfo": {}}, 400, ("customerInfo.primaryEmail", 1001)),
        ({"provisioningId": "x"}, 404, ("provisioningId", 90006)),
        ({"package": "nonsense"}, 400, ("package", 90001)),
        ({"packages": ["common_area_calling"]}, 400, ("packages", 90001)),
        ({"customerId": customer_id, "packages": ["webex_suite"]}, 400, ("packages", 90001)),
    ]

    for body, status, problem in cases:
        response = api.post(path, {"email": "new@contoso.example"} | body, format="json")
        assert (response.status_code, problem in problems_of(response)) == (status, True), response.content
    asked = api.post(path, {"email": "jo@elsewhere.example", "customerId": customer_id}, format="json")

    assert [note["infoCode"] for note in asked.json()["info"]] == [100, 104]

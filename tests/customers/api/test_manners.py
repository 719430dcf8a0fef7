"""Idempotency-Key, ETag and If-Match, dryRun, budgets: the same on every endpoint."""

import pytest
from django.core.cache import cache

from compliance.models import Screening
from customers.models import Customer
from partnerhub.accounts.models import Partner, Subscription
from partnerhub.api import ids
from tests.customers.api.conftest import CUSTOMERS, LISTED_NAME, customer_of

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "order-1"}


def test_the_same_key_and_body_gets_the_stored_answer(call, alice, portal, body):
    api = call(alice)

    first = api.post(CUSTOMERS, body(), format="json", headers=KEY)
    second = api.post(CUSTOMERS, body(), format="json", headers=KEY)

    assert (first.status_code, second.status_code) == (202, 202)
    assert second.content == first.content
    assert second["Location"] == first["Location"]
    assert second["Content-Type"] == "application/json"
    assert second["Idempotent-Replayed"] == "true"
    assert Customer.objects.count() == 1


def test_the_same_key_with_another_body_is_409(call, alice, portal, body):
    api = call(alice)
    api.post(CUSTOMERS, body(), format="json", headers=KEY)

    response = api.post(CUSTOMERS, body(externalId="ext-2"), format="json", headers=KEY)

    assert (response.status_code, response.json()["errors"][0]["errorCode"]) == (409, 93021)
    assert Customer.objects.count() == 1


def test_a_refusal_is_kept_too_and_a_key_belongs_to_its_caller(call, alice, bob, body):
    refused = call(alice).post(CUSTOMERS, body(packages=[]), format="json", headers=KEY)

    again = call(alice).post(CUSTOMERS, body(packages=[]), format="json", headers=KEY)
    others = call(bob).post(CUSTOMERS, body(packages=[]), format="json", headers=KEY)

    assert again.status_code == 400
    assert again.json() == refused.json()
    assert "Idempotent-Replayed" not in others


def test_a_key_that_is_none_is_a_400(call, alice, body):
    response = call(alice).post(CUSTOMERS, body(), format="json", headers={"Idempotency-Key": "x" * 256})

    assert response.json()["errors"][0]["fieldName"] == "Idempotency-Key"


def test_if_match_guards_a_customer_and_if_none_match_spares_the_body(call, alice, provisioned):
    customer_id = provisioned()
    api, path = call(alice), f"{CUSTOMERS}/{customer_id}"
    tag = api.get(path)["ETag"]

    stale = api.put(path, {"packages": ["webex_meetings"]}, format="json", headers={"If-Match": '"other"'})
    known = api.get(path, headers={"If-None-Match": tag})
    fresh = api.put(path, {"packages": ["webex_meetings"]}, format="json", headers={"If-Match": tag})

    assert (stale.status_code, known.status_code, known.content, fresh.status_code) == (412, 304, b"", 202)
    assert stale.json()["errors"][0]["errorCode"] == 93023


def test_a_dry_run_of_an_order_says_what_would_be_and_writes_nothing(call, alice, portal, body):
    listed = {"name": LISTED_NAME, "primaryEmail": "it@g.example"}

    found = call(alice).post(f"{CUSTOMERS}?dryRun=true", body(customerInfo=listed), format="json")

    number = found.json()["callInNumbers"][0]
    assert found.status_code == 200
    assert found.json() | {"callInNumbers": [], "callInTrace": []} == {
        "dryRun": True,
        "packagesAdded": ["webex_meetings"],
        "packagesRemoved": [],
        "quantities": {},
        "triggersScreening": True,
        "wouldBeReviewed": True,
        "callInNumbers": [],
        "callInReason": "location_default",
        "callInTrace": [],
    }
    assert number["callInNumber"].startswith("+44")
    assert not Customer.objects.exists()
    assert not Screening.objects.exists()


def test_a_dry_run_of_a_change_says_the_difference_and_changes_nothing(call, alice, provisioned):
    customer_id = provisioned(packages=["webex_meetings", "cx_standard_agent"])
    before = customer_of(customer_id).version

    found = (
        call(alice)
        .put(
            f"{CUSTOMERS}/{customer_id}?dryRun=true",
            {
                "packages": ["webex_meetings", "cx_premium_agent"],
                "address": {
                    "addressLine1": "1 Rue",
                    "city": "Paris",
                    "zipOrPostalCode": "75001",
                    "country": "FR",
                },
                "provisioningParameters": {"packages": {"limits": {"cx_premium_agent": 3}}},
            },
            format="json",
        )
        .json()
    )

    assert found["packagesAdded"] == ["cx_premium_agent"]
    assert found["packagesRemoved"] == ["cx_standard_agent"]
    assert found["quantities"] == {"cx_premium_agent": {"after": 3}}
    assert (found["triggersScreening"], found["wouldBeReviewed"]) == (True, False)
    assert found["callInReason"] in {"domain_country", "location_default"}
    assert customer_of(customer_id).version == before


def test_a_dry_run_without_meetings_results_in_no_call_in_number(call, alice, portal, body):
    found = (
        call(alice).post(f"{CUSTOMERS}?dryRun=true", body(packages=["webex_meetings"]), format="json").json()
    )
    location = {
        "name": "Office",
        "address": body()["address"],
        "timezone": "Asia/Jerusalem",
        "language": "en_us",
    }
    voice = body(packages=["webex_voice"], provisioningParameters={"calling": {"location": location}})

    silent = call(alice).post(f"{CUSTOMERS}?dryRun=true", voice, format="json").json()

    assert found["callInNumbers"]
    assert (silent["packagesAdded"], silent["callInNumbers"], "callInReason" in silent) == (
        ["webex_voice"],
        [],
        False,
    )


def test_a_budget_is_told_and_kept(call, alice, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    cache.clear()
    api = call(alice)

    answers = [api.get(CUSTOMERS) for _n in range(3)]

    assert [response.status_code for response in answers] == [200, 200, 429]
    assert [response["RateLimit-Remaining"] for response in answers] == ["1", "0", "0"]
    assert answers[0]["RateLimit-Limit"] == "2"
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert set(answers[2].json()) == {"message", "errors", "trackingId"}


def test_sub_partners_are_listed_under_both_keys(call, alice, bob, northwind):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    Subscription.objects.create(partner=child, number="Sub1", billing_start_date="2026-01-01")
    Partner.objects.create(slug="off", name="Off", parent=northwind, provisioning_state="suspended")
    api, path = call(alice), "/v1/wholesale/subPartners"

    found = api.get(f"{path}?provisioningState=active").json()

    assert found["items"] == found["subPartners"]
    assert found["items"][0] | {"created": ""} == {
        "orgId": ids.encode("ORGANIZATION", child.org_id),
        "subscriptionId": "Sub1",
        "provisioningState": "active",
        "created": "",
        "billingStartDate": "2026-01-01T00:00:00.000Z",
        "name": "Child",
    }
    assert len(api.get(path).json()["items"]) == 2
    assert api.get(f"{path}?provisioningState=x").status_code == 400
    assert call(bob).get(path).json()["items"] == []


def test_neighbours_that_real_clients_call(call, alice, bob, rita, northwind, provisioned):
    customer_id = provisioned()
    row = customer_of(customer_id)
    org_id = ids.encode("ORGANIZATION", row.org_id)
    api = call(alice)

    me = api.get("/v1/people/me").json()
    organizations = api.get("/v1/organizations").json()["items"]
    licences = api.get(f"/v1/licenses?orgId={org_id}").json()["items"]

    assert (me["emails"], me["orgId"]) == (
        ["alice@example.com"],
        ids.encode("ORGANIZATION", northwind.org_id),
    )
    assert [entry["displayName"] for entry in organizations] == ["Northwind Communications", "Contoso Bakery"]
    assert organizations[1]["created"].endswith("+00:00")
    assert api.get(f"/v1/organizations/{org_id}").json() == organizations[1]
    assert [entry["name"] for entry in licences] == ["Webex Meetings"]
    assert api.get(f"/v1/locations?orgId={org_id}").json() == {"items": []}
    assert api.get(f"/v1/identity/organizations/{row.org_id}").json() == organizations[1]
    assert call(rita).get("/v1/people/me").status_code == 200
    stranger = call(bob)
    for path in (f"organizations/{org_id}", f"licenses?orgId={org_id}", f"locations?orgId={org_id}"):
        assert stranger.get(f"/v1/{path}").status_code == 404


def test_m10_a_rename_is_screened_and_proposed(call, alice, provisioned):
    customer_id = provisioned()
    row = customer_of(customer_id)

    call(alice).patch(f"/v1/identity/organizations/{row.org_id}", {"displayName": LISTED_NAME}, format="json")

    found = call(alice).get(f"{CUSTOMERS}/{customer_id}").json()
    assert (found["status"], found["name"]) == ("pending_rpl_review", "Contoso Bakery")
    assert found["proposedName"] == LISTED_NAME

"""The customers' operations of the wholesale API (wholesale-api.md 2.1-2.4)."""

import base64
import uuid

import pytest

from customers.models import Customer
from customers.models.platform import Organization
from partnerhub.accounts.models import Partner
from partnerhub.api import ids
from tests.customers.api.conftest import CUSTOMERS, LISTED_NAME, approve, customer_of, refuse, work

pytestmark = pytest.mark.django_db


def test_m2_a_post_is_accepted_with_the_place_to_follow(call, alice, body, portal):
    response = call(alice).post(CUSTOMERS, body(), format="json")

    url = response.json()["url"]
    assert response.status_code == 202
    assert response.json() == {"url": url}
    assert response["Location"] == url
    assert url.startswith("http://testserver/v1/wholesale/customers/")
    plain = base64.b64decode(url.rsplit("/", 1)[-1] + "==").decode()
    assert plain == f"ciscospark://us/ENTERPRISE/{Customer.objects.get().pk}"


def test_m11_m20_a_clear_customer_goes_on_by_itself_and_is_read_in_the_contracts_shape(
    call, alice, provisioned
):
    customer_id = provisioned()

    response = call(alice).get(f"{CUSTOMERS}/{customer_id}")

    row = customer_of(customer_id)
    found = response.json()
    number = found["callInNumbers"][0]
    assert response["Location"] == f"http://testserver{CUSTOMERS}/{customer_id}"
    assert found == {
        "id": customer_id,
        "orgId": ids.encode("ORGANIZATION", row.org_id),
        "externalId": "ext-1",
        "address": {
            "addressLine1": "HaNamal 40",
            "city": "Tel Aviv",
            "zipOrPostalCode": "6350671",
            "country": "IL",
        },
        "status": "provisioned",
        "packages": ["webex_meetings"],
        "resourceDetails": {
            "packages": [{"name": "webex_meetings", "status": "provisioned", "warnings": [], "errors": []}]
        },
        "errors": [],
        "name": "Contoso Bakery",
        "primaryEmail": "it@contoso.example",
        "limits": {"webex_meetings": {"used": 0}},
        "created": found["created"],
        "lastStatusChange": found["lastStatusChange"],
        "rpl": {"state": "clear"},
        "callInNumbers": found["callInNumbers"],
        "callInReason": "location_default",
        "provisioningId": ids.encode_bare(row.template_id),
    }
    assert number["callInNumber"].startswith("+44")
    assert (number["reason"], number["location"], number["country"]) == ("location_default", "EMEA", "IL")
    assert found["created"].endswith("Z")


def test_m12_a_listed_customer_waits_without_an_organization(call, alice, post):
    customer_id = post(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@zorvax.example"})
    work()

    found = call(alice).get(f"{CUSTOMERS}/{customer_id}").json()

    assert found["status"] == "pending_rpl_review"
    assert "orgId" not in found
    assert found["rpl"]["state"] == "under_review"
    assert found["rpl"]["dueAt"] > found["created"]
    assert set(found["rpl"]) == {"state", "dueAt"}


def test_m1_an_external_id_is_used_once(call, alice, post, body):
    post()

    response = call(alice).post(CUSTOMERS, body(), format="json")

    assert response.status_code == 409
    assert response.json()["errors"][0] | {"description": ""} == {
        "description": "",
        "errorCode": 90010,
        "fieldName": "externalId",
    }
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("padding", ["", "=", "=="])
@pytest.mark.parametrize("kind", ["ENTERPRISE", "CUSTOMER", "enterprise"])
def test_an_id_is_read_padded_and_in_either_kind(call, alice, post, kind, padding):
    customer_id = post()
    other = ids.encode(kind, customer_of(customer_id).pk) + padding

    response = call(alice).get(f"{CUSTOMERS}/{other}")

    assert response.json()["id"] == customer_id


@pytest.mark.parametrize("text", ["unknown", "%00", "Y2lz", ids.encode("PEOPLE", uuid.UUID(int=7))])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_any_other_id_is_not_found(call, alice, body, method, text):
    response = getattr(call(alice), method)(f"{CUSTOMERS}/{text}")

    assert response.status_code == 404
    assert set(response.json()) == {"message", "errors", "trackingId"}


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_another_partners_customer_is_not_found(call, bob, post, method):
    customer_id = post()

    response = getattr(call(bob), method)(
        f"{CUSTOMERS}/{customer_id}", {"packages": ["webex_suite"]}, format="json"
    )

    assert response.status_code == 404


def test_licences_come_when_asked_for(call, alice, provisioned):
    customer_id = provisioned()

    found = call(alice).get(f"{CUSTOMERS}/{customer_id}?includePackageLicenseInfo=true").json()

    licence = found["resourceDetails"]["packages"][0]["licenseIds"][0]
    plain = base64.b64decode(licence + "==").decode()
    assert plain.startswith(f"ciscospark://us/LICENSE/{customer_of(customer_id).org_id}:webex_meetings")


def test_m3_packages_are_changed_with_a_complete_list(call, alice, provisioned):
    customer_id = provisioned()
    api = call(alice)

    response = api.put(
        f"{CUSTOMERS}/{customer_id}",
        {
            "packages": ["webex_meetings", "cx_premium_agent"],
            "provisioningParameters": {"packages": {"limits": {"webex_meetings": 7}}},
        },
        format="json",
    )

    assert response.status_code == 202
    assert response.json() == {"url": response["Location"]}
    assert api.get(f"{CUSTOMERS}/{customer_id}").json()["status"] == "updating"
    work()
    found = api.get(f"{CUSTOMERS}/{customer_id}").json()
    assert (found["status"], found["packages"]) == ("provisioned", ["webex_meetings", "cx_premium_agent"])
    assert found["limits"]["webex_meetings"] == {"maximum": 7, "used": 0}


def test_a_put_of_external_id_and_packages_alone_is_202(call, alice, provisioned):
    customer_id = provisioned()

    response = call(alice).put(
        f"{CUSTOMERS}/{customer_id}", {"externalId": "ext-2", "packages": ["webex_meetings"]}, format="json"
    )

    assert response.status_code == 202
    assert customer_of(customer_id).external_id == "ext-2"


def test_a_busy_customer_is_not_changed(call, alice, post):
    customer_id = post()

    response = call(alice).put(f"{CUSTOMERS}/{customer_id}", {"packages": ["webex_meetings"]}, format="json")

    assert response.status_code == 409
    assert response.json()["errors"][0]["errorCode"] == 90011


def test_a_put_without_packages_names_them(call, alice, provisioned):
    response = call(alice).put(f"{CUSTOMERS}/{provisioned()}", {}, format="json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["fieldName"] == "packages"
    assert response.json()["errors"][0]["errorCode"] == 1001


ELSEWHERE = {
    "addressLine1": "22 Harbour Street",
    "city": "Lisbon",
    "zipOrPostalCode": "1100",
    "country": "PT",
}


def test_m14_m18_a_proposed_address_stands_beside_the_one_in_force(call, alice, rita, sam, post):
    customer_id = post(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@g.example"})
    approve(customer_id, by=rita, and_by=sam)
    work()
    api = call(alice)
    before = api.get(f"{CUSTOMERS}/{customer_id}").json()

    api.put(
        f"{CUSTOMERS}/{customer_id}", {"packages": ["webex_meetings"], "address": ELSEWHERE}, format="json"
    )

    found = api.get(f"{CUSTOMERS}/{customer_id}").json()
    assert (before["status"], found["status"]) == ("provisioned", "pending_rpl_review")
    assert found["address"] == before["address"]
    assert found["proposedAddress"] == ELSEWHERE
    assert found["orgId"] == before["orgId"]


def test_m15_a_refused_customer_is_in_error_and_is_resubmitted(call, alice, rita, post, body):
    listed = {"name": LISTED_NAME, "primaryEmail": "it@g.example"}
    customer_id = post(customerInfo=listed)
    refuse(customer_id, by=rita)
    api = call(alice)
    refused = api.get(f"{CUSTOMERS}/{customer_id}").json()

    changed = api.put(f"{CUSTOMERS}/{customer_id}", {"packages": ["webex_meetings"]}, format="json")
    again = api.post(f"{CUSTOMERS}/{customer_id}/resubmit", body(customerInfo=listed), format="json")

    assert (refused["status"], refused["rpl"]) == ("error", {"state": "refused"})
    assert [error["errorCode"] for error in refused["errors"]] == [90020]
    assert (changed.status_code, changed.json()["errors"][0]["errorCode"]) == (409, 90011)
    assert again.status_code == 202
    assert api.get(f"{CUSTOMERS}/{customer_id}").json()["rpl"]["state"] == "under_review"


def test_a_deleted_customer_answers_202_without_a_body_and_is_gone_later(call, alice, provisioned):
    customer_id = provisioned()
    api = call(alice)

    response = api.delete(f"{CUSTOMERS}/{customer_id}")

    assert (response.status_code, response.content) == (202, b"")
    assert "Content-Type" not in response
    assert api.get(f"{CUSTOMERS}/{customer_id}").json()["status"] == "deleting"
    assert api.delete(f"{CUSTOMERS}/{customer_id}").status_code == 202
    work()
    assert api.get(f"{CUSTOMERS}/{customer_id}").status_code == 404


def test_deleting_withdraws_a_case(call, alice, post):
    customer_id = post(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@zorvax.example"})

    response = call(alice).delete(f"{CUSTOMERS}/{customer_id}")

    assert response.status_code == 202
    assert not customer_of(customer_id).subject.cases.open().exists()


def test_a_sub_partner_is_acted_for(call, alice, bob, northwind, body, portal):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    api, query = call(alice), f"?onBehalfOfSubPartnerOrgId={ids.encode('ORGANIZATION', child.org_id)}"

    created = api.post(f"{CUSTOMERS}{query}", body(), format="json")

    assert created.status_code == 202
    customer_id = created.json()["url"].rsplit("/", 1)[-1]
    assert customer_of(customer_id).partner == child
    assert api.get(f"{CUSTOMERS}/{customer_id}").status_code == 200
    assert api.get(CUSTOMERS).json()["items"] == []
    assert [item["id"] for item in api.get(f"{CUSTOMERS}{query}").json()["items"]] == [customer_id]
    assert call(bob).get(f"{CUSTOMERS}{query}").status_code == 404


def test_a_suspended_sub_partner_may_only_delete(call, alice, northwind, body, portal):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    api, query = call(alice), f"?onBehalfOfSubPartnerOrgId={ids.encode('ORGANIZATION', child.org_id)}"
    customer_id = api.post(f"{CUSTOMERS}{query}", body(), format="json").json()["url"].rsplit("/", 1)[-1]
    work()
    Partner.objects.filter(pk=child.pk).update(provisioning_state="suspended")

    created = api.post(f"{CUSTOMERS}{query}", body(externalId="ext-2"), format="json")
    changed = api.put(f"{CUSTOMERS}/{customer_id}{query}", {"packages": ["webex_meetings"]}, format="json")
    checked = api.post(f"{CUSTOMERS}/validate{query}", body(externalId="ext-3"), format="json")
    reapplied = api.post(f"{CUSTOMERS}/{customer_id}/telephony/reapply{query}")
    followed = api.delete(f"{CUSTOMERS}/{customer_id}/telephony/override{query}")
    deleted = api.delete(f"{CUSTOMERS}/{customer_id}{query}")

    refused = (created, changed, checked, reapplied, followed)
    assert [r.status_code for r in (*refused, deleted)] == [403, 403, 403, 403, 403, 202]
    assert created.json()["errors"][0]["errorCode"] == 90015


def test_m5_the_own_organization_is_marked_and_can_be_filtered_out(call, alice, northwind, post):
    Organization.objects.create(id=northwind.org_id, name="Northwind")
    own = post(orgId=ids.encode("ORGANIZATION", northwind.org_id))
    other = post(externalId="ext-2", customerInfo={"name": "Litware", "primaryEmail": "it@litware.example"})
    api = call(alice)

    listed = api.get(CUSTOMERS).json()["items"]

    assert {item["id"]: item.get("isOwnOrganization") for item in listed} == {own: True, other: None}
    assert [item["id"] for item in api.get(f"{CUSTOMERS}?ownOrganization=false").json()["items"]] == [other]

"""/v1/webhooks in the contract's shapes (wholesale-api.md section 8)."""

import re

import pytest

from customers.enums import CustomerStatus
from customers.models import Webhook
from customers.webhooks import delivery, endpoints, sealing
from partnerhub.accounts.models import ApiClient, Partner
from partnerhub.api import ids
from partnerhub.clock import now
from tests.customers.webhooks.conftest import SECRET

pytestmark = pytest.mark.django_db
WEBHOOKS = "/v1/webhooks"
ORDERS = {
    "name": "Orders",
    "targetUrl": "https://hooks.example.com/in",
    "resource": "wholesaleCustomers",
    "event": "statusChanged",
    "filter": "status=pending_rpl_review",
    "secret": SECRET,
}


@pytest.fixture
def api(call, alice):
    return call(alice)


def test_a_webhook_is_made_read_listed_changed_and_deleted(api, alice, northwind):
    made = api.post(WEBHOOKS, ORDERS, format="json")
    found = made.json()
    own = f"{WEBHOOKS}/{found['id']}"
    client_id = ApiClient.objects.get(user=alice).client_id

    assert made.status_code == 200
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found.pop("created"))
    assert found == {
        "id": ids.encode("WEBHOOK", Webhook.objects.get().pk),
        "name": "Orders",
        "targetUrl": "https://hooks.example.com/in",
        "resource": "wholesaleCustomers",
        "event": "statusChanged",
        "filter": "status=pending_rpl_review",
        "orgId": ids.encode("ORGANIZATION", northwind.org_id),
        "createdBy": ids.encode("PEOPLE", alice.pk),
        "appId": ids.encode("APPLICATION", client_id),
        "ownedBy": "creator",
        "status": "active",
        "hasSecret": True,
        "failures": 0,
    }
    assert api.get(own).json()["id"] == found["id"]
    assert [item["id"] for item in api.get(WEBHOOKS).json()["items"]] == [found["id"]]
    assert api.get(WEBHOOKS, {"ownedBy": "org"}).json() == {"items": []}
    changed = api.put(own, {"name": "Bills", "targetUrl": "https://hooks.example.com/2"}, format="json")
    assert (changed.status_code, changed.json()["name"]) == (200, "Bills")
    assert api.delete(own).status_code == 204
    assert api.get(own).status_code == 404


def test_a_secret_is_kept_sealed_and_told_by_nobody(api):
    made = api.post(WEBHOOKS, ORDERS, format="json")
    own = f"{WEBHOOKS}/{made.json()['id']}"
    update = {"name": "x", "targetUrl": ORDERS["targetUrl"], "secret": "another secret"}

    answers = [made, api.get(own), api.get(WEBHOOKS), api.put(own, update, format="json")]

    row = Webhook.objects.get()
    for answer in answers:
        assert SECRET not in answer.content.decode()
        assert "another secret" not in answer.content.decode()
    assert "secret" not in row.secret + row.previous_secret
    assert (sealing.unseal(row.secret), sealing.unseal(row.previous_secret)) == ("another secret", SECRET)


@pytest.mark.parametrize(
    ("other", "code", "field"),
    [
        ({"name": None}, 1001, "name"),
        ({"name": " "}, 1001, "name"),
        ({"name": "x" * 121}, 1002, "name"),
        ({"targetUrl": ""}, 1001, "targetUrl"),
        ({"targetUrl": "https://10.0.0.1/"}, 90001, "targetUrl"),
        ({"resource": "messages"}, 90001, "resource"),
        ({"event": "started"}, 90001, "event"),
        ({"filter": "status=happy"}, 90001, "filter"),
        ({"filter": "colour=red"}, 90001, "filter"),
        ({"filter": "status"}, 90001, "filter"),
        ({"filter": "externalId="}, 90001, "filter"),
        ({"resource": "wholesaleSubscribers", "filter": "customerId=x"}, 90001, "filter"),
        ({"secret": "x" * 257}, 1002, "secret"),
        ({"ownedBy": "me"}, 90001, "ownedBy"),
        ({"name": 7}, 90001, "name"),
    ],
    ids=str,
)
def test_what_is_wrong_names_its_field(api, other, code, field):
    response = api.post(WEBHOOKS, ORDERS | other, format="json")

    found = [(error["errorCode"], error["fieldName"]) for error in response.json()["errors"]]
    assert (response.status_code, found) == (400, [(code, field)])
    assert not Webhook.objects.exists()


def test_everything_that_is_missing_is_named(api):
    fields = [error["fieldName"] for error in api.post(WEBHOOKS, {}, format="json").json()["errors"]]

    assert fields == ["name", "targetUrl", "resource", "event"]


def test_a_customer_in_a_filter_is_known_by_either_kind_of_id(api, northwind):
    wanted = {
        "resource": "wholesaleSubscribers",
        "filter": f"customerId={ids.encode('CUSTOMER', northwind.pk)}=",
    }

    made = api.post(WEBHOOKS, ORDERS | wanted, format="json")

    assert made.json()["filter"] == f"customerId={ids.encode('ENTERPRISE', northwind.pk)}"


def test_status_disables_and_enables(api):
    own = f"{WEBHOOKS}/{api.post(WEBHOOKS, ORDERS, format='json').json()['id']}"
    update = {"name": "Orders", "targetUrl": ORDERS["targetUrl"]}

    off = api.put(own, update | {"status": "inactive"}, format="json").json()
    on = api.put(own, update | {"status": "active"}, format="json").json()
    refused = api.put(own, update | {"status": "asleep"}, format="json")

    assert (off["status"], off["disabledReason"], on["status"]) == ("inactive", "by_hand", "active")
    assert refused.json()["errors"][0]["fieldName"] == "status"


def test_the_same_request_sent_again_makes_one(api):
    answers = [
        api.post(WEBHOOKS, ORDERS, format="json", headers={"Idempotency-Key": "once"}) for _try in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert Webhook.objects.count() == 1


def test_a_strangers_webhook_is_not_found(api, call, bob):
    own = f"{WEBHOOKS}/{api.post(WEBHOOKS, ORDERS, format='json').json()['id']}"
    api.post(f"{own}/test")
    sent = api.get(f"{own}/deliveries").json()["items"][0]["id"]
    other = call(bob)

    answers = [
        other.get(own),
        other.put(own, {"name": "x", "targetUrl": ORDERS["targetUrl"]}, format="json"),
        other.delete(own),
        other.post(f"{own}/test"),
        other.get(f"{own}/deliveries"),
        other.post(f"{own}/deliveries/{sent}/resend"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert other.get(WEBHOOKS).json() == {"items": []}


def test_a_webhook_of_a_sub_partner_is_named_so(api, northwind):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    query = f"?onBehalfOfSubPartnerOrgId={ids.encode('ORGANIZATION', child.org_id)}"

    made = api.post(WEBHOOKS + query, ORDERS, format="json").json()

    assert made["orgId"] == ids.encode("ORGANIZATION", child.org_id)
    assert api.get(WEBHOOKS).json() == {"items": []}
    assert [item["id"] for item in api.get(WEBHOOKS + query).json()["items"]] == [made["id"]]


def test_scope_and_role_are_asked_for(call, alice, otto):
    reader = call(alice, scopes=("partnerhub:webhooks_read",))

    assert reader.get(WEBHOOKS).status_code == 200
    assert reader.post(WEBHOOKS, ORDERS, format="json").status_code == 401
    assert call(otto).post(WEBHOOKS, ORDERS, format="json").status_code == 403


def test_a_partner_has_100_at_most(api, alice, northwind, monkeypatch):
    monkeypatch.setattr(endpoints, "MOST", 1)

    codes = [api.post(WEBHOOKS, ORDERS, format="json").status_code for _webhook in range(2)]

    assert codes == [200, 409]


def test_the_log_shows_what_was_sent_and_answered_and_sends_it_again(api, make_hook, receiver, customer_in):
    hook = make_hook(at=now(), event="created")
    own = f"{WEBHOOKS}/{ids.encode('WEBHOOK', hook.pk)}"
    receiver.answers.append((500, {}, b"no"))
    tested = api.post(f"{own}/test")
    delivery.deliver_waiting(at=now())

    (shown,) = api.get(f"{own}/deliveries", {"state": "failed"}).json()["items"]
    resent = api.post(f"{own}/deliveries/{shown['id']}/resend").json()
    delivery.deliver_waiting(at=now())

    assert (tested.status_code, shown["id"]) == (202, tested.json()["id"])
    assert (shown["statusCode"], shown["response"], shown["error"]) == (500, "no", "status")
    assert shown["body"].encode() == receiver.received[0].body
    assert resent["messageId"] == shown["messageId"]
    assert [item["state"] for item in api.get(f"{own}/deliveries").json()["items"]] == ["delivered", "failed"]
    assert customer_in(CustomerStatus.PROVISIONING)

"""B3: partners are told: in the transaction of the change, signed, in order, at least once."""

import hmac
import json

import pytest
from django.core.management import call_command
from django.db import transaction
from standardwebhooks import Webhook as StandardWebhook

from compliance import review
from customers import billing_reports, lifecycle, meeting_sites, subscribers
from customers.enums import CustomerStatus
from customers.models import Announcement
from customers.subscriber_rules import Wish
from customers.webhooks import backoff, claims, delivery, endpoints, fan_out, outcomes, posting, trials
from customers.webhooks.posting import Outcome
from customers.webhooks.signing import standard_key
from partnerhub.api import ids
from partnerhub.clock import now
from tests.conftest import HOURS, T0
from tests.customers.webhooks.conftest import SECRET
from tests.factories import approve, open_case_of, set_up

pytestmark = pytest.mark.django_db
S = CustomerStatus


def told(receiver):
    """What the endpoint was told, in the order of arrival."""
    return [json.loads(request.body) for request in receiver.received]


def events(receiver):
    return [(message["event"], message["data"]["status"]) for message in told(receiver)]


def test_a_reviewed_customer_is_told_of_from_order_to_service(hook, receiver, customer_in, rita, sam):
    customer = customer_in(S.PENDING_RPL_REVIEW)
    approve(open_case_of(customer), by=rita, second=sam, at=T0 + HOURS)
    set_up(customer, at=T0 + HOURS)

    delivery.deliver_waiting(at=T0 + HOURS)

    first, approved = told(receiver)[0], told(receiver)[1]
    assert events(receiver) == [
        ("created", "pending_rpl_review"),
        ("statusChanged", "provisioning"),
        ("updated", "provisioning"),
        ("statusChanged", "provisioned"),
    ]
    assert first["data"]["rpl"] == {"state": "under_review", "dueAt": "2026-03-05T09:00:00.000+00:00"}
    assert approved["data"]["previousStatus"] == "pending_rpl_review"
    assert approved["actorId"] == ids.encode("PEOPLE", "00000000-0000-0000-0000-000000000000")
    for word in ("Kestrel", "Gazette", "score", "Rita", "match"):
        assert word not in receiver.received[1].body.decode().replace(customer.name, "")


def test_a_question_of_the_rpl_team_is_told_without_its_words_or_what_was_found(
    hook, receiver, customer_in, rita, alice
):
    customer = customer_in(S.PENDING_RPL_REVIEW)
    case = review.claim(open_case_of(customer), by=rita, at=T0)
    review.ask(case, "Which street do you trade from?", by=rita, at=T0)
    review.answer_question(case, "From Harbour Street.", by=alice, at=T0 + HOURS)

    delivery.deliver_waiting(at=T0 + HOURS)

    asked, answered = told(receiver)[1:]
    assert [(one["event"], one["data"]["changed"]) for one in (asked, answered)] == [("updated", ["rpl"])] * 2
    assert asked["data"]["rpl"] == {
        "state": "information_requested",
        "dueAt": "2026-03-05T09:00:00.000+00:00",
    }
    assert answered["data"]["rpl"]["state"] == "under_review"
    assert asked["actorId"] == ids.encode("PEOPLE", "00000000-0000-0000-0000-000000000000")
    for word in ("street", "score", "match", "DEMO", "Rita", case.matches.get().evidence.entry["citation"]):
        assert word not in receiver.received[1].body.decode()


def test_a_message_has_the_contracts_fields(make_hook, receiver, customer_in, northwind, alice):
    hook = make_hook(event="created")
    customer = customer_in(S.PROVISIONING)

    delivery.deliver_waiting(at=T0)

    (message,) = told(receiver)
    data = message.pop("data")
    assert message == {
        "id": ids.encode("WEBHOOK", hook.pk),
        "name": "Orders",
        "resource": "wholesaleCustomers",
        "event": "created",
        "orgId": ids.encode("ORGANIZATION", northwind.org_id),
        "createdBy": ids.encode("PEOPLE", alice.pk),
        "appId": ids.encode("APPLICATION", "partnerhub"),
        "ownedBy": "creator",
        "status": "active",
        "actorId": ids.encode("PEOPLE", alice.pk),
    }
    assert data == {
        "id": ids.encode("ENTERPRISE", customer.pk),
        "externalId": customer.external_id,
        "name": "Contoso Bakery",
        "status": "provisioning",
        "errors": [],
        "created": "2026-03-02T09:00:00.000+00:00",
        "lastStatusChange": "2026-03-02T09:00:00.000+00:00",
    }


def test_each_of_the_three_signatures_holds(hook, receiver):
    trials.send_test(hook, by=hook.created_by, at=now())

    delivery.deliver_waiting(at=now())

    (request,) = receiver.received
    digest = {name: hmac.new(SECRET.encode(), request.body, name).hexdigest() for name in ("sha1", "sha256")}
    assert request.path == "/hooks?for=northwind"
    assert request.headers["X-Spark-Signature"] == digest["sha1"]
    assert request.headers["X-Webex-Signature"] == digest["sha256"]
    assert StandardWebhook(standard_key(SECRET)).verify(request.body, request.headers)["event"] == "test"


def test_while_a_secret_is_exchanged_both_sign(hook, receiver):
    new = endpoints.rotate(hook, by=hook.created_by, at=now())
    trials.send_test(hook, by=hook.created_by, at=now())
    delivery.deliver_waiting(at=now())
    trials.send_test(hook, by=hook.created_by, at=now())
    delivery.deliver_waiting(at=now() + endpoints.OVERLAP)

    during, after = receiver.received
    for key in (new, standard_key(SECRET)):
        StandardWebhook(key).verify(during.body, during.headers)
    assert during.headers["X-Spark-Signature"] == hmac.new(new.encode(), during.body, "sha1").hexdigest()
    assert len(after.headers["webhook-signature"].split()) == 1


def test_without_a_secret_nothing_is_signed(make_hook, receiver):
    hook = make_hook(secret="")
    trials.send_test(hook, by=hook.created_by, at=T0)

    delivery.deliver_waiting(at=T0)

    names = {name.lower() for name in receiver.received[0].headers}
    assert {"webhook-id", "webhook-timestamp"} <= names
    assert not {"x-spark-signature", "x-webex-signature", "webhook-signature"} & names


def test_a_change_that_is_rolled_back_is_not_announced(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    before = Announcement.objects.count()

    with transaction.atomic():
        lifecycle.begin_setup(customer, by=alice, at=T0)
        transaction.set_rollback(True)

    assert Announcement.objects.count() == before


def test_nobody_is_told_of_other_partners_customers(make_hook, receiver, customer_in, fabrikam, bob):
    make_hook(partner=fabrikam, by=bob)
    customer_in(S.PROVISIONED)

    assert delivery.deliver_waiting(at=T0) == 0


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ({"event": "statusChanged"}, ["statusChanged"]),
        ({"event": "created"}, ["created"]),
        ({"wanted_filter": "status=provisioned"}, ["statusChanged"]),
        ({"event": "statusChanged", "wanted_filter": "status=pending_rpl_review"}, []),
        ({"wanted_filter": "externalId=mine&status=provisioning"}, ["created", "updated"]),
        ({"resource": "wholesaleSubscribers"}, []),
    ],
    ids=str,
)
def test_a_webhook_is_told_what_it_asked_for(make_hook, customer_in, asked, kinds):
    hook = make_hook(**asked)
    customer_in(S.PROVISIONED, external_id="mine")

    fan_out.fan_out(at=T0)

    assert list(hook.deliveries.order_by("announcement").values_list("event", flat=True)) == kinds


def test_subscribers_and_reports_are_told_of_too(make_hook, receiver, customer_in, alice, northwind):
    make_hook(resource="wholesaleSubscribers")
    make_hook(resource="wholesaleBillingReports")
    customer = customer_in(S.PROVISIONED)
    wish = Wish(email="dana@example.com", packages=("webex_meetings",), first_name="Dana", last_name="Levi")
    dana = subscribers.add(customer, wish, by=alice, at=T0)
    set_up(customer)
    subscribers.remove(dana, by=alice, at=T0)
    day = T0.date().replace(month=2)
    report = billing_reports.create(partner=northwind, start=day, end=day, by=alice, at=T0)
    billing_reports.delete(report, by=alice, at=T0)

    delivery.deliver_waiting(at=T0)

    by_resource = {"wholesaleSubscribers": [], "wholesaleBillingReports": []}
    for message in told(receiver):
        by_resource[message["resource"]].append((message["event"], message["data"]))
    people = by_resource["wholesaleSubscribers"]
    assert [event for event, _data in people] == ["created", "updated", "deleted"]
    assert people[0][1]["email"] == "dana@example.com"
    assert people[1][1]["changed"] == ["personId"]
    assert [event for event, _data in by_resource["wholesaleBillingReports"]] == ["created", "deleted"]


def test_m20_resolved_call_in_numbers_are_told(hook, receiver, customer_in, alice):
    site = customer_in(S.PROVISIONED).meeting_site
    meeting_sites.override(site, [meeting_sites.choices(site).last()], by=alice, at=T0)

    delivery.deliver_waiting(at=T0)

    numbers = [message["data"] for message in told(receiver) if "callInNumbers" in message["data"]]
    assert [(data["changed"], data["callInReason"]) for data in numbers] == [
        (["callInNumbers"], "location_default"),
        (["callInNumbers"], "override"),
    ]
    assert numbers[0]["callInNumbers"][0]["callInNumber"] == "+442079460958"


def test_a_later_event_of_a_customer_waits_for_the_earlier_but_not_other_customers(
    hook, receiver, northwind, alice, customer_in
):
    first, second = (
        customer_in(S.PROVISIONING, external_id="first"),
        customer_in(S.PROVISIONING, external_id="second"),
    )
    lifecycle.move(first, S.ERROR, by=alice, at=T0, errors=[])
    refused = iter([True])

    def post(url, body, headers):
        message = json.loads(body)["data"]
        if message["externalId"] == "first" and next(refused, False):
            return Outcome(500, error="status")
        seen.append((message["externalId"], message["status"]))
        return Outcome(200)

    seen = []
    delivery.deliver_waiting(at=T0, post=post)
    assert seen == [("second", "provisioning")]

    delivery.deliver_waiting(at=T0 + HOURS, post=post)
    assert seen == [("second", "provisioning"), ("first", "provisioning"), ("first", "error")]
    assert second.status == S.PROVISIONING


def test_a_worker_that_vanishes_between_post_and_record_sends_again(hook, receiver, customer_in):
    customer_in(S.PROVISIONING)

    def post_and_vanish(url, body, headers):
        posting.post(url, body, headers)
        raise SystemExit

    with pytest.raises(SystemExit):
        delivery.deliver_waiting(at=T0, post=post_and_vanish)
    early = delivery.deliver_waiting(at=T0)
    later = delivery.deliver_waiting(at=T0 + backoff.LEASE)

    first, again = receiver.received
    assert (early, later) == (0, 1)
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
    assert hook.deliveries.get().state == "delivered"


def test_whoever_lost_a_delivery_writes_nothing(hook, receiver, customer_in):
    customer_in(S.PROVISIONING)
    fan_out.fan_out(at=T0)
    (lost,) = claims.claim_some(at=T0)
    delivery.deliver_waiting(at=T0 + backoff.LEASE)

    assert not outcomes.record(lost, Outcome(500, error="status"), at=T0 + backoff.LEASE)
    assert hook.deliveries.get().state == "delivered"


def test_a_second_sweep_hands_over_and_sends_nothing_twice(hook, receiver, customer_in):
    customer_in(S.PROVISIONING)

    tries = [delivery.deliver_waiting(at=T0) for _sweep in range(2)]

    assert (tries, len(receiver.received)) == ([1, 0], 1)


def test_the_command_sends_what_is_due(hook, receiver, customer_in, capsys):
    customer_in(S.PROVISIONING)

    call_command("deliver_webhooks")

    assert (capsys.readouterr().out, events(receiver)) == ("1 tries\n", [("created", "provisioning")])


def test_the_log_is_forgotten_after_30_days(hook, receiver, customer_in):
    customer_in(S.PROVISIONING)
    endpoints.rotate(hook, by=hook.created_by, at=T0)
    delivery.deliver_waiting(at=T0)

    kept = delivery.forget_old(at=T0 + delivery.KEPT)
    gone = delivery.forget_old(at=T0 + delivery.KEPT + HOURS)

    hook.refresh_from_db()
    assert (kept, gone) == (0, 1)
    assert not Announcement.objects.exists()
    assert (hook.previous_secret, hook.previous_secret_until) == ("", None)


def test_a_webhook_for_which_much_waits_leaves_room_for_others(make_hook, receiver, customer_in):
    busy = make_hook()
    for _customer in range(claims.PER_WEBHOOK + 1):
        customer_in(S.PROVISIONING)
    quiet = make_hook(wanted_filter="externalId=quiet")
    customer_in(S.PROVISIONING, external_id="quiet")
    fan_out.fan_out(at=T0)

    claimed = [claim.delivery.webhook_id for claim in claims.claim_some(at=T0)]

    assert (claimed.count(busy.pk), claimed.count(quiet.pk)) == (claims.PER_WEBHOOK, 1)

"""Our own paths beside the contract's: templates, set-up, telephony, timeline, the partner's side of a review."""

import pytest

from compliance import review
from customers.models import MeetingSite
from partnerhub.api import ids
from partnerhub.clock import now
from tests.customers.api.conftest import CUSTOMERS, LISTED_NAME, customer_of, refuse

pytestmark = pytest.mark.django_db


def test_m16_the_setup_tool_shows_what_is_done_and_repeats_nothing(call, alice, provisioned):
    path = f"{CUSTOMERS}/{provisioned()}/setup"
    api = call(alice)

    shown, run = api.get(path), api.post(path)

    assert shown.json()["complete"] is True
    assert {item["state"] for item in shown.json()["items"]} == {"done"}
    assert (run.status_code, run.json()["started"]) == (200, False)


def test_m20_telephony_shows_the_numbers_their_reason_and_an_override(call, alice, provisioned):
    customer_id = provisioned()
    api, path = call(alice), f"{CUSTOMERS}/{customer_id}/telephony"
    shown = api.get(path).json()
    site = MeetingSite.objects.get()
    other = site.domain.numbers.exclude(e164=shown["callInNumbers"][0]["callInNumber"]).first().e164

    overridden = api.post(f"{path}/override", {"numbers": [other]}, format="json").json()
    reapplied = api.post(f"{path}/reapply").json()
    cleared = api.delete(f"{path}/override").json()
    refused = api.post(f"{path}/override", {"numbers": ["+123"]}, format="json")

    assert (shown["overridden"], shown["reason"], shown["site"]["location"]) == (
        False,
        "location_default",
        "EMEA",
    )
    assert shown["ruleNow"]["trace"]
    assert [n["callInNumber"] for n in overridden["callInNumbers"]] == [other]
    assert overridden["reason"] == overridden["callInNumbers"][0]["reason"] == "override"
    assert reapplied["callInNumbers"] == overridden["callInNumbers"]
    assert cleared["callInNumbers"] == shown["callInNumbers"]
    assert refused.json()["errors"][0]["fieldName"] == "numbers[0]"


def test_the_timeline_tells_who_did_what_and_nothing_of_matches(call, alice, post):
    customer_id = post(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@g.example"})

    found = call(alice).get(f"{CUSTOMERS}/{customer_id}/timeline")

    assert "customer.created" in {event["action"] for event in found.json()["items"]}
    assert "Alice" in {event["actor"]["name"] for event in found.json()["items"]}
    for word in ("DEMO-WATCH", "score", "match", "Gazette"):
        assert word not in found.content.decode()


def test_the_timeline_names_nobody_of_the_rpl_team(call, alice, rita, post):
    customer_id = post(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@g.example"})
    refuse(customer_id, by=rita)

    found = call(alice).get(f"{CUSTOMERS}/{customer_id}/timeline")

    assert {event["actor"]["name"] for event in found.json()["items"]} >= {"Alice", "RPL team"}
    assert "Rita" not in found.text


def test_a_question_of_the_rpl_team_is_answered(call, alice, rita, post):
    customer_id = post(customerInfo={"name": LISTED_NAME, "primaryEmail": "it@g.example"})
    case = customer_of(customer_id).subject.cases.open().get()
    review.claim(case, by=rita, at=now())
    review.ask(case, "Who owns the bakery?", by=rita, at=now())
    api = call(alice)

    asked = api.get(f"{CUSTOMERS}/{customer_id}").json()["rpl"]
    answered = api.post(f"{CUSTOMERS}/{customer_id}/rpl/answer", {"answer": "Dana Levi."}, format="json")
    again = api.post(f"{CUSTOMERS}/{customer_id}/rpl/answer", {"answer": "Dana Levi."}, format="json")

    assert (asked["state"], asked["question"]) == ("information_requested", "Who owns the bakery?")
    assert (answered.status_code, again.status_code) == (202, 409)
    assert api.get(f"{CUSTOMERS}/{customer_id}").json()["rpl"]["state"] == "under_review"


def test_m4_templates_are_made_listed_changed_and_retired(call, alice, bob, template):
    api, path = call(alice), "/v1/templates"

    made = api.post(path, {"name": "Hotels", "country": "IL", "suppressesInvites": True}, format="json")
    own = f"{path}/{made.json()['provisioningId']}"
    changed = api.put(own, {"name": "Inns"}, format="json")

    assert made.status_code == 201
    assert (changed.json()["name"], changed.json()["country"]) == ("Inns", "IL")
    assert [item["name"] for item in api.get(path).json()["items"]] == ["Inns", "Standard"]
    assert api.post(path, {"name": "Inns"}, format="json").status_code == 409
    assert api.post(path, {"name": 7}, format="json").json()["errors"][0]["fieldName"] == "name"
    assert call(bob).get(path).json() == {"items": []}
    assert [call(bob).get(own).status_code, call(bob).put(own, {"name": "x"}, format="json").status_code] == [
        404,
        404,
    ]
    assert api.delete(own).status_code == 204
    assert api.get(own).status_code == 404


def test_no_path_of_a_customer_is_found_by_another_partner(call, bob, provisioned):
    customer_id = provisioned()
    api, path = call(bob), f"{CUSTOMERS}/{customer_id}"

    answers = {
        "timeline": api.get(f"{path}/timeline"),
        "setup": api.get(f"{path}/setup"),
        "setup run": api.post(f"{path}/setup"),
        "telephony": api.get(f"{path}/telephony"),
        "reapply": api.post(f"{path}/telephony/reapply"),
        "override": api.post(f"{path}/telephony/override", {"numbers": ["+442079460958"]}, format="json"),
        "follow rule": api.delete(f"{path}/telephony/override"),
        "resubmit": api.post(f"{path}/resubmit", {}, format="json"),
        "answer": api.post(f"{path}/rpl/answer", {"answer": "x"}, format="json"),
        "rename": api.patch(
            f"/v1/identity/organizations/{customer_of(customer_id).org_id}",
            {"displayName": "x"},
            format="json",
        ),
    }

    assert {name: response.status_code for name, response in answers.items()} == dict.fromkeys(answers, 404)


def test_an_id_of_another_kind_is_not_a_template(call, alice, template):
    assert call(alice).get(f"/v1/templates/{ids.encode('ENTERPRISE', template.pk)}").status_code == 404

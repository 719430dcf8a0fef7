"""/v1/rpl/cases (wholesale-api.md section 6, Own paths)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import review
from compliance.api.reading import id_of
from compliance.enums import CaseState, Disposition
from compliance.models import ReviewCase
from partnerhub.audit import trail
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    NOTE,
    listed,
    make_case,
    make_subject,
    ready_to_approve,
    reason_to_approve,
    reason_to_refuse,
    state_of,
)
from tests.conftest import HOURS, T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "today")]


def path_of(case, act=""):
    return f"/v1/rpl/cases/{id_of(case.pk)}" + (f"/{act}" if act else "")


def body_of(case, **fields):
    return {"version": ReviewCase.objects.get(pk=case.pk).version, **fields}


def approval(case):
    return body_of(case, reason=reason_to_approve(), note=NOTE)


def make_cases(count, start=0):
    return [
        make_case(listed(), subject=make_subject(f"Customer {n}"), at=T0 + n * MINUTES)
        for n in range(start, start + count)
    ]


@pytest.mark.parametrize("person", ["rita", "lena", "otto", "olga"])
def test_staff_list_cases(call, request, person):
    case = make_case()

    response = call(request.getfixturevalue(person)).get("/v1/rpl/cases")

    assert response.status_code == 200
    assert [item["id"] for item in response.json()["items"]] == [id_of(case.pk)]


@pytest.mark.parametrize("act", ["", "claim", "dispositions", "approve", "refuse", "sendBack"])
def test_partners_find_nothing(call, alice, act):
    case = make_case()
    client = call(alice)

    answers = [client.get("/v1/rpl/cases"), client.get(path_of(case)), client.get("/v1/rpl/lists")]
    answers += [client.post(path_of(case, act), {}, format="json")] if act else []

    assert {response.status_code for response in answers} == {404}


@pytest.mark.parametrize("person", ["otto", "olga"])
def test_auditors_and_operators_only_read(call, request, person):
    case = make_case()

    response = call(request.getfixturevalue(person)).post(
        path_of(case, "claim"), body_of(case), format="json"
    )

    assert response.status_code == 403
    assert state_of(case) == CaseState.NEW


def test_a_missing_scope_is_named(call, rita):
    case = make_case()
    client = call(rita, scopes=("partnerhub:cases_read",))

    response = client.post(path_of(case, "claim"), body_of(case), format="json")

    assert response.status_code == 401
    assert "partnerhub:cases_write" in response.json()["message"]


def test_one_case_has_everything(call, rita):
    case = make_case(listed(DENIED))

    document = call(rita).get(path_of(case)).json()

    match = document["matches"][0]
    assert (match["source"], match["entry"]["citation"]) == ("DEMO-DENIED", "Gazette 1")
    assert match["explanation"]["listed_name"] == DENIED["name"]
    assert document["screening"]["lists"][0]["list"] == "demo"
    assert "claim" in document["allowed"]
    assert document["refusals"]["approve"]["errorCode"] == 91055


def test_of_two_claims_one_wins_and_one_is_told(call, rita, sam):
    case = make_case()
    seen = body_of(case)

    first = call(rita).post(path_of(case, "claim"), seen, format="json")
    second = call(sam).post(path_of(case, "claim"), seen, format="json")

    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json()["assignee"] == "Rita"
    assert second.json()["case"] == {
        "id": id_of(case.pk),
        "state": "in_review",
        "version": seen["version"] + 1,
        "assignee": "Rita",
    }
    assert second.json()["trackingId"]


def test_four_eyes_over_the_api(call, rita, sam, announced):
    case = make_case(listed(DENIED))
    client = call(rita)
    client.post(path_of(case, "claim"), body_of(case), format="json")
    judged = [{"id": match.pk, "disposition": "false_positive"} for match in case.matches.all()]
    client.post(path_of(case, "dispositions"), body_of(case, matches=judged), format="json")

    proposed = client.post(path_of(case, "approve"), approval(case), format="json")
    own = client.post(path_of(case, "confirm"), body_of(case), format="json")
    confirmed = call(sam).post(path_of(case, "confirm"), body_of(case), format="json")

    assert proposed.json()["state"] == "pending_second_approval"
    assert own.status_code == 403
    assert confirmed.json()["state"] == "approved"
    assert announced.verdicts == ["approved"]


def test_a_case_is_sent_back_and_refused(call, rita, sam):
    case = make_case(listed(DENIED), approved_by=rita)

    back = call(sam).post(
        path_of(case, "sendBack"), body_of(case, reason="look at the street again"), format="json"
    )
    match = case.matches.get()
    call(rita).post(
        path_of(case, "dispositions"),
        body_of(case, matches=[{"id": match.pk, "disposition": "true_match"}]),
        format="json",
    )
    refused = call(rita).post(
        path_of(case, "refuse"), body_of(case, reason=reason_to_refuse(), note=NOTE), format="json"
    )

    assert back.json()["state"] == "in_review"
    assert refused.json()["state"] == "refused"


def test_note_question_and_escalation(call, rita, lena):
    case = make_case(claimed_by=rita)
    client = call(rita)

    noted = client.post(path_of(case, "notes"), {"text": "seen before"}, format="json")
    escalated = client.post(path_of(case, "escalate"), body_of(case, reason="too close"), format="json")
    asked = call(lena).post(path_of(case, "ask"), body_of(case, question="Who owns it?"), format="json")

    assert (noted.status_code, escalated.json()["state"]) == (200, "escalated")
    assert asked.json()["state"] == "awaiting_information"
    document = client.get(path_of(case)).json()
    assert (document["notes"][0]["text"], document["questions"][0]["question"]) == (
        "seen before",
        "Who owns it?",
    )


def test_leads_assign_by_e_mail(call, lena, rita, sam):
    case = make_case()

    denied = call(rita).post(path_of(case, "assign"), body_of(case, assignee=sam.email), format="json")
    unknown = call(lena).post(
        path_of(case, "assign"), body_of(case, assignee="who@example.com"), format="json"
    )
    done = call(lena).post(path_of(case, "assign"), body_of(case, assignee=sam.email), format="json")

    assert (denied.status_code, unknown.status_code, done.json()["assignee"]) == (403, 400, "Sam")


def test_claim_next(call, rita):
    make_cases(2)

    first = call(rita).post("/v1/rpl/cases/claimNext", {}, format="json").json()
    call(rita).post("/v1/rpl/cases/claimNext", {}, format="json")
    none = call(rita).post("/v1/rpl/cases/claimNext", {}, format="json")

    assert first["subject"] == "Customer 0"
    assert none.status_code == 404


def test_m15_approving_after_72_hours_is_a_conflict(call, rita, one_person):
    case = ready_to_approve(by=rita)
    client, body = call(rita), approval(case)

    with time_machine.travel(T0 + 72 * HOURS, tick=False):
        response = client.post(path_of(case, "approve"), body, format="json")

    assert response.status_code == 409
    assert response.json()["case"]["state"] == "expired"


def test_a_stale_version_is_a_conflict_that_says_who(call, rita):
    case = make_case(claimed_by=rita)
    seen = body_of(case, reason="too close")
    review.add_note(case, "something new", by=rita, at=T0)

    response = call(rita).post(path_of(case, "escalate"), seen, format="json")

    assert response.status_code == 409
    assert "Rita: case.note_added" in response.json()["message"]


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("claim", {}, "version"),
        ("claim", {"version": "1"}, "version"),
        ("approve", {"version": 1, "note": NOTE}, "reason"),
        ("dispositions", {"version": 1, "matches": [{"id": 1}]}, "matches[0].disposition"),
        ("dispositions", {"version": 1, "matches": []}, "matches"),
        ("dispositions", {"version": 1, "matches": "all"}, "matches"),
        ("notes", {"text": 5}, "text"),
    ],
)
def test_bad_bodies_name_the_field(call, rita, act, body, field):
    case = make_case(claimed_by=rita)

    response = call(rita).post(path_of(case, act), body, format="json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["fieldName"] == field


def test_an_unknown_disposition_is_refused(call, rita):
    case = make_case(claimed_by=rita)
    match = case.matches.get()

    response = call(rita).post(
        path_of(case, "dispositions"),
        body_of(case, matches=[{"id": match.pk, "disposition": "maybe"}]),
        format="json",
    )

    assert response.status_code == 400
    assert case.matches.get().disposition == Disposition.UNDECIDED


@pytest.mark.parametrize("case_id", ["x", "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMTIz", "%00"])
def test_unknown_ids_are_404(call, rita, case_id):
    assert call(rita).get(f"/v1/rpl/cases/{case_id}").status_code == 404


def test_lists_are_narrowed_and_paged(call, rita):
    cases = make_cases(5)
    review.claim(cases[4], by=rita, at=T0 + 4 * MINUTES)
    client = call(rita)

    first = client.get("/v1/rpl/cases", {"max": "2", "tab": "unclaimed"})
    url = first["Link"].split(";")[0].strip("<>")
    second = client.get(url)
    mine = client.get("/v1/rpl/cases", {"state": "in_review"}).json()

    assert [item["subject"] for item in first.json()["items"]] == ["Customer 0", "Customer 1"]
    assert [item["subject"] for item in second.json()["items"]] == ["Customer 2", "Customer 3"]
    assert [item["subject"] for item in mine["items"]] == ["Customer 4"]


@pytest.mark.parametrize(
    "params", [{"state": "open"}, {"tab": "x"}, {"trigger": "x"}, {"cursor": "x"}, {"max": "0"}]
)
def test_unknown_filters_are_refused(call, rita, params):
    assert call(rita).get("/v1/rpl/cases", params).status_code == 400


def test_the_number_of_queries_does_not_grow(call, rita):
    make_cases(5)
    client = call(rita)
    client.get("/v1/rpl/cases")

    with CaptureQueriesContext(connection) as few:
        client.get("/v1/rpl/cases")
    make_cases(20, start=5)
    with CaptureQueriesContext(connection) as many:
        response = client.get("/v1/rpl/cases")

    assert len(response.json()["items"]) == 25
    assert len(many) == len(few)


def test_the_history_names_the_client(call, rita):
    case = make_case()

    call(rita).post(path_of(case, "claim"), body_of(case), format="json")

    event = trail.history_of(case).first()
    assert (event.action, event.client, event.actor_label) == ("case.claimed", "tests", "Rita")


def test_lists_and_versions(call, rita):
    lists = call(rita).get("/v1/rpl/lists").json()
    versions = call(rita).get("/v1/rpl/lists/demo/versions").json()

    demo = next(item for item in lists["items"] if item["slug"] == "demo")
    assert (lists["mayAnswer"], demo["health"], demo["inForce"]["parties"]) == (True, "ok", 3)
    assert [version["number"] for version in versions["items"]] == [1]
    assert call(rita).get("/v1/rpl/lists/none/versions").status_code == 404

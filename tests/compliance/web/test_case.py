"""The case page: who works on it, who may see it, what was said (review-queue.md, Case and The desk)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import review
from compliance.enums import CaseState
from partnerhub.audit import trail
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    PERSON,
    WATCHED,
    listed,
    make_case,
    make_subject,
    publish_list,
    state_of,
)
from tests.compliance.web.case_forms import approval, form_of, judged, page_of, text_of
from tests.conftest import T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "today")]


def test_auditors_and_operators_read_and_find_no_forms(browse, otto, olga):
    case = make_case()

    for person in (otto, olga):
        response = browse(person).get(page_of(case))
        assert response.status_code == 200
        assert response.context["panels"].deciding == []
        assert "/claim/" not in text_of(response)


@pytest.mark.parametrize(
    "verb", ["claim", "release", "dispositions", "note", "escalate", "ask", "approve", "refuse"]
)
def test_auditors_and_operators_do_nothing(browse, otto, olga, verb):
    case = make_case()

    assert browse(otto).post(page_of(case, verb), form_of(case)).status_code == 403
    assert browse(olga).post(page_of(case, verb), form_of(case)).status_code == 403
    assert state_of(case) == CaseState.NEW


def test_of_two_who_claim_one_is_told(browse, rita, sam):
    case = make_case()
    seen = form_of(case)

    first = browse(rita).post(page_of(case, "claim"), seen)
    second = browse(sam).post(page_of(case, "claim"), seen)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Rita" in text_of(second)


def test_a_claim_that_is_taken_says_why(browse, rita, sam):
    case = make_case(claimed_by=rita)

    response = browse(sam).post(page_of(case, "claim"), form_of(case))

    assert response.status_code == 409
    assert "Somebody else is working on this case." in text_of(response)


def test_a_lead_assigns(browse, lena, sam, rita):
    case = make_case()

    denied = browse(rita).post(page_of(case, "assign"), form_of(case, assignee=sam.pk))
    browse(lena).post(page_of(case, "assign"), form_of(case, assignee=sam.pk))

    case.refresh_from_db()
    assert denied.status_code == 403
    assert case.assignee == sam


def test_question_and_answer(browse, rita, alice):
    case = make_case(claimed_by=rita)

    browse(rita).post(page_of(case, "ask"), form_of(case, question="Who owns the company?"))
    review.answer_question(case, "Two sisters.", by=alice, at=T0 + MINUTES)
    response = browse(rita).get(page_of(case))

    assert "Who owns the company?" in text_of(response)
    assert "Two sisters." in text_of(response)
    assert state_of(case) == CaseState.IN_REVIEW


def test_release_leads_back_to_the_queue(browse, rita):
    case = make_case(claimed_by=rita)

    response = browse(rita).post(page_of(case, "release"), form_of(case))

    assert response["Location"] == "/rpl/"
    assert state_of(case) == CaseState.NEW


def test_escalated_cases_go_to_leads(browse, rita, lena):
    case = make_case(claimed_by=rita)

    browse(rita).post(page_of(case, "escalate"), form_of(case, reason="too close to call"))

    assert state_of(case) == CaseState.ESCALATED
    assert "approve" in [panel.verb for panel in browse(lena).get(page_of(case)).context["panels"].deciding]
    assert browse(rita).get(page_of(case)).context["panels"].deciding == []


def test_a_note_is_shown_with_its_author(browse, rita):
    case = make_case()

    browse(rita).post(page_of(case, "note"), form_of(case, text="<b>seen</b>"))

    text = text_of(browse(rita).get(page_of(case)))
    assert "&lt;b&gt;seen&lt;/b&gt;" in text


def test_r2_searching_again_joins_the_case(browse, rita):
    case = make_case()
    runs = case.screenings.count()

    browse(rita).post(page_of(case, "search-again"))

    assert case.screenings.count() == runs + 1


def test_every_step_is_in_the_history(browse, rita, one_person):
    case = make_case()
    browser = browse(rita)
    browser.post(page_of(case, "claim"), form_of(case))
    browser.post(page_of(case, "dispositions"), judged(case, "false_positive"))
    browser.post(page_of(case, "approve"), approval(case))

    told = [event.action for event in trail.history_of(case)]

    assert told[:3] == ["case.approved", "case.disposition_set", "case.claimed"]


def test_nothing_about_a_case_is_told_by_get(browse, rita):
    case = make_case()

    response = browse(rita).get(page_of(case, "claim"))

    assert response["Location"] == page_of(case)
    assert state_of(case) == CaseState.NEW


def test_the_number_of_queries_does_not_grow_with_the_matches(browse, rita):
    one = make_case(claimed_by=rita)
    twin = {"name": "Glimmerstone Minerals Company", "id": "T-9"}
    publish_list(DENIED, WATCHED, PERSON, WATCHED | twin, at=T0)
    many = make_case(listed(administrator=PERSON["name"]), subject=make_subject("Many"), claimed_by=rita)
    browser = browse(rita)
    browser.get(page_of(one))

    with CaptureQueriesContext(connection) as few:
        browser.get(page_of(one))
    with CaptureQueriesContext(connection) as more:
        browser.get(page_of(many))

    assert many.matches.count() == 3
    assert len(more) == len(few)

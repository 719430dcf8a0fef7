"""Decisions made on the case page (review-queue.md, The desk)."""

import pytest
import time_machine

from compliance import review
from compliance.enums import CaseState, Disposition
from compliance.models import CaseMatch, Clearance, ReviewCase
from tests.compliance.factories import (
    DENIED,
    NOTE,
    PERSON,
    decide_all,
    listed,
    make_case,
    make_subject,
    ready_to_approve,
    reason_to_refuse,
    state_of,
)
from tests.compliance.web.case_forms import approval, form_of, judged, page_of, text_of
from tests.conftest import HOURS, T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "today")]


def test_one_person_walks_a_case_to_its_approval(browse, rita, one_person, announced):
    case = make_case()
    browser = browse(rita)

    browser.post(page_of(case, "claim"), form_of(case))
    browser.post(page_of(case, "dispositions"), judged(case, "false_positive"))
    response = browser.post(page_of(case, "approve"), approval(case), follow=True)

    assert state_of(case) == CaseState.APPROVED
    assert Clearance.objects.filter(case=case).exists()
    assert announced.verdicts == ["approved"]
    assert "Approved by Rita" in text_of(response)


def test_four_eyes_through_the_page(browse, rita, sam):
    case = ready_to_approve(listed(DENIED), by=rita)

    browse(rita).post(page_of(case, "approve"), approval(case))
    own = browse(rita).post(page_of(case, "confirm"), form_of(case))
    confirmed = browse(sam).post(page_of(case, "confirm"), form_of(case), follow=True)

    assert own.status_code == 403
    assert "Approved by Rita, confirmed by Sam" in text_of(confirmed)
    assert "The second approval must come from somebody else." in text_of(own)
    assert state_of(case) == CaseState.APPROVED


def test_an_approval_is_sent_back(browse, rita, sam):
    case = make_case(listed(DENIED), approved_by=rita)

    short = browse(sam).post(page_of(case, "send-back"), form_of(case, reason="no"))
    browse(sam).post(page_of(case, "send-back"), form_of(case, reason="look at the street again"))

    assert short.status_code == 400
    assert short.context["panels"].failed.form.errors["reason"] == ["Write a note of 10 characters or more."]
    assert state_of(case) == CaseState.IN_REVIEW


def test_a_case_is_refused(browse, rita, announced):
    case = make_case(claimed_by=rita, decided=Disposition.TRUE_MATCH)

    browse(rita).post(page_of(case, "refuse"), form_of(case, reason=reason_to_refuse(), note=NOTE))

    assert state_of(case) == CaseState.REFUSED
    assert announced.verdicts == ["refused"]


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(browse, rita):
    case = ready_to_approve(by=rita)

    response = browse(rita).post(page_of(case, "approve"), approval(case, reason="", note="short"))

    panel = response.context["panels"].failed
    assert response.status_code == 400
    assert (panel.verb, panel.is_open) == ("approve", True)
    assert "reason" in panel.form.errors
    assert "short</textarea>" in text_of(response)
    assert '<a href="#approve_reason">Reason</a>: ' in text_of(response)


def test_buttons_say_why_they_cannot_be_used(browse, rita):
    case = make_case(claimed_by=rita)

    text = text_of(browse(rita).get(page_of(case)))

    assert "The case can be approved only when every match is a false positive." in text
    assert 'action="' + page_of(case, "approve") not in text


def test_a_stale_version_says_who_changed_what(browse, rita):
    case = make_case(claimed_by=rita)
    seen = judged(case, "true_match")
    review.add_note(case, "something new", by=rita, at=T0)

    response = browse(rita).post(page_of(case, "dispositions"), seen)

    assert response.status_code == 409
    assert "Somebody else changed this case meanwhile. Rita: case.note_added" in text_of(response)
    assert CaseMatch.objects.get(case=case).disposition == Disposition.UNDECIDED
    assert response.context["matches"][0].chosen == "true_match"


def test_a_form_without_version_is_refused(browse, rita):
    case = make_case()

    assert browse(rita).post(page_of(case, "claim")).status_code == 400
    assert state_of(case) == CaseState.NEW


def test_m15_approving_after_72_hours_is_a_conflict(browse, rita, one_person, announced):
    case = ready_to_approve(by=rita)

    with time_machine.travel(T0 + 72 * HOURS, tick=False):
        response = browse(rita).post(page_of(case, "approve"), approval(case))

    assert response.status_code == 409
    assert state_of(case) == CaseState.EXPIRED
    assert announced.verdicts == ["expired"]


def test_several_matches_are_saved_at_once(browse, rita):
    case = make_case(listed(administrator=PERSON["name"]), claimed_by=rita)
    before = ReviewCase.objects.get(pk=case.pk).version

    browse(rita).post(page_of(case, "dispositions"), judged(case, "false_positive"))

    assert case.matches.count() == 2
    assert {match.disposition for match in case.matches.all()} == {Disposition.FALSE_POSITIVE}
    assert ReviewCase.objects.get(pk=case.pk).version == before + 1


def test_a_match_of_another_case_is_not_touched(browse, rita, sam):
    case, other = make_case(claimed_by=rita), make_case(subject=make_subject("Other"), claimed_by=rita)
    match = other.matches.get()

    response = browse(rita).post(
        page_of(case, "dispositions"), form_of(case, **{f"d-{match.pk}": "false_positive"})
    )

    assert response.status_code == 404
    match.refresh_from_db()
    assert match.disposition == Disposition.UNDECIDED


def test_a_settled_case_offers_the_next_one(browse, rita):
    case = make_case(refused_by=rita)

    response = browse(rita).get(page_of(case))

    assert "Claim next" in text_of(response)
    assert response.context["panels"].deciding == []


def test_decisions_after_the_fact_are_conflicts(browse, rita):
    case = make_case(claimed_by=rita, decided=Disposition.TRUE_MATCH)
    seen = form_of(case, reason=reason_to_refuse(), note=NOTE)
    decide_all(case, Disposition.INCONCLUSIVE, by=rita)
    review.refuse(case, by=rita, at=T0, reason=reason_to_refuse(), note=NOTE)

    response = browse(rita).post(page_of(case, "refuse"), seen)

    assert response.status_code == 409
    assert "This case is settled: Refused." in text_of(response)

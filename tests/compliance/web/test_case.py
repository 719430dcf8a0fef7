"""The case page, and decisions made on it (review-queue.md, Case and The desk)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import review
from compliance.enums import CaseState, Disposition, Trigger
from compliance.models import CaseMatch, Clearance, ReviewCase
from compliance.web import evidence
from partnerhub.audit import trail
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    NOTE,
    PERSON,
    WATCHED,
    clean,
    decide_all,
    listed,
    make_case,
    make_live,
    make_subject,
    publish_list,
    ready_to_approve,
    reason_to_approve,
    reason_to_refuse,
    screen_as,
    state_of,
)
from tests.conftest import HOURS, T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "today")]


def page_of(case, verb=""):
    return f"/rpl/{case.pk}/{verb}/" if verb else f"/rpl/{case.pk}/"


def form_of(case, **fields):
    """What the page's form sends: the version that was seen, and what was filled in."""
    return {"version": ReviewCase.objects.get(pk=case.pk).version, **fields}


def approval(case, **fields):
    return form_of(case, reason=reason_to_approve(), note=NOTE, days=365) | fields


def judged(case, disposition, **fields):
    return form_of(case, **{f"d-{match.pk}": disposition for match in case.matches.all()}, **fields)


def text_of(response):
    return response.content.decode()


def test_both_sides_stand_side_by_side(browse, rita):
    case = make_case(listed(DENIED))

    response = browse(rita).get(page_of(case))

    facts = {fact.label: fact.standing for fact in response.context["matches"][0].facts}
    assert facts["Name"] == "same"
    assert facts["Country"] == facts["Address"] == "differs"


def test_evidence_is_grouped(browse, rita):
    case = make_case(listed(DENIED))

    evidence = browse(rita).get(page_of(case)).context["matches"][0].evidence

    assert "“zorvax”: the same word (rare)." in evidence.speaks_for
    assert "Another country: Israel, not United Kingdom." in evidence.against
    assert "The administrator's name is not known." in evidence.missing


def test_what_would_clear_a_match_stands_apart_from_what_is_missing(browse, rita):
    case = make_case(listed(DENIED))

    response = browse(rita).get(page_of(case))

    evidence = response.context["matches"][0].evidence
    assert "A name without “zorvax”." in evidence.would_clear
    assert not set(evidence.would_clear) & set(evidence.missing)
    assert "What would clear it" in text_of(response)


def test_why_it_scored_so_is_told_in_the_readers_language_and_kept_in_the_engines(browse, rita):
    case = make_case(listed(DENIED))
    kept = case.matches.get().evidence.sentence
    browser = browse(rita)

    english = browser.get(page_of(case)).context["matches"][0]
    browser.cookies["django_language"] = "he"
    hebrew = browser.get(page_of(case)).context["matches"][0]

    assert english.sentence == kept
    assert "zorvax" in hebrew.sentence
    assert "resembles" not in hebrew.sentence
    assert hebrew.features[0] == ("מילים תואמות", english.features[0][1])
    assert case.matches.get().evidence.sentence == kept


@pytest.mark.parametrize("matched", ["name", "administrator", "address"])
def test_every_kind_of_sentence_is_told_from_its_parts(matched):
    why = {
        "matched": matched,
        "listed_name": "Zorvax Dynamics Ltd",
        "words": [
            {"customer": "zorvaks", "listed": "zorvax", "cause": "alike"},
            {"customer": "ltd", "listed": "ltd", "cause": "exact"},
        ],
        "only_customer": [{"word": "north", "weight": 0.2}],
        "only_listed": [{"word": "dynamics", "weight": 0.3}],
        "address": {"same": False, "words": ["lantern", "quay"]},
    }
    who = "administrator" if matched == "administrator" else "customer"

    told = evidence.told(why)

    assert told == (
        "The address is that of a listed party (lantern, quay); the names differ."
        if matched == "address"
        else f"The {who} resembles “Zorvax Dynamics Ltd”: zorvaks for zorvax (spelled or spoken alike); ltd."
        f" Only the {who} has: north. Only the list has: dynamics. The address is near."
    )


def test_evidence_without_parts_tells_nothing_by_itself():
    assert evidence.told({}) == ""


def test_the_entry_is_told_in_full(browse, rita):
    case = make_case(listed(DENIED))

    text = text_of(browse(rita).get(page_of(case)))

    assert "Gazette 1" in text
    assert "14 Lantern Quay, Port Aldwyn, GB" in text
    assert "stands for a list that bars all dealings" in text


def test_which_name_hit_is_told(browse, rita):
    case = make_case(clean(administrator=PERSON["name"]))

    view = browse(rita).get(page_of(case)).context["matches"][0]

    assert view.hit == "Hit on the administrator's name: “Ossip Vreelandov” (primary name)"


def test_earlier_decisions_on_the_entry_and_subject_are_shown(browse, rita):
    earlier = make_case(listed(), subject=make_subject("Another customer"), refused_by=rita)
    case = make_case(listed())

    response = browse(rita).get(page_of(case))

    assert [row.case for row in response.context["matches"][0].earlier] == [earlier]
    assert "Another customer" in text_of(response)


def test_r2_what_was_cleared_stays_visible(browse, rita, one_person):
    subject = make_live()
    approved = make_case(listed(), subject=subject, trigger=Trigger.PROFILE_CHANGE, approved_by=rita)
    both = listed(administrator=PERSON["name"])
    case = screen_as(subject, both, trigger=Trigger.PROFILE_CHANGE, at=T0 + MINUTES).case

    response = browse(rita).get(page_of(case))

    assert [found.name for found in response.context["suppressed"]] == [WATCHED["name"]]
    assert page_of(approved) in text_of(response)


def test_a_cleared_pair_that_changed_says_what(browse, rita, one_person):
    subject = make_subject("Glimmerstone")
    make_case(listed(), subject=subject, approved_by=rita)
    publish_list(WATCHED | {"aliases": "Glimmer Stone Group"}, at=T0 + MINUTES)
    case = screen_as(subject, listed(), at=T0 + 2 * MINUTES).case

    response = browse(rita).get(page_of(case))

    assert "Cleared earlier, open again" in text_of(response)
    assert "Glimmer Stone Group" in response.context["matches"][0].changes[0].after


def test_a_proposal_stands_beside_the_profile_in_force(browse, rita):
    subject = make_live()
    case = make_case(listed(), subject=subject, trigger=Trigger.PROFILE_CHANGE)

    profiles = browse(rita).get(page_of(case)).context["profiles"]

    assert [profile["label"] for profile in profiles] == ["In force", "Proposed"]
    assert profiles[1]["facts"][0] == {"label": "Name", "text": WATCHED["name"], "is_new": True}


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

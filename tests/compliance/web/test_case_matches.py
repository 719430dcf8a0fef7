"""What the case page tells of each match, and why (review-queue.md, Case)."""

import pytest

from compliance.enums import Trigger
from compliance.web import evidence
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    PERSON,
    WATCHED,
    clean,
    listed,
    make_case,
    make_live,
    make_subject,
    publish_list,
    screen_as,
)
from tests.compliance.web.case_forms import page_of, text_of
from tests.conftest import T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "today")]


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

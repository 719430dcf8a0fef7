"""The partner is asked, and answers; the clock keeps running."""

import pytest

from compliance import queue, review
from compliance.enums import CaseState, PartnerState
from compliance.review import questions
from partnerhub.audit import trail
from tests.compliance.factories import MINUTES, make_case, some_partner, state_of
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db
QUESTION = "Which address does the company trade from?"


def test_the_partner_sees_the_question_and_the_running_clock(lists, rita):
    case = review.ask(make_case(claimed_by=rita), QUESTION, by=rita, at=T0 + MINUTES)

    view = queue.partner_view(case.subject)

    assert (view.state, view.question, view.due_at) == (
        PartnerState.INFORMATION_REQUESTED,
        QUESTION,
        T0 + 72 * HOURS,
    )


def test_the_answer_brings_the_case_back_to_whoever_asked(lists, rita):
    case = review.ask(make_case(claimed_by=rita), QUESTION, by=rita, at=T0)

    answered = review.answer_question(case, "From Haifa.", by=some_partner()[1], at=T0 + HOURS)

    assert (answered.state, answered.assignee) == (CaseState.IN_REVIEW, rita)
    assert queue.partner_view(case.subject).state == PartnerState.UNDER_REVIEW


def test_another_partner_cannot_answer(lists, rita, bob):
    case = review.ask(make_case(claimed_by=rita), QUESTION, by=rita, at=T0)

    with pytest.raises(questions.NotAsked):
        review.answer_question(case, "From Haifa.", by=bob, at=T0)


def test_an_unasked_answer_is_refused(lists, rita):
    case = make_case(claimed_by=rita)

    with pytest.raises(questions.NothingAsked):
        review.answer_question(case, "From Haifa.", by=some_partner()[1], at=T0)


def test_an_answer_after_72_hours_comes_too_late(lists, rita, announced):
    case = review.ask(make_case(claimed_by=rita), QUESTION, by=rita, at=T0)

    with pytest.raises(review.ReviewWindowPassed):
        review.answer_question(case, "From Haifa.", by=some_partner()[1], at=T0 + 72 * HOURS)

    assert state_of(case) == CaseState.EXPIRED


def test_question_and_answer_are_in_the_partners_history(lists, rita):
    case = review.ask(make_case(claimed_by=rita), QUESTION, by=rita, at=T0)
    review.answer_question(case, "From Haifa.", by=some_partner()[1], at=T0)

    told = [(event.action, event.note) for event in trail.history_of(case.subject, public=True)]

    assert told == [
        ("compliance.answered", "From Haifa."),
        ("compliance.information_requested", QUESTION),
        ("compliance.review_started", ""),
    ]

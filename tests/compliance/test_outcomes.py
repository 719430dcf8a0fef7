"""What a screening leads to (M10-M12, R1-R7)."""

import pytest

from compliance import queue
from compliance.enums import CaseState, PartnerState, Trigger, Verdict
from compliance.models import Clearance, ReviewCase, Screening, ScreeningHold
from tests.compliance.factories import (
    DENIED,
    approve,
    clean,
    listed,
    make_case,
    make_subject,
    ready_to_approve,
    screen_as,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db


def test_m11_no_match_is_clear_at_once(lists):
    subject = make_subject()

    answer = screen_as(subject, clean())

    assert (answer.verdict, answer.case, answer.due_at) == (Verdict.CLEAR, None, None)
    assert answer.clearance.screening == answer.screening


def test_m12_a_possible_match_opens_a_case_due_in_72_hours(lists):
    answer = screen_as(make_subject(), listed())

    assert (answer.verdict, answer.clearance) == (Verdict.POTENTIAL_MATCH, None)
    assert (answer.case.state, answer.due_at) == (CaseState.NEW, T0 + 72 * HOURS)
    assert [str(match) for match in answer.case.matches.all()] == [
        "Glimmerstone Minerals Corporation (DEMO-WATCH)"
    ]


def test_m14_an_approved_case_is_announced_with_its_clearance(lists, one_person, rita, announced):
    case = ready_to_approve(by=rita)

    approve(case, by=rita)

    (answer,) = announced.answers
    assert (answer.verdict, answer.clearance.case, answer.trigger) == (Verdict.APPROVED, case, Trigger.CREATE)


def test_r5_without_a_list_nobody_is_cleared_and_no_case_opens(db):
    answer = screen_as(make_subject(), clean())

    assert (answer.verdict, answer.due_at) == (Verdict.UNAVAILABLE, T0 + 72 * HOURS)
    assert not ReviewCase.objects.exists()
    assert not Clearance.objects.exists()
    assert ScreeningHold.objects.get().screening == Screening.objects.get()


def test_partners_see_only_that_it_is_under_review(lists):
    case = make_case(listed(DENIED))

    view = queue.partner_view(case.subject)

    assert (view.state, view.due_at, view.question) == (PartnerState.UNDER_REVIEW, T0 + 72 * HOURS, "")

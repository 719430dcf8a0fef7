"""A case is claimed, released, handed out, given up."""

import pytest

from compliance import policies, review
from compliance.enums import CaseState, Disposition
from compliance.models import ReviewCase
from partnerhub.audit import trail
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    decide_all,
    listed,
    make_case,
    make_subject,
    ready_to_approve,
    state_of,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db


def test_a_claimed_case_is_in_review(lists, rita):
    case = review.claim(make_case(), by=rita, at=T0 + MINUTES)

    assert (case.state, case.assignee, case.first_touched_at) == (CaseState.IN_REVIEW, rita, T0 + MINUTES)


def test_of_two_claims_one_wins(lists, rita, sam):
    case = make_case()
    review.claim(case, by=rita, at=T0)

    with pytest.raises(policies.AlreadyClaimed):
        review.claim(case, by=sam, at=T0)

    assert ReviewCase.objects.get(pk=case.pk).assignee == rita


def test_a_stale_version_says_who_changed_what(lists, rita, sam):
    case = make_case()
    review.claim(case, by=rita, at=T0, version=case.version)

    with pytest.raises(review.StaleVersion, match=r"Rita: case.claimed, 09:00:00 UTC"):
        review.add_note(case, "seen before", by=sam, at=T0, version=case.version)


def test_an_operator_cannot_claim(lists, olga):
    case = make_case()

    with pytest.raises(policies.NotAReviewer):
        review.claim(case, by=olga, at=T0)

    assert state_of(case) == CaseState.NEW


def test_a_released_case_keeps_its_drafts(lists, rita):
    case = make_case(claimed_by=rita, decided=Disposition.INCONCLUSIVE)

    review.release(case, by=rita, at=T0)

    assert state_of(case) == CaseState.NEW
    assert [match.disposition for match in case.matches.all()] == [Disposition.INCONCLUSIVE]


def test_a_claim_of_thirty_idle_minutes_goes_back(lists, rita):
    case = make_case(claimed_by=rita)

    assert review.release_idle_claims(at=T0 + 29 * MINUTES) == 0
    assert review.release_idle_claims(at=T0 + 30 * MINUTES) == 1
    assert state_of(case) == CaseState.NEW


def test_work_keeps_a_claim_alive(lists, rita):
    case = make_case(claimed_by=rita)
    decide_all(case, Disposition.FALSE_POSITIVE, by=rita, at=T0 + 20 * MINUTES)

    assert review.release_idle_claims(at=T0 + 40 * MINUTES) == 0


def test_a_lapsed_claim_can_be_taken_over(lists, rita, sam):
    case = make_case(claimed_by=rita)

    taken = review.claim(case, by=sam, at=T0 + 30 * MINUTES)

    assert (taken.assignee, taken.claimed_at) == (sam, T0 + 30 * MINUTES)


def test_a_lead_hands_a_case_to_another_reviewer(lists, rita, sam, lena):
    case = make_case(claimed_by=rita)

    assert review.assign(case, sam, by=lena, at=T0).assignee == sam


def test_a_case_is_not_assigned_outside_the_team(lists, lena, olga):
    case = make_case()

    with pytest.raises(review.claims.NotOnTheTeam):
        review.assign(case, olga, by=lena, at=T0)


def test_claim_next_takes_the_earliest_deadline_then_the_gravest_list(lists, rita):
    watch = make_case(listed())
    denied = make_case(listed(DENIED))
    later = make_case(listed(), subject=make_subject("Later"), at=T0 + HOURS)

    claimed = [review.claim_next(by=rita, at=T0 + HOURS) for _ in range(3)]

    assert claimed == [denied, watch, later]
    with pytest.raises(review.NobodyWaits):
        review.claim_next(by=rita, at=T0 + HOURS)


def test_bulk_claims_what_can_be_claimed(lists, rita, sam):
    mine, taken = make_case(), make_case(claimed_by=sam)

    result = review.claim_many([mine, taken], by=rita, at=T0)

    assert (result.done, [case for case, _why in result.failed]) == ([mine], [taken])


def test_there_is_no_bulk_approve():
    assert not hasattr(review, "approve_many")


def test_an_escalated_case_is_for_leads(lists, rita, lena, one_person):
    case = ready_to_approve(by=rita)

    escalated = review.escalate(case, "unsure about the owner", by=rita, at=T0)

    assert (escalated.state, escalated.assignee) == (CaseState.ESCALATED, None)
    with pytest.raises(policies.OnlyLeads):
        review.claim(case, by=rita, at=T0)
    assert review.claim(case, by=lena, at=T0).state == CaseState.ESCALATED


def test_every_step_is_in_the_history_and_none_for_partners(lists, rita):
    case = make_case(claimed_by=rita, decided=Disposition.FALSE_POSITIVE)
    review.release(case, by=rita, at=T0)

    actions = [event.action for event in trail.history_of(case)]
    assert actions == [
        "case.released",
        "case.disposition_set",
        "case.claimed",
        "case.matches_joined",
        "case.opened",
    ]
    assert not trail.history_of(case, public=True).exists()

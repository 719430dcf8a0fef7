"""A case is decided (M14, M15, four eyes)."""

import pytest
from django.db import IntegrityError, transaction

from compliance import policies, reasons, review
from compliance.enums import CaseState, Disposition, Verdict
from compliance.models import CaseMatch, Clearance, ReviewCase
from partnerhub.audit import trail
from tests.compliance.factories import (
    DENIED,
    NOTE,
    approve,
    clean,
    listed,
    make_case,
    make_subject,
    ready_to_approve,
    reason_to_refuse,
    refuse,
    screen_as,
    state_of,
)
from tests.conftest import T0

pytestmark = pytest.mark.django_db


def test_four_eyes_for_a_denied_party(lists, rita, sam, announced):
    case = ready_to_approve(listed(DENIED), by=rita)

    assert approve(case, by=rita).state == CaseState.PENDING_SECOND_APPROVAL
    assert not announced.answers
    assert review.confirm(case, by=sam, at=T0).state == CaseState.APPROVED
    assert announced.verdicts == [Verdict.APPROVED]


def test_the_approver_cannot_confirm(lists, rita):
    case = make_case(listed(DENIED), approved_by=rita)

    with pytest.raises(policies.SameApprover):
        review.confirm(case, by=rita, at=T0)

    assert state_of(case) == CaseState.PENDING_SECOND_APPROVAL


def test_the_database_refuses_one_person_as_both(lists, rita):
    case = make_case(listed(DENIED), approved_by=rita)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewCase.objects.filter(pk=case.pk).update(confirmed_by=rita)


def test_an_approval_is_sent_back_with_a_reason(lists, rita, sam):
    case = make_case(listed(DENIED), approved_by=rita)

    back = review.send_back(case, "look at the address again", by=sam, at=T0)

    assert (back.state, back.assignee, back.approved_by) == (CaseState.IN_REVIEW, rita, None)


def test_nobody_decides_on_what_they_asked_for(lists, rita, one_person):
    case = screen_as(make_subject(), listed(), by=rita).case
    review.claim(case, by=rita, at=T0)
    for match in case.matches.all():
        review.set_disposition(match, Disposition.FALSE_POSITIVE, by=rita, at=T0)

    with pytest.raises(policies.OwnRequest):
        approve(case, by=rita)


def test_an_undecided_match_bars_approval(lists, rita):
    case = make_case(claimed_by=rita)

    with pytest.raises(policies.MatchesUndecided):
        approve(case, by=rita)


def test_an_unknown_reason_is_refused(lists, rita):
    case = ready_to_approve(by=rita)

    with pytest.raises(reasons.UnknownReason):
        review.approve(case, by=rita, at=T0, reason=reason_to_refuse(), note=NOTE)

    assert state_of(case) == CaseState.IN_REVIEW


def test_refusing_takes_one_person_and_a_ground(lists, rita, announced):
    case = make_case(listed(DENIED), claimed_by=rita, decided=Disposition.TRUE_MATCH)

    refuse(case, by=rita)

    (answer,) = announced.answers
    assert (answer.verdict, answer.clearance, answer.on_profile_in_force) == (Verdict.REFUSED, None, False)


def test_a_case_of_false_positives_is_not_refused(lists, rita):
    case = ready_to_approve(by=rita)

    with pytest.raises(policies.NothingToRefuse):
        refuse(case, by=rita)


def test_bulk_refuses_what_has_a_ground(lists, rita):
    bad = make_case(claimed_by=rita, decided=Disposition.TRUE_MATCH)
    good = ready_to_approve(by=rita)

    result = review.refuse_many([bad, good], by=rita, at=T0, reason=reason_to_refuse(), note=NOTE)

    assert (result.done, [type(why) for _case, why in result.failed]) == ([bad], [policies.NothingToRefuse])


def test_if_the_listener_fails_the_decision_rolls_back(lists, rita, one_person, announced):
    case = ready_to_approve(by=rita)
    announced.refuse = RuntimeError("the customer cannot follow")

    with pytest.raises(RuntimeError):
        approve(case, by=rita)

    assert state_of(case) == CaseState.IN_REVIEW
    assert not Clearance.objects.exists()
    assert "case.approved" not in [event.action for event in trail.history_of(case)]


def test_a_closed_case_cannot_be_changed(lists, rita):
    case = make_case(refused_by=rita)

    with pytest.raises(review.CaseClosed, match="Refused"):
        review.claim(case, by=rita, at=T0)


def test_the_database_refuses_to_reopen_a_closed_case(lists, rita):
    case = make_case(refused_by=rita)

    with pytest.raises(IntegrityError, match="closed_case_stays_closed"), transaction.atomic():
        ReviewCase.objects.filter(pk=case.pk).update(note="never mind")


def test_the_database_refuses_to_change_a_settled_match(lists, rita):
    case = make_case(refused_by=rita)

    with pytest.raises(IntegrityError, match="settled_match_never_changes"), transaction.atomic():
        CaseMatch.objects.filter(case=case).update(comment="never mind")


def test_the_database_refuses_approval_beside_a_true_match(lists, rita):
    case = make_case(listed(DENIED), approved_by=rita)

    CaseMatch.objects.filter(case=case).update(disposition=Disposition.TRUE_MATCH)

    with (
        pytest.raises(IntegrityError, match="approved_case_has_only_false_positives"),
        transaction.atomic(),
    ):
        ReviewCase.objects.filter(pk=case.pk).update(version=99)


def test_r4_a_resubmission_after_a_refusal_opens_a_case_even_without_a_match(lists, rita):
    refused = make_case(refused_by=rita)

    answer = screen_as(refused.subject, clean(), trigger="resubmit")

    assert (answer.verdict, answer.clearance) == (Verdict.POTENTIAL_MATCH, None)
    assert (answer.case.resubmission_of, answer.case.matches.count()) == (refused, 0)
    assert answer.screening.outcome == Verdict.CLEAR


def test_a_resubmission_without_a_match_is_approved_by_a_person(lists, rita, announced):
    refused = make_case(refused_by=rita)
    case = screen_as(refused.subject, clean(), trigger="resubmit").case
    review.claim(case, by=rita, at=T0)

    approve(case, by=rita)

    assert announced.verdicts == [Verdict.REFUSED, Verdict.APPROVED]


def test_the_partner_hears_of_the_decision_and_of_nothing_else(lists, rita, one_person):
    case = make_case(approved_by=rita)

    public = trail.history_of(case.subject, public=True)
    assert [event.action for event in public] == ["compliance.approved", "compliance.review_started"]
    assert {(str(event.before), str(event.after), event.note) for event in public} == {("{}", "{}", "")}

"""At hour 72 exactly one of "approved" and "expired" wins (M13, M15)."""

import threading

import pytest
from django.db import connection

from compliance import monitoring, queue, review
from compliance.enums import CaseState, Disposition, NoticeKind, PartnerState, ServiceLevel, Verdict
from compliance.models import Clearance, Notice, ReviewCase
from partnerhub.errors import DomainError
from tests.compliance.factories import (
    DENIED,
    ELSEWHERE,
    MINUTES,
    approve,
    clean,
    listed,
    make_case,
    make_live,
    publish_list,
    ready_to_approve,
    refuse,
    screen_as,
    state_of,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db
SECOND = MINUTES / 60


def test_m15_a_case_expires_at_hour_72(lists, announced):
    case = make_case()

    assert review.expire_overdue(at=T0 + 72 * HOURS - SECOND) == 0
    assert review.expire_overdue(at=T0 + 72 * HOURS) == 1
    assert review.expire_overdue(at=T0 + 72 * HOURS) == 0

    assert (state_of(case), announced.verdicts) == (CaseState.EXPIRED, [Verdict.EXPIRED])


def test_m15_approving_a_second_before_the_end_holds(lists, rita, one_person):
    case = ready_to_approve(by=rita)

    approve(case, by=rita, at=T0 + 72 * HOURS - SECOND)
    review.expire_overdue(at=T0 + 72 * HOURS)

    assert state_of(case) == CaseState.APPROVED


def test_m15_approving_a_second_after_the_end_expires_the_case(lists, rita, one_person, announced):
    case = ready_to_approve(by=rita)

    with pytest.raises(review.ReviewWindowPassed, match="Expired"):
        approve(case, by=rita, at=T0 + 72 * HOURS + SECOND)

    assert (state_of(case), announced.verdicts) == (CaseState.EXPIRED, [Verdict.EXPIRED])


def test_m15_confirming_at_hour_72_is_too_late(lists, rita, sam):
    case = make_case(listed(DENIED), approved_by=rita)

    with pytest.raises(review.ReviewWindowPassed):
        review.confirm(case, by=sam, at=T0 + 72 * HOURS)

    assert state_of(case) == CaseState.EXPIRED


@pytest.mark.parametrize("verb", ["claim", "release"])
def test_m15_any_write_past_the_deadline_expires_the_case(lists, rita, verb):
    case = make_case(claimed_by=rita)

    with pytest.raises(review.ReviewWindowPassed):
        getattr(review, verb)(case, by=rita, at=T0 + 72 * HOURS)

    assert state_of(case) == CaseState.EXPIRED


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in connection.vendor, reason="one writer at a time")
def test_m15_the_race_at_hour_72_has_one_winner(lists, rita, one_person, announced):
    outcomes = []
    for number in range(8):
        case = ready_to_approve(listed(DENIED), by=rita, at=T0 + number * MINUTES)
        due = case.due_at
        run_together(
            lambda case=case, due=due: approve(case, by=rita, at=due - SECOND),
            lambda case=case, due=due: review.expire(case.pk, at=due),
        )
        outcomes.append(state_of(case))

    assert set(outcomes) <= {CaseState.APPROVED, CaseState.EXPIRED}
    assert len(announced.answers) == len(outcomes)
    assert Clearance.objects.count() == outcomes.count(CaseState.APPROVED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in connection.vendor, reason="one writer at a time")
def test_two_claims_at_the_same_moment_have_one_winner(lists, rita, sam):
    for number in range(8):
        case = make_case(at=T0 + number * MINUTES)

        failures = run_together(
            lambda case=case: review.claim(case, by=rita, at=T0 + HOURS),
            lambda case=case: review.claim(case, by=sam, at=T0 + HOURS),
        )

        assert [failure.status for failure in failures] == [409]


def run_together(*acts):
    """Run each in a thread of its own; returns the refusals."""
    start, failures = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except DomainError as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def make_live_match():
    """A live subject whose own name came onto a list."""
    publish_list()
    subject = make_live(clean("Brand New Trading House"))
    publish_list({**DENIED, "name": "Brand New Trading House"}, DENIED, at=T0 + HOURS)
    monitoring.rescreen_outdated(at=T0 + HOURS)
    return subject.cases.get()


def test_a_live_customers_list_update_becomes_overdue_and_stays_open(db, announced):
    case = make_live_match()

    review.expire_overdue(at=T0 + 73 * HOURS)

    case.refresh_from_db()
    assert (case.state, case.overdue_since) == (CaseState.NEW, T0 + 73 * HOURS)
    assert announced.verdicts == [Verdict.POTENTIAL_MATCH]
    view = queue.partner_view(case.subject)
    assert (view.state, view.due_at) == (PartnerState.UNDER_REVIEW, None)


def test_leads_hear_of_an_overdue_case_each_day(db, announced):
    make_live_match()

    for hours in (73, 74, 98, 99):
        review.expire_overdue(at=T0 + hours * HOURS)
        review.remind(at=T0 + hours * HOURS)

    assert Notice.objects.filter(kind=NoticeKind.OVERDUE, for_leads=True).count() == 2


def test_an_overdue_case_can_still_be_refused(db, rita, announced):
    case = make_live_match()
    review.expire_overdue(at=T0 + 73 * HOURS)
    late = T0 + 80 * HOURS
    review.claim(case, by=rita, at=late)
    for match in case.matches.all():
        review.set_disposition(match, Disposition.TRUE_MATCH, by=rita, at=late)

    refuse(case, by=rita, at=late)

    answer = announced.answers[-1]
    case.subject.refresh_from_db()
    assert (answer.verdict, answer.on_profile_in_force, case.subject.is_barred) == (
        Verdict.REFUSED,
        True,
        True,
    )


def test_a_refused_live_subject_that_resubmits_expires_like_anybody(db, rita, announced):
    case = make_live_match()
    review.claim(case, by=rita, at=T0 + 2 * HOURS)
    for match in case.matches.all():
        review.set_disposition(match, Disposition.TRUE_MATCH, by=rita, at=T0 + 2 * HOURS)
    refuse(case, by=rita, at=T0 + 2 * HOURS)
    again = screen_as(case.subject, clean("Another Name"), trigger="resubmit", at=T0 + 3 * HOURS).case

    review.expire_overdue(at=T0 + 75 * HOURS)

    assert state_of(again) == CaseState.EXPIRED


def test_m18_a_proposed_address_expires_without_touching_the_profile_in_force(lists, announced):
    subject = make_live()
    case = screen_as(subject, listed(address=ELSEWHERE), trigger="profile_change").case

    review.expire_overdue(at=T0 + 72 * HOURS)

    (answer,) = announced.answers
    assert (state_of(case), answer.verdict, answer.on_profile_in_force) == (
        CaseState.EXPIRED,
        Verdict.EXPIRED,
        False,
    )
    subject.refresh_from_db()
    assert (subject.proposed, subject.in_force) == (None, clean())


def test_a_proposal_beside_an_uncleared_match_in_force_becomes_overdue(db, announced):
    publish_list()
    subject = make_live(clean("Brand New Trading House"))
    publish_list({**DENIED, "name": "Brand New Trading House"}, DENIED, at=T0 + HOURS)
    answer = screen_as(
        subject, clean("Brand New Trading House", ELSEWHERE), trigger="profile_change", at=T0 + HOURS
    )

    review.expire_overdue(at=T0 + 74 * HOURS)

    assert answer.on_profile_in_force
    assert state_of(answer.case) == CaseState.NEW


def test_one_failing_listener_does_not_keep_other_cases_waiting(lists, announced):
    make_case()
    make_case()
    announced.refuse = RuntimeError("the customer cannot follow")

    with pytest.raises(ExceptionGroup) as failures:
        review.expire_overdue(at=T0 + 72 * HOURS)

    assert len(failures.value.exceptions) == 2
    assert ReviewCase.objects.open().count() == 2


def test_m13_each_service_level_is_told_once(lists):
    make_case()

    for minutes in (14, 15, 16, 59, 60, 61, 24 * 60, 24 * 60 + 1):
        review.remind(at=T0 + minutes * MINUTES)

    told = Notice.objects.filter(kind=NoticeKind.SERVICE_LEVEL).order_by("at").values_list("level", "at")
    assert list(told) == [
        (ServiceLevel.FIRST_TOUCH, T0 + 15 * MINUTES),
        (ServiceLevel.SOFT_TARGET, T0 + 60 * MINUTES),
        (ServiceLevel.WARNING, T0 + 24 * HOURS),
    ]


def test_m13_a_touched_case_is_not_late_for_its_first_touch(lists, rita):
    make_case(claimed_by=rita)

    review.remind(at=T0 + 20 * MINUTES)

    assert not Notice.objects.exists()


def test_m13_a_case_of_48_hours_escalates_by_itself(lists, rita):
    case = make_case(claimed_by=rita)

    review.remind(at=T0 + 48 * HOURS)
    review.remind(at=T0 + 49 * HOURS)

    assert state_of(case) == CaseState.ESCALATED
    assert Notice.objects.filter(level=ServiceLevel.ESCALATION).count() == 1

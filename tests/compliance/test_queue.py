"""What the desk and the partners read."""

from datetime import timedelta

import pytest

from compliance import metrics, queue, review
from compliance.enums import CaseState, Disposition, PartnerState
from compliance.metrics import Times, percentile
from compliance.models import ReviewCase, Subject
from compliance.queue import Place, Tab
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    WATCHED,
    clean,
    listed,
    make_case,
    make_live,
    make_subject,
    screen_as,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db


def cases_in(tab, person, at=T0):
    return list(queue.cases_of(tab, by=person, at=at))


def test_tabs_show_what_waits_for_whom(lists, rita, sam, lena):
    new = make_case()
    mine = make_case(claimed_by=rita)
    asked = review.ask(make_case(claimed_by=sam), "Who owns the company?", by=sam, at=T0)
    pending = make_case(listed(DENIED), approved_by=sam)
    escalated = review.escalate(make_case(claimed_by=sam), "please look", by=sam, at=T0)
    refused = make_case(refused_by=sam)

    assert cases_in(Tab.MINE, rita) == [mine]
    assert cases_in(Tab.UNCLAIMED, rita) == [new]
    assert cases_in(Tab.AWAITING_INFORMATION, rita) == [asked]
    assert cases_in(Tab.SECOND_APPROVAL, rita) == [pending]
    assert cases_in(Tab.ESCALATED, lena) == [escalated]
    assert cases_in(Tab.CLOSED, rita) == [refused]
    assert cases_in(Tab.DUE_SOON, rita, at=T0 + 59 * HOURS) == []
    assert len(cases_in(Tab.DUE_SOON, rita, at=T0 + 60 * HOURS)) == 5


def test_nobody_is_offered_to_confirm_their_own_approval(lists, rita):
    make_case(listed(DENIED), approved_by=rita)

    assert cases_in(Tab.SECOND_APPROVAL, rita) == []


def test_badges_count_in_one_query(lists, rita, django_assert_num_queries):
    make_case()
    make_case(claimed_by=rita)

    with django_assert_num_queries(1):
        counts = queue.counts(by=rita, at=T0)

    assert (counts[Tab.UNCLAIMED], counts[Tab.MINE], counts[Tab.OPEN]) == (1, 1, 2)


def test_the_queue_is_in_the_order_of_deadline_severity_score_and_pages_by_keyset(lists, rita):
    late = make_case(at=T0 + HOURS)
    watched, denied = make_case(listed(WATCHED)), make_case(listed(DENIED))
    order = [denied, watched, late]

    assert cases_in(Tab.OPEN, rita) == order
    for place, case in enumerate(order):
        case.refresh_from_db()
        rest = queue.cases_of(Tab.OPEN, by=rita, at=T0).filter(queue.beyond(Place.of(case)))
        assert list(rest) == order[place + 1 :]


def test_partner_views_are_constant_in_queries(lists, rita, django_assert_num_queries):
    clear = make_live()
    review_ = make_case().subject
    refused = make_case(refused_by=rita).subject
    others = [make_subject(f"Bakery {number}") for number in range(5)]
    assert Subject.objects.count() == 8  # and nothing waits to be written

    with django_assert_num_queries(6):
        views = queue.partner_views([clear, review_, refused, *others])

    assert [views[subject.pk].state for subject in (clear, review_, refused)] == [
        PartnerState.CLEAR,
        PartnerState.UNDER_REVIEW,
        PartnerState.REFUSED,
    ]


def test_after_a_resubmission_the_partner_sees_the_review_again(lists, rita):
    refused = make_case(refused_by=rita)
    screen_as(refused.subject, clean(), trigger="resubmit")

    assert queue.partner_view(refused.subject).state == PartnerState.UNDER_REVIEW


def test_metrics_count_what_happened(lists, rita, sam, announced):
    case = review.claim(make_case(listed(DENIED)), by=rita, at=T0 + 10 * MINUTES)
    for match in case.matches.all():
        review.set_disposition(match, Disposition.FALSE_POSITIVE, by=rita, at=T0 + 20 * MINUTES)
    facts = {"reason": "different-place", "note": "another place altogether"}
    review.approve(case, by=rita, at=T0 + 30 * MINUTES, **facts)
    review.send_back(case, "which other place is it?", by=sam, at=T0 + 40 * MINUTES)
    review.approve(case, by=rita, at=T0 + 50 * MINUTES, **facts)
    review.confirm(case, by=sam, at=T0 + 60 * MINUTES)
    make_case()

    numbers = metrics.of_period(at=T0 + 2 * HOURS)

    assert numbers.first_touch == Times(1, 10 * MINUTES, 10 * MINUTES)
    assert numbers.decision == Times(1, 60 * MINUTES, 60 * MINUTES)
    assert numbers.open_by_age["1-4 h"] == 1
    assert (numbers.false_positive_rate, numbers.disagreement_rate) == (1.0, 0.5)
    assert numbers.screenings_per_lists == {"demo v1": 2}
    assert [(load.name, load.decided) for load in numbers.load] == [("Rita", 1)]
    assert len(list(numbers.rows())) > 20


@pytest.mark.parametrize(("share", "expected"), [(50, 2), (95, 4), (0, 1), (100, 4)])
def test_percentiles_are_of_the_nearest_rank(share, expected):
    ordered = [timedelta(hours=hours) for hours in (1, 2, 3, 4)]

    assert percentile(ordered, share) == timedelta(hours=expected)


def test_refusals_say_for_each_verb_why_not(lists, rita):
    case = ReviewCase.objects.get(pk=make_case().pk)

    refusals = review.refusals(case, by=rita, at=T0)

    assert refusals["claim"] is None
    assert refusals["approve"].status == 409
    assert case.state == CaseState.NEW

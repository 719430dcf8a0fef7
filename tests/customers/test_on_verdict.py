"""What a verdict does to a customer: every combination of customer, trigger and verdict (review-queue.md)."""

import pytest
from django.db import transaction

from compliance import review
from compliance.answer import Answer
from compliance.enums import Trigger, Verdict
from compliance.models import Clearance
from customers import lifecycle, proposals
from customers.enums import CustomerStatus as S
from customers.models import Customer
from customers.on_verdict import ON_VERDICT, Standing
from customers.orders import Change
from tests.conftest import HOURS, T0
from tests.factories import approve, clear_screening, make_customer, open_case_of, publish_list, refuse

pytestmark = pytest.mark.django_db

T, V = Trigger, Verdict
OTHER_CITY = {"line1": "1 Herzl St", "city": "Haifa", "postal_code": "3303101", "country": "IL"}
LATER_LOOKS = {T.LIST_UPDATE, T.MANUAL, T.RETRY}

REFUSED = (S.ERROR, [90020])
EXPIRED = (S.ERROR, [90021])
SUSPENDED = (S.ERROR, [90022])
UNCHANGED = "unchanged"


def not_live(trigger, verdict):
    """The rows "not live" of the table."""
    if verdict == V.REFUSED:
        return REFUSED
    if verdict == V.EXPIRED:
        return EXPIRED
    if verdict == V.APPROVED:
        return S.PROVISIONING, []
    if trigger in LATER_LOOKS:
        return (S.PENDING_RPL_REVIEW, []) if verdict == V.POTENTIAL_MATCH else UNCHANGED
    return (S.PROVISIONING, []) if verdict == V.CLEAR else (S.PENDING_RPL_REVIEW, [])


def live(trigger, verdict):
    """The rows "live" of the table."""
    if trigger == T.PROFILE_CHANGE:
        return {
            V.CLEAR: (S.UPDATING, []),
            V.APPROVED: (S.UPDATING, []),
            V.POTENTIAL_MATCH: (S.PENDING_RPL_REVIEW, []),
            V.UNAVAILABLE: (S.PENDING_RPL_REVIEW, []),
            V.REFUSED: (S.PROVISIONED, [90020]),
            V.EXPIRED: (S.PROVISIONED, [90021]),
        }[verdict]
    return {
        V.CLEAR: UNCHANGED,
        V.APPROVED: (S.PROVISIONED, []),
        V.POTENTIAL_MATCH: (S.PENDING_RPL_REVIEW, []),
        V.UNAVAILABLE: UNCHANGED,
        V.REFUSED: SUSPENDED,
        V.EXPIRED: UNCHANGED,
    }[verdict]


def suspended(trigger, verdict):
    """The row "suspended" of the table; nothing but a resubmission moves it."""
    if verdict == V.REFUSED:
        return REFUSED
    if verdict == V.EXPIRED:
        return EXPIRED
    if trigger != T.RESUBMIT or verdict == V.CLEAR:
        return UNCHANGED
    return (S.UPDATING, []) if verdict == V.APPROVED else (S.PENDING_RPL_REVIEW, [90022])


def deleting(trigger, verdict):
    """The row "deleting" of the table."""
    return UNCHANGED


RULES = {
    Standing.NOT_LIVE: not_live,
    Standing.LIVE: live,
    Standing.SUSPENDED: suspended,
    Standing.DELETING: deleting,
}
COMBINATIONS = [(trigger, verdict) for trigger in Trigger for verdict in Verdict]


def answer_for(customer, trigger, verdict, by):
    """What compliance would say."""
    clearance = None
    if verdict in (V.CLEAR, V.APPROVED):
        clearance = Clearance.objects.create(
            subject=customer.subject, screening=clear_screening(customer, by), at=T0
        )
    return Answer(customer.subject, verdict, trigger, clearance=clearance)


def before(customer, standing, trigger, verdict, by):
    """A customer that such an answer can meet: a decision meets one that waits for it."""
    is_decision = verdict in (V.APPROVED, V.REFUSED, V.EXPIRED)
    if standing == Standing.LIVE and trigger == T.PROFILE_CHANGE:
        proposals.open_for(customer, Change.from_json({"address": OTHER_CITY}), by=by, at=T0)
    waits = is_decision and standing == Standing.LIVE
    waits |= is_decision and standing == Standing.SUSPENDED and trigger == T.RESUBMIT
    if waits:
        lifecycle.apply_verdict(customer, Answer(customer.subject, V.POTENTIAL_MATCH, trigger), by=by, at=T0)


@pytest.fixture
def standing_as(customer_in, alice, rita):
    """standing_as(Standing.LIVE): a customer that stands so."""

    def _standing_as(standing):
        if standing == Standing.NOT_LIVE:
            return customer_in(S.PENDING_RPL_REVIEW)
        if standing == Standing.DELETING:
            return customer_in(S.DELETING)
        customer = customer_in(S.PROVISIONED)
        if standing == Standing.SUSPENDED:
            hold = Answer(customer.subject, V.POTENTIAL_MATCH, T.LIST_UPDATE)
            lifecycle.apply_verdict(customer, hold, by=rita, at=T0)
            refusal = Answer(customer.subject, V.REFUSED, T.LIST_UPDATE)
            lifecycle.apply_verdict(customer, refusal, by=rita, at=T0)
        return customer

    return _standing_as


def test_the_table_is_total():
    assert set(ON_VERDICT) == {(s, t, v) for s in Standing for t in Trigger for v in Verdict}


@pytest.mark.parametrize("standing", list(Standing))
def test_every_combination(standing, standing_as, rita):
    found = standing_as(standing)

    for trigger, verdict in COMBINATIONS:
        with transaction.atomic():
            customer = Customer.everything.get(pk=found.pk)
            before(customer, standing, trigger, verdict, rita)
            was = (customer.status, customer.errors, customer.suspended_at)
            lifecycle.apply_verdict(
                customer, answer_for(customer, trigger, verdict, rita), by=rita, at=T0 + HOURS
            )

            expected, case = RULES[standing](trigger, verdict), (standing, trigger, verdict)
            if expected == UNCHANGED:
                assert (customer.status, customer.errors, customer.suspended_at) == was, case
            else:
                codes = [error["errorCode"] for error in customer.errors]
                assert (customer.status, codes) == expected, case
            transaction.set_rollback(True)


def test_m18_a_clear_proposal_is_adopted_with_its_clearance(standing_as, rita):
    customer = standing_as(Standing.LIVE)
    before(customer, Standing.LIVE, T.PROFILE_CHANGE, V.CLEAR, rita)
    answer = answer_for(customer, T.PROFILE_CHANGE, V.CLEAR, rita)

    lifecycle.apply_verdict(customer, answer, by=rita, at=T0)

    customer.refresh_from_db()
    assert (customer.city, customer.clearance) == ("Haifa", answer.clearance)
    assert customer.subject.in_force.address.city == "Haifa"
    assert customer.proposals.get().outcome == "adopted"


def test_m18_a_refused_proposal_is_dropped_and_the_old_address_stays(standing_as, rita):
    customer = standing_as(Standing.LIVE)
    old = customer.clearance
    before(customer, Standing.LIVE, T.PROFILE_CHANGE, V.REFUSED, rita)

    lifecycle.apply_verdict(customer, answer_for(customer, T.PROFILE_CHANGE, V.REFUSED, rita), by=rita, at=T0)

    customer.refresh_from_db()
    assert (customer.city, customer.clearance, customer.prior_status) == ("Tel Aviv", old, "")
    assert customer.proposals.get().outcome == "dropped"


def test_a_refusal_on_the_profile_in_force_suspends_whatever_opened_the_case(standing_as, rita):
    customer = standing_as(Standing.LIVE)
    before(customer, Standing.LIVE, T.PROFILE_CHANGE, V.REFUSED, rita)
    answer = Answer(customer.subject, V.REFUSED, T.PROFILE_CHANGE, on_profile_in_force=True)

    lifecycle.apply_verdict(customer, answer, by=rita, at=T0)

    assert (customer.status, customer.suspended_at, customer.clearance) == (S.ERROR, T0, None)
    assert [error["errorCode"] for error in customer.errors] == [90022]
    assert customer.get_open_proposal() is None


def test_an_expiry_on_the_profile_in_force_takes_no_service_away(standing_as, rita):
    customer = standing_as(Standing.LIVE)
    before(customer, Standing.LIVE, T.PROFILE_CHANGE, V.EXPIRED, rita)
    answer = Answer(customer.subject, V.EXPIRED, T.PROFILE_CHANGE, on_profile_in_force=True)

    lifecycle.apply_verdict(customer, answer, by=rita, at=T0)

    assert (customer.status, customer.suspended_at) == (S.PENDING_RPL_REVIEW, None)
    assert customer.get_open_proposal()


def test_an_update_that_a_hold_cut_off_goes_on_when_it_ends(customer_in, rita):
    customer = customer_in(S.UPDATING)
    lifecycle.apply_verdict(
        customer, Answer(customer.subject, V.POTENTIAL_MATCH, T.LIST_UPDATE), by=rita, at=T0
    )
    assert customer.prior_status == S.UPDATING

    lifecycle.apply_verdict(customer, answer_for(customer, T.LIST_UPDATE, V.APPROVED, rita), by=rita, at=T0)

    assert customer.status == S.UPDATING


def test_a_hold_of_a_live_customer_keeps_its_clearance(standing_as, rita):
    customer = standing_as(Standing.LIVE)
    held = Answer(customer.subject, V.POTENTIAL_MATCH, T.LIST_UPDATE)

    lifecycle.apply_verdict(customer, held, by=rita, at=T0)

    assert (customer.prior_status, customer.clearance is None) == (S.PROVISIONED, False)


def test_every_step_is_in_the_history_and_the_outbox(standing_as, rita):
    customer = standing_as(Standing.SUSPENDED)

    kinds = [row.payload["status"] for row in customer.announcements.exclude(kind="updated")]

    assert kinds == [S.PROVISIONING, S.PROVISIONED, S.PENDING_RPL_REVIEW, S.ERROR]


def test_a_decision_that_the_customer_cannot_follow_is_rolled_back(northwind, alice, rita, monkeypatch):
    """If the listener fails, the case stays open."""
    publish_list()
    customer = make_customer(northwind, alice, status=S.PENDING_RPL_REVIEW)
    case = open_case_of(customer)

    def fail(*args, **kwargs):
        raise RuntimeError("cannot follow")

    monkeypatch.setattr(lifecycle, "apply_verdict", fail)
    with pytest.raises(RuntimeError):
        refuse(case, by=rita, at=T0)

    case.refresh_from_db()
    assert case.is_open
    assert not Clearance.objects.exists()


def test_m14_approval_by_two_people_goes_on_by_itself(northwind, alice, rita, sam):
    publish_list()
    customer = make_customer(northwind, alice, status=S.PENDING_RPL_REVIEW)
    case = approve(open_case_of(customer), by=rita, at=T0)
    review.confirm(case, by=sam, at=T0)

    customer.refresh_from_db()
    assert (customer.status, customer.clearance.case) == (S.PROVISIONING, case)

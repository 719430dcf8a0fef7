"""Nobody decides for 72 hours (M13, M15): of "approved" and "expired" exactly one wins."""

import pytest

from compliance import review
from customers import resubmission
from customers.enums import CustomerStatus
from tests.conftest import HOURS, T0
from tests.factories import approve, make_customer, make_order, open_case_of

pytestmark = pytest.mark.django_db

DUE = T0 + 72 * HOURS


@pytest.fixture
def waiting(northwind, alice, template):
    return make_customer(
        northwind, alice, status=CustomerStatus.PENDING_RPL_REVIEW, template=template, external_id="4711"
    )


def codes_of(customer):
    customer.refresh_from_db()
    return [error["errorCode"] for error in customer.errors]


def test_at_hour_72_the_case_is_closed_as_an_error(waiting):
    assert review.expire_overdue(at=DUE - HOURS) == 0

    review.expire_overdue(at=DUE)

    assert codes_of(waiting) == [90021]
    assert waiting.status == CustomerStatus.ERROR


def test_approving_after_hour_72_is_too_late_even_before_the_sweep(waiting, rita, sam):
    case = approve(open_case_of(waiting), by=rita, at=T0 + HOURS)

    with pytest.raises(review.ReviewWindowPassed):
        review.confirm(case, by=sam, at=DUE)

    assert codes_of(waiting) == [90021]
    assert waiting.status == CustomerStatus.ERROR


def test_approving_before_hour_72_is_not_undone_by_the_sweep(waiting, rita, sam):
    case = approve(open_case_of(waiting), by=rita, at=T0 + HOURS)
    review.confirm(case, by=sam, at=DUE - HOURS)

    review.expire_overdue(at=DUE)

    assert codes_of(waiting) == []
    assert waiting.status == CustomerStatus.PROVISIONING


def test_the_partner_resubmits_and_the_clock_starts_anew(waiting, alice, template):
    review.expire_overdue(at=DUE)
    waiting.refresh_from_db()

    customer = resubmission.resubmit(
        waiting, make_order(template, external_id="4711"), by=alice, at=DUE + HOURS
    )

    assert customer.status == CustomerStatus.PENDING_RPL_REVIEW
    assert open_case_of(customer).due_at == DUE + HOURS + 72 * HOURS

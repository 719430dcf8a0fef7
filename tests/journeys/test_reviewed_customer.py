"""Alice orders for a customer that is named like a listed party; the RPL team decides (M12, M14, M15)."""

import pytest

from compliance import policies, queue, review
from customers import onboarding, resubmission
from customers.enums import CustomerStatus
from tests.conftest import HOURS, T0
from tests.factories import LISTED_ADDRESS, LISTED_NAME, approve, make_order, open_case_of, refuse, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(northwind, alice, template):
    order = make_order(template, name=LISTED_NAME, address=LISTED_ADDRESS, external_id="4711")
    return onboarding.onboard(order, partner=northwind, by=alice, at=T0)


def test_it_waits_and_the_partner_sees_until_when(listed):
    view = queue.partner_view(listed.subject)

    assert listed.status == CustomerStatus.PENDING_RPL_REVIEW
    assert listed.org_id is None
    assert (view.state, view.due_at) == ("under_review", T0 + 72 * HOURS)


def test_rita_proposes_sam_confirms_and_it_goes_into_service_by_itself(listed, rita, sam):
    case = approve(open_case_of(listed), by=rita, at=T0 + HOURS)
    listed.refresh_from_db()
    assert (case.state, listed.status) == ("pending_second_approval", CustomerStatus.PENDING_RPL_REVIEW)

    review.confirm(case, by=sam, at=T0 + HOURS)

    listed.refresh_from_db()
    assert listed.status == CustomerStatus.PROVISIONING
    assert set_up(listed, at=T0 + HOURS).status == CustomerStatus.PROVISIONED


def test_rita_cannot_confirm_herself(listed, rita):
    case = approve(open_case_of(listed), by=rita, at=T0 + HOURS)

    with pytest.raises(policies.SameApprover):
        review.confirm(case, by=rita, at=T0 + HOURS)

    listed.refresh_from_db()
    assert listed.status == CustomerStatus.PENDING_RPL_REVIEW


def test_rita_refuses_and_onboarding_ends(listed, rita):
    refuse(open_case_of(listed), by=rita, at=T0 + HOURS)

    listed.refresh_from_db()
    assert listed.status == CustomerStatus.ERROR
    assert [error["errorCode"] for error in listed.errors] == [90020]


def test_alice_resubmits_and_a_new_case_opens(listed, alice, rita, template):
    first = refuse(open_case_of(listed), by=rita, at=T0 + HOURS)
    order = make_order(template, name="Contoso Bakery", external_id="4711")
    listed.refresh_from_db()

    customer = resubmission.resubmit(listed, order, by=alice, at=T0 + 2 * HOURS)

    assert customer.status == CustomerStatus.PENDING_RPL_REVIEW
    assert open_case_of(customer).resubmission_of == first

"""A new list names a customer in service: services stay until a person decides (review-queue.md)."""

from dataclasses import replace

import pytest

from compliance import monitoring, review
from customers import subscribers
from customers.changes import CustomerBusy
from customers.enums import CustomerStatus
from customers.models import Customer
from customers.subscriber_rules import Wish
from tests.conftest import HOURS, T0
from tests.factories import BAKERY, approve, make_customer, open_case_of, publish_list, refuse, set_up

pytestmark = pytest.mark.django_db

HAIFA = replace(BAKERY, line1="1 Herzl St", city="Haifa", postal_code="3303101")
EVA = Wish(email="eva@contoso.example", packages=("webex_meetings",))


@pytest.fixture
def bakery(northwind, alice, template):
    """In service; then a list version names it."""
    customer = make_customer(northwind, alice, template=template)
    publish_list(with_bakery=True, at=T0 + HOURS)
    monitoring.rescreen_outdated(at=T0 + HOURS)
    return Customer.objects.get(pk=customer.pk)


def test_it_waits_for_a_decision_in_service(bakery, alice):
    assert (bakery.status, bakery.is_suspended) == (CustomerStatus.PENDING_RPL_REVIEW, False)
    assert bakery.prior_status == CustomerStatus.PROVISIONED

    subscribers.add(bakery, EVA, by=alice, at=T0 + HOURS)

    assert bakery.subscribers.count() == 1


def test_approved_it_goes_on_as_before(bakery, rita, sam):
    approve(open_case_of(bakery), by=rita, at=T0 + HOURS, second=sam)

    bakery.refresh_from_db()
    assert (bakery.status, bakery.prior_status) == (CustomerStatus.PROVISIONED, "")


def test_refused_its_services_are_switched_off(bakery, rita, alice):
    refuse(open_case_of(bakery), by=rita, at=T0 + HOURS)

    bakery.refresh_from_db()
    assert (bakery.status, bakery.suspended_at) == (CustomerStatus.ERROR, T0 + HOURS)
    assert [error["errorCode"] for error in bakery.errors] == [90022]
    with pytest.raises(CustomerBusy):
        subscribers.add(bakery, EVA, by=alice, at=T0 + HOURS)
    assert set_up(bakery, at=T0 + HOURS).status == CustomerStatus.ERROR


def test_overdue_no_clock_switches_it_off_and_nothing_new_is_assigned(bakery, alice):
    case = open_case_of(bakery)

    review.expire_overdue(at=case.due_at)

    bakery.refresh_from_db()
    assert (bakery.status, bakery.is_suspended) == (CustomerStatus.PENDING_RPL_REVIEW, False)
    assert open_case_of(bakery) == case
    with pytest.raises(CustomerBusy):
        subscribers.add(bakery, EVA, by=alice, at=case.due_at)


def test_a_customer_that_no_list_names_stays_as_it_is(northwind, alice, template):
    customer = make_customer(northwind, alice, template=template, name="Blue Harbour Dairy", address=HAIFA)
    publish_list(with_bakery=True, at=T0 + HOURS)

    monitoring.rescreen_outdated(at=T0 + HOURS)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED

"""After a refusal or an expiry the partner asks again; a person decides (M15, R4)."""

from dataclasses import replace

import pytest

from compliance import holds, monitoring
from customers import onboarding, resubmission
from customers.enums import CustomerStatus as S
from customers.models import Customer
from tests.conftest import HOURS, T0
from tests.factories import BAKERY, LISTED_NAME, approve, open_case_of, publish_list, refuse, set_up

pytestmark = pytest.mark.django_db

LATER = T0 + 100 * HOURS


@pytest.fixture
def refused(customer_in, rita):
    customer = customer_in(S.PENDING_RPL_REVIEW, external_id="4711")
    refuse(open_case_of(customer), by=rita, at=T0)
    return Customer.objects.get(pk=customer.pk)


@pytest.fixture
def suspended(customer_in, rita):
    """A list update names a live customer, and a reviewer finds that it is right."""
    customer = customer_in(S.PROVISIONED)
    publish_list(with_bakery=True)
    monitoring.rescreen_outdated(at=T0)
    refuse(open_case_of(customer), by=rita, at=T0)
    return Customer.objects.get(pk=customer.pk)


def test_r4_after_a_refusal_a_person_decides_even_without_a_match(refused, order, alice, rita, sam):
    wanted = order(external_id="4711", name="Contoso Bakery")

    customer = resubmission.resubmit(refused, wanted, by=alice, at=LATER)

    assert (customer.status, customer.errors, customer.name) == (S.PENDING_RPL_REVIEW, [], "Contoso Bakery")
    approve(open_case_of(customer), by=rita, at=LATER, second=sam)
    customer.refresh_from_db()
    assert customer.status == S.PROVISIONING


def test_an_expired_case_is_resubmitted_into_a_new_one(customer_in, order, alice):
    expired = customer_in(S.ERROR, external_id="4711")
    assert [error["errorCode"] for error in expired.errors] == [90021]

    customer = resubmission.resubmit(expired, order(external_id="4711"), by=alice, at=LATER)

    first, second = customer.subject.cases.order_by("opened_at")
    assert (first.state, second.resubmission_of) == ("expired", first)


def test_after_an_expiry_without_a_case_it_acts_like_a_create(northwind, alice, order, request):
    """No lists: a hold, which expires; then the lists are back."""
    customer = onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)
    holds.expire_overdue(at=LATER, by=alice)
    customer.refresh_from_db()
    assert [error["errorCode"] for error in customer.errors] == [90021]
    request.getfixturevalue("lists")

    customer = resubmission.resubmit(customer, order(external_id="4711"), by=alice, at=LATER)

    assert (customer.status, customer.subject.cases.count()) == (S.PROVISIONING, 0)


@pytest.mark.parametrize("status", [S.PROVISIONED, S.PENDING_RPL_REVIEW, S.PROVISIONING])
def test_only_an_rpl_error_is_resubmitted(customer_in, order, alice, status):
    with pytest.raises(resubmission.NothingToResubmit):
        resubmission.resubmit(customer_in(status), order(), by=alice, at=LATER)


def test_the_new_order_replaces_the_old_one(refused, order, alice):
    wanted = order(external_id="4712", packages=("webex_meetings",), address=replace(BAKERY, city="Haifa"))

    customer = resubmission.resubmit(refused, wanted, by=alice, at=LATER)

    assert (customer.external_id, customer.city, customer.country) == ("4712", "Haifa", "IL")


def test_a_suspended_customer_stays_off_until_a_person_approved(suspended, order, alice, rita, sam):
    wanted = order(external_id=suspended.external_id, address=replace(BAKERY, city="Haifa"))

    waiting = resubmission.resubmit(suspended, wanted, by=alice, at=LATER)
    assert (waiting.status, waiting.is_suspended, waiting.city) == (S.PENDING_RPL_REVIEW, True, "Tel Aviv")

    approve(open_case_of(waiting), by=rita, at=LATER, second=sam)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.is_suspended, waiting.city) == (S.UPDATING, False, "Haifa")
    assert set_up(waiting, at=LATER).status == S.PROVISIONED


def test_a_suspended_customer_that_is_refused_again_stays_off(suspended, order, alice, rita):
    wanted = order(external_id=suspended.external_id, name=LISTED_NAME)
    waiting = resubmission.resubmit(suspended, wanted, by=alice, at=LATER)

    refuse(open_case_of(waiting), by=rita, at=LATER)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.is_suspended, waiting.name) == (S.ERROR, True, "Contoso Bakery")

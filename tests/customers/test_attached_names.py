"""A customer that attaches while the platform is down goes on by itself once its name can be read (M10, M17, 2.3)."""

import pytest

from compliance import holds, monitoring
from compliance.enums import UnavailableReason, Verdict
from compliance.profile import Profile
from compliance.screening import screen
from customers import attached_names, onboarding, resubmission
from customers.enums import CustomerStatus as S
from customers.models import Customer, Organization
from customers.orders import Administrator
from partnerhub.api import ids
from partnerhub.audit import trail
from tests.conftest import HOURS, T0
from tests.factories import LISTED_ADDRESS, LISTED_NAME, open_case_of, publish_list

pytestmark = pytest.mark.django_db

LATER = T0 + HOURS
SHIPPED = "customers.platform.builtin.BuiltinPlatform"


@pytest.fixture
def platform_is(settings):
    """platform_is("away"), platform_is("back")."""

    def _is(how):
        settings.PLATFORM = SHIPPED if how == "back" else "tests.customers.platform_that_is_away.AwayPlatform"

    return _is


@pytest.fixture
def nameless(northwind, alice, order, platform_is):
    """nameless("Contoso Holding"): a customer that attaches to the organization of this name, which nobody tells."""

    def _nameless(name, **changed):
        organization = Organization.objects.create(name=name, country="IL")
        platform_is("away")
        wanted = attaching(order, organization.pk, **changed)
        customer = onboarding.onboard(wanted, partner=northwind, by=alice, at=T0)
        assert (customer.status, customer.name) == (S.PENDING_RPL_REVIEW, "")
        return customer

    return _nameless


def attaching(order, org_id, **changed):
    """An order that leaves name and administrator to the organization."""
    return order(name="", administrator=Administrator(), org_id=ids.encode("ORGANIZATION", org_id), **changed)


def now_of(customer):
    return Customer.objects.get(pk=customer.pk)


def test_while_the_platform_is_away_it_waits_however_often_it_is_asked(lists, nameless):
    customer = nameless("Contoso Holding")

    assert attached_names.read_missing(at=LATER) == 0
    assert monitoring.retry_unavailable(at=LATER) == 0
    assert now_of(customer).status == S.PENDING_RPL_REVIEW
    assert customer.subject.holds.get().reason == UnavailableReason.UNREADABLE


def test_m17_once_it_is_back_the_customer_goes_on_by_itself(lists, nameless, platform_is):
    customer = nameless("Contoso Holding")
    platform_is("back")

    assert attached_names.read_missing(at=LATER) == 1

    customer = now_of(customer)
    assert (customer.status, customer.name) == (S.PROVISIONING, "Contoso Holding")
    assert customer.clearance.screening.profile["name"] == "Contoso Holding"
    assert [hold.resolution for hold in customer.subject.holds.all()] == ["clear"]
    assert "customer.name_read" in {event.action for event in trail.history_of(customer)}
    assert attached_names.read_missing(at=LATER) == 0


def test_m12_a_name_that_is_listed_waits_for_a_person_on_the_first_clock(lists, nameless, platform_is):
    customer = nameless(LISTED_NAME, address=LISTED_ADDRESS)
    platform_is("back")

    attached_names.read_missing(at=LATER)

    customer, case = now_of(customer), open_case_of(customer)
    assert (customer.status, customer.name) == (S.PENDING_RPL_REVIEW, LISTED_NAME)
    assert (case.submitted_at, case.due_at) == (T0, T0 + 72 * HOURS)


def test_without_lists_the_retry_knows_the_name(nameless, platform_is):
    customer = nameless("Contoso Holding")
    platform_is("back")
    attached_names.read_missing(at=LATER)
    assert (now_of(customer).status, now_of(customer).name) == (S.PENDING_RPL_REVIEW, "Contoso Holding")

    publish_list(at=LATER)
    monitoring.retry_unavailable(at=LATER)

    assert now_of(customer).status == S.PROVISIONING


def test_r3_without_a_name_nothing_else_is_an_answer(lists):
    profile = Profile(name=" ", address=LISTED_ADDRESS, administrator=LISTED_NAME)

    assert screen.find(profile, at=T0).outcome == Verdict.UNAVAILABLE


def test_r4_after_an_expiry_a_resubmission_is_read_too(lists, nameless, platform_is, order, alice):
    customer = nameless("Contoso Holding", external_id="4711")
    holds.expire_overdue(at=T0 + 72 * HOURS, by=alice)
    wanted = attaching(order, customer.requested_org_id, external_id="4711")
    resubmission.resubmit(now_of(customer), wanted, by=alice, at=T0 + 73 * HOURS)
    platform_is("back")

    attached_names.read_missing(at=T0 + 74 * HOURS)

    assert (now_of(customer).status, now_of(customer).name) == (S.PROVISIONING, "Contoso Holding")

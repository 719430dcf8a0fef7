"""A partner adds a customer (M1, M2, M5, M10-M12, M17, M19)."""

import uuid
from dataclasses import replace

import pytest
from django.db import transaction

from compliance import queue
from compliance.models import Subject
from compliance.profile import PostalAddress
from customers import lifecycle, onboarding, precheck, subscribers
from customers.enums import CustomerStatus
from customers.models import Customer, Organization
from customers.orders import Order
from customers.precheck import SubPartnerSuspended
from customers.references import EmailInUse, ExternalIdInUse, OrganizationInUse, UnknownReference
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner, Subscription
from partnerhub.api import ids
from partnerhub.audit import trail
from partnerhub.errors import Invalid
from tests.conftest import T0
from tests.factories import (
    BAKERY,
    HEADQUARTERS,
    LISTED_ADDRESS,
    LISTED_NAME,
    make_order,
    make_template,
    open_case_of,
)

pytestmark = pytest.mark.django_db


def test_m11_no_match_goes_on_to_provisioning(northwind, alice, lists, order):
    customer = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    assert (customer.status, customer.setup_round) == (CustomerStatus.PROVISIONING, 1)
    assert customer.clearance.screening.outcome == "clear"
    assert Customer.objects.get() == customer


def test_m12_a_possible_match_waits_with_a_case(northwind, alice, lists, order):
    wanted = order(name=LISTED_NAME, address=LISTED_ADDRESS)

    customer = onboarding.onboard(wanted, partner=northwind, by=alice, at=T0)

    assert (customer.status, customer.clearance) == (CustomerStatus.PENDING_RPL_REVIEW, None)
    assert open_case_of(customer).trigger == "create"


def test_m17_without_lists_the_customer_waits_without_a_case(northwind, alice, order):
    customer = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    assert customer.status == CustomerStatus.PENDING_RPL_REVIEW
    assert queue.partner_view(customer.subject).state == "delayed"
    assert not customer.subject.cases.exists()


def test_m10_the_administrator_is_part_of_what_is_screened(northwind, alice, lists, order):
    customer = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    asked = customer.clearance.screening.profile
    assert (asked["name"], asked["administrator"]) == ("Contoso Bakery", "Dana Levi")


def test_m19_the_country_of_the_address_is_kept_as_given(northwind, alice, lists, order):
    customer = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    assert (customer.country, customer.address) == ("IL", BAKERY)


def test_m9_the_administrator_gets_the_highest_level_that_is_ordered(northwind, alice, lists, order):
    wanted = order(packages=("webex_meetings", "webex_suite"), calling_location=HEADQUARTERS)

    customer = onboarding.onboard(wanted, partner=northwind, by=alice, at=T0)

    administrator = customer.get_full_administrator()
    assert (administrator.email, administrator.level_id) == ("dana@contoso.example", "webex_suite")


def test_a_new_customer_is_told_in_history_and_outbox(northwind, alice, lists, order):
    customer = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    event = trail.history_of(customer, public=True).get()
    assert (event.action, event.partner_id) == ("customer.created", northwind.pk)
    assert [row.kind for row in customer.announcements.all()] == ["created"]


def test_m1_an_external_id_is_used_once(northwind, alice, lists, order):
    onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)

    with pytest.raises(ExternalIdInUse) as refusal:
        onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)

    assert refusal.value.problems[0].field == "externalId"
    assert Customer.objects.count() == 1


def test_m1_an_external_id_is_used_once_by_a_partner_and_its_sub_partners(northwind, alice, lists, order):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)

    with pytest.raises(ExternalIdInUse):
        onboarding.onboard(order(external_id="4711"), partner=child, by=alice, at=T0)


def test_m1_another_partner_may_use_the_same_external_id(northwind, fabrikam, alice, bob, lists, order):
    onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)
    theirs = make_order(make_template(fabrikam, bob), external_id="4711")

    customer = onboarding.onboard(theirs, partner=fabrikam, by=bob, at=T0)

    assert customer.external_id == "4711"


def test_m1_of_two_at_once_the_database_takes_one(northwind, alice, lists, order, monkeypatch):
    """The second was checked before the first was written."""
    onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)
    late = _checked_before(monkeypatch, order(external_id="4711"), northwind)

    with pytest.raises(ExternalIdInUse), transaction.atomic():
        onboarding.onboard(late, partner=northwind, by=alice, at=T0)

    assert Customer.objects.count() == 1


def test_a_subscribers_email_is_no_administrators_elsewhere(northwind, alice, lists, order, customer_in):
    first = customer_in(CustomerStatus.PROVISIONED)
    subscribers.add(first, Wish(email="eva@x.example", packages=("webex_meetings",)), by=alice, at=T0)
    wanted = order()
    wanted = replace(wanted, administrator=replace(wanted.administrator, email="Eva@x.example"))

    with pytest.raises(EmailInUse):
        onboarding.onboard(wanted, partner=northwind, by=alice, at=T0)


def test_a_suspended_sub_partner_creates_nothing(northwind, alice, lists, order):
    northwind.provisioning_state = Partner.State.SUSPENDED

    with pytest.raises(SubPartnerSuspended):
        onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    assert not Customer.objects.exists()


def test_another_partners_template_is_unknown(northwind, fabrikam, alice, bob, lists):
    theirs = make_order(make_template(fabrikam, bob))

    with pytest.raises(UnknownReference) as refusal:
        onboarding.onboard(theirs, partner=northwind, by=alice, at=T0)

    assert refusal.value.problems[0].field == "provisioningId"


def test_an_invalid_order_leaves_nothing_behind(northwind, alice, lists):
    with pytest.raises(Invalid) as refusal:
        onboarding.onboard(Order(address=PostalAddress(country="il")), partner=northwind, by=alice, at=T0)

    assert len(refusal.value.problems) > 5
    assert not Customer.objects.exists()


def test_attaching_to_an_organization_takes_its_name_from_the_platform(northwind, alice, lists, order):
    organization = Organization.objects.create(name="Contoso Holding", country="IL")
    wanted = order(name="", org_id=ids.encode("ORGANIZATION", organization.pk))

    wanted = replace(wanted, administrator=replace(wanted.administrator, email=""))
    customer = onboarding.onboard(wanted, partner=northwind, by=alice, at=T0)

    assert (customer.name, customer.requested_org_id) == ("Contoso Holding", organization.pk)
    assert customer.clearance.screening.profile["name"] == "Contoso Holding"


def test_attaching_to_an_unknown_organization_is_refused(northwind, alice, lists, order):
    wanted = order(org_id=ids.encode("ORGANIZATION", uuid.uuid4()))

    with pytest.raises(UnknownReference) as refusal:
        onboarding.onboard(wanted, partner=northwind, by=alice, at=T0)

    assert refusal.value.problems[0].field == "orgId"


def test_m5_the_own_organization_is_marked_and_added_once(northwind, alice, lists, order):
    Organization.objects.create(id=northwind.org_id, name="Northwind", country="IL")
    own = ids.encode("ORGANIZATION", northwind.org_id)

    customer = onboarding.onboard(order(org_id=own), partner=northwind, by=alice, at=T0)

    assert customer.is_own_organization
    with pytest.raises(OrganizationInUse):
        onboarding.onboard(order(org_id=own), partner=northwind, by=alice, at=T0)


def test_m5_the_own_organization_leaves_the_list_with_the_subscription(northwind, alice, lists, order):
    Organization.objects.create(id=northwind.org_id, name="Northwind", country="IL")
    subscription = Subscription.objects.create(partner=northwind, number="S-1", billing_start_date=T0.date())
    own = onboarding.onboard(
        order(org_id=ids.encode("ORGANIZATION", northwind.org_id)), partner=northwind, by=alice, at=T0
    )
    other = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)
    assert set(Customer.objects.owned_by(northwind)) == {own, other}

    subscription.cancelled_at = T0
    subscription.save()

    assert list(Customer.objects.owned_by(northwind)) == [other]


def test_a_write_that_fails_halfway_leaves_nothing(northwind, alice, lists, order, monkeypatch):
    """One transaction: subject, screening, customer, packages, history and outbox."""
    monkeypatch.setattr(onboarding.packages, "order", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    assert (Customer.objects.count(), Subject.objects.count()) == (0, 0)


def test_lifecycle_is_where_a_status_begins(northwind, alice, lists, order):
    customer = onboarding.onboard(order(), partner=northwind, by=alice, at=T0)

    with pytest.raises(AttributeError):
        customer.status = CustomerStatus.PROVISIONED
    assert lifecycle.standing_of(customer) == "not live"


def _checked_before(monkeypatch, order, partner):
    """The order passes its first check only, as if nobody had the external id yet."""
    real, asked = precheck.require, []

    def blind_once(checked, **where):
        asked.append(checked)
        if len(asked) > 1:
            return real(checked, **where)
        return replace(precheck.check(checked, **where), problems=())

    monkeypatch.setattr(precheck, "require", blind_once)
    return order

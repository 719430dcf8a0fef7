"""A customer is removed (M3)."""

import pytest

from customers import changes, deletion, onboarding, subscribers
from customers.enums import CustomerStatus as S
from customers.models import Customer, Subscriber
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner
from tests.conftest import HOURS, T0
from tests.factories import LISTED_ADDRESS, open_case_of, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_user(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    subscribers.add(customer, Wish(email="eva@x.example", packages=("webex_meetings",)), by=alice, at=T0)
    return customer


def test_m3_a_removed_customer_is_hidden_and_kept(customer_in, alice):
    customer = deletion.delete(customer_in(S.PROVISIONED), by=alice, at=T0)
    assert customer.status == S.DELETING

    set_up(customer, at=T0 + HOURS)

    assert not Customer.objects.exists()
    kept = Customer.everything.get()
    assert (kept.deleted_at, kept.subject.watched) == (T0 + HOURS, False)
    assert kept.subject.screenings.exists()
    assert [row.kind for row in kept.announcements.all()][-1] == "deleted"


def test_once_begun_asking_again_changes_nothing(customer_in, alice):
    customer = customer_in(S.DELETING)

    again = deletion.delete(customer, by=alice, at=T0 + HOURS)

    assert (again.status, again.version) == (S.DELETING, customer.version)


@pytest.mark.parametrize("status", [S.PROVISIONING, S.UPDATING])
def test_while_it_is_set_up_it_is_not_removed(customer_in, alice, status):
    with pytest.raises(changes.CustomerBusy):
        deletion.delete(customer_in(status), by=alice, at=T0)


def test_subscribers_stand_in_the_way_and_are_counted(with_user, alice):
    with pytest.raises(deletion.StillHasSubscribers) as refusal:
        deletion.delete(with_user, by=alice, at=T0)

    assert (refusal.value.code, refusal.value.status) == (90012, 409)
    assert "1 subscriber" in refusal.value.message
    assert deletion.get_blockers(with_user) == deletion.Blockers(is_busy=False, subscribers=1)


def test_subscribers_go_with_it_where_asked(with_user, alice):
    customer = deletion.delete_with_subscribers(with_user, by=alice, at=T0)

    assert customer.status == S.DELETING
    assert not Subscriber.objects.exists()


def test_what_is_under_review_may_be_removed_and_its_case_is_withdrawn(customer_in, alice):
    customer = customer_in(S.PENDING_RPL_REVIEW)
    case = open_case_of(customer)

    deletion.delete(customer, by=alice, at=T0)

    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_a_proposal_is_dropped_with_its_customer(customer_in, alice):
    customer = changes.change_address(customer_in(S.PROVISIONED), LISTED_ADDRESS, by=alice, at=T0)

    deletion.delete(customer, by=alice, at=T0)

    assert customer.proposals.get().outcome == "dropped"


def test_the_external_id_is_free_again(customer_in, alice, northwind, order):
    customer = customer_in(S.DELETING, external_id="4711")
    set_up(customer)

    again = onboarding.onboard(order(external_id="4711"), partner=northwind, by=alice, at=T0)

    assert again.external_id == "4711"


def test_a_suspended_partner_may_remove(customer_in, alice, northwind):
    customer = customer_in(S.PROVISIONED)
    Partner.objects.filter(pk=northwind.pk).update(provisioning_state=Partner.State.SUSPENDED)

    assert deletion.delete(customer, by=alice, at=T0).status == S.DELETING

"""A quantity is the most that may be assigned, at any moment, under any concurrency (M7, M8)."""

import threading

import pytest
from django.db import connection

from customers import packages, subscribers
from customers.enums import CustomerStatus as S
from customers.models import Customer, Package, Subscriber
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.errors import Invalid
from tests.conftest import T0, make_person
from tests.factories import HEADQUARTERS, make_customer, open_telephony, publish_list

MANY, QUANTITY = 100, 10


def wish(number=1, *codes):
    return Wish(email=f"user{number}@contoso.example", packages=codes or ("webex_meetings",), extension="100")


@pytest.mark.django_db
def test_m7_no_quantity_means_unlimited(customer_in, alice):
    customer = customer_in(S.PROVISIONED)

    for number in range(3):
        subscribers.add(customer, wish(number), by=alice, at=T0)

    assignment = customer.assigned_packages.get()
    assert (assignment.quantity, assignment.used, assignment.free) == (None, 3, None)


@pytest.mark.django_db
def test_m7_no_more_than_the_quantity_is_assigned(customer_in, alice):
    customer = customer_in(S.PROVISIONED, quantities={"webex_meetings": 1})
    subscribers.add(customer, wish(1), by=alice, at=T0)

    with pytest.raises(packages.LimitReached) as refusal:
        subscribers.add(customer, wish(2), by=alice, at=T0)

    assert (refusal.value.code, refusal.value.status) == (90013, 409)
    assert [one.email for one in Subscriber.objects.all()] == ["user1@contoso.example"]


@pytest.mark.django_db
def test_m7_what_is_given_back_can_be_assigned_again(customer_in, alice):
    customer = customer_in(S.PROVISIONED, quantities={"webex_meetings": 1})
    first = subscribers.add(customer, wish(1), by=alice, at=T0)

    subscribers.remove(first, by=alice, at=T0)
    subscribers.add(customer, wish(2), by=alice, at=T0)

    assert customer.assigned_packages.get().used == 1


@pytest.mark.django_db
def test_m7_what_cannot_be_assigned_is_entitled_not_counted(customer_in, alice):
    customer = customer_in(
        S.PROVISIONED,
        packages=("webex_meetings", "common_area_calling"),
        quantities={"common_area_calling": 20},
        calling_location=HEADQUARTERS,
    )

    with pytest.raises(Invalid):
        subscribers.add(customer, wish(1, "common_area_calling"), by=alice, at=T0)

    common_area = customer.assigned_packages.get(package="common_area_calling")
    assert (common_area.quantity, common_area.used) == (20, 0)


@pytest.mark.django_db
def test_m7_entitlements_are_not_assigned_by_the_domain_either(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    subscriber = subscribers.add(customer, wish(), by=alice, at=T0)

    with pytest.raises(packages.NotAssignable):
        packages.assign(subscriber, Package.objects.get(code="cisco_calling_plan"), at=T0)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="its test database in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_m7_of_100_at_once_10_get_one():
    """Twenty threads, each with a connection of its own."""
    publish_list()
    open_telephony()
    partner = Partner.objects.create(slug="northwind", name="Northwind")
    alice = make_person("alice", Role.FULL, partner)
    customer = make_customer(partner, alice, quantities={"webex_meetings": QUANTITY})
    outcomes = in_parallel(lambda number: add_one(customer, number, alice))

    assert outcomes.count("added") == QUANTITY
    assert set(outcomes) == {"added", "refused"}
    assert customer.assigned_packages.get().used == QUANTITY == Subscriber.objects.count()


def add_one(customer, number, by):
    try:
        subscribers.add(Customer.objects.get(pk=customer.pk), wish(number), by=by, at=T0)
    except packages.LimitReached:
        return "refused"
    return "added"


def in_parallel(work):
    """`work(0)` to `work(99)`, twenty at a time, all starting together."""
    outcomes, start = [], threading.Barrier(20)

    def run(numbers):
        start.wait()
        for number in numbers:
            try:
                outcomes.append(work(number))
            except Exception as error:
                outcomes.append(repr(error))
        connection.close()

    threads = [threading.Thread(target=run, args=(range(first, MANY, 20),)) for first in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes

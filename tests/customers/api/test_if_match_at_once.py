"""If-Match holds when it is asked where it counts: under the lock, so that of many with one tag one gets through."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.db import connection

from customers import changes, deletion, subscribers
from customers.models import Customer, Subscriber
from customers.orders import Change
from customers.subscriber_rules import Wish
from partnerhub.api import tokens
from partnerhub.api.conditional import Changed
from partnerhub.clock import now
from tests.customers.api.conftest import CUSTOMERS
from tests.customers.api.test_subscribers import SUBSCRIBERS, wish

AT_ONCE = 12
several_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="its test database in memory has one connection"
)


def somebody_was_quicker():
    """The row is held by now, and is not what the caller saw."""
    assert connection.in_atomic_block
    raise Changed


@pytest.fixture
def customer_id(provisioned):
    return provisioned(packages=["webex_meetings", "cx_premium_agent"])


@pytest.fixture
def subscriber_id(call, alice, customer_id):
    return call(alice).post(SUBSCRIBERS, wish(customer_id), format="json").json()["id"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [Change(external_id="new"), Change(name="Another Bakery")])
def test_a_customer_that_was_changed_meanwhile_is_not_changed(customer_id, alice, change):
    customer = Customer.objects.get()

    with pytest.raises(Changed):
        changes.make(customer, change, by=alice, at=now(), unchanged=somebody_was_quicker)

    after = Customer.objects.get()
    assert (after.status, after.external_id, after.name) == (
        customer.status,
        customer.external_id,
        customer.name,
    )


@pytest.mark.django_db
def test_a_customer_that_was_changed_meanwhile_is_not_removed(customer_id, alice):
    customer = Customer.objects.get()

    with pytest.raises(Changed):
        deletion.delete(customer, by=alice, at=now(), unchanged=somebody_was_quicker)

    assert Customer.objects.get().status == customer.status


@pytest.mark.django_db
def test_a_subscriber_that_was_changed_meanwhile_is_neither_moved_nor_removed(subscriber_id, alice):
    subscriber = Subscriber.objects.get()
    to_agent = Wish(email=subscriber.email, packages=("cx_premium_agent",))

    with pytest.raises(Changed):
        subscribers.move(subscriber, to_agent, by=alice, at=now(), unchanged=somebody_was_quicker)
    with pytest.raises(Changed):
        subscribers.remove(subscriber, by=alice, at=now(), unchanged=somebody_was_quicker)

    assert Subscriber.objects.get().package_id == "webex_meetings"


@several_connections
@pytest.mark.django_db(transaction=True)
def test_of_many_changes_of_a_subscriber_with_one_tag_one_gets_through(send_at_once, subscriber_id):
    body = {"package": "cx_premium_agent"}

    answers = send_at_once(f"{SUBSCRIBERS}/{subscriber_id}", [body] * AT_ONCE)

    assert answers == {200: 1, 412: AT_ONCE - 1}


@several_connections
@pytest.mark.django_db(transaction=True)
def test_of_many_changes_of_a_customer_with_one_tag_one_gets_through(send_at_once, customer_id):
    packages = ["webex_meetings", "cx_premium_agent"]
    bodies = [{"packages": packages, "externalId": f"ext-{number}"} for number in range(AT_ONCE)]

    answers = send_at_once(f"{CUSTOMERS}/{customer_id}", bodies)

    assert answers == {202: 1, 412: AT_ONCE - 1}


@pytest.fixture
def send_at_once(live_server, call, alice, northwind):
    """PUTs of these bodies, all at once and all with the present tag: how many got which status."""
    client = tokens.client_for(name="at once", owner=alice, partner=northwind)
    token = tokens.issue(client, scopes=["all"], by=alice, at=now())

    def _send(path, bodies):
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "If-Match": call(alice).get(path)["ETag"],
        }

        def put(body):
            server = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=60)
            server.request("PUT", path, json.dumps(body), headers)
            status = server.getresponse().status
            server.close()
            return status

        with ThreadPoolExecutor(len(bodies)) as pool:
            return Counter(pool.map(put, bodies))

    return _send

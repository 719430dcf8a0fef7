"""A quantity holds whatever arrives at once: over HTTP, against a server, on the database that production has (M7)."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.db import connection

from customers.models import PackageAssignment, Subscriber
from partnerhub.api import tokens
from partnerhub.clock import now
from tests.customers.api.test_subscribers import SUBSCRIBERS, wish

CALLS, AT_ONCE, QUANTITY = 200, 40, 50


@pytest.mark.skipif(connection.vendor == "sqlite", reason="its test database in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_m7_of_200_at_once_50_are_added(live_server, provisioned, alice, northwind):
    customer_id = provisioned(provisioningParameters={"packages": {"limits": {"webex_meetings": QUANTITY}}})
    client = tokens.client_for(name="at once", owner=alice, partner=northwind)
    token = tokens.issue(client, scopes=["all"], by=alice, at=now())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(
            pool.map(
                lambda number: add_one(
                    live_server.url, token, wish(customer_id, email=f"u{number}@c.example")
                ),
                range(CALLS),
            )
        )

    assert answers == {(200, None): QUANTITY, (409, 90013): CALLS - QUANTITY}
    assert PackageAssignment.objects.get().used == QUANTITY == Subscriber.objects.count()


def add_one(address, token, body):
    """Status and error code of one POST on a connection of its own."""
    server = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    server.request("POST", SUBSCRIBERS, json.dumps(body), headers)
    response = server.getresponse()
    answer = json.loads(response.read())
    server.close()
    return response.status, answer["errors"][0]["errorCode"] if answer["errors"] else None

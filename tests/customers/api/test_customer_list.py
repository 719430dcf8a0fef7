"""The list of customers: filters, order, Link paging, cost (wholesale-api.md 2.1, section 8)."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from partnerhub.api import ids
from partnerhub.api.responses import moment
from partnerhub.clock import now
from tests.conftest import T0
from tests.customers.api.conftest import CUSTOMERS

pytestmark = pytest.mark.django_db


def names_of(response):
    return [item["name"] for item in response.json()["items"]]


def links_of(response):
    """relation → URL, split at commas and semicolons as the Java client does."""
    parts = [part.split(";") for part in response.headers.get("Link", "").split(",") if part]
    return {relation.split("=")[1].strip('"'): url.strip().strip("<>") for url, relation in parts}


def test_newest_first_and_no_link_on_the_only_page(call, alice, many):
    many(3)

    response = call(alice).get(CUSTOMERS)

    assert names_of(response) == ["Customer 2", "Customer 1", "Customer 0"]
    assert "Link" not in response
    assert response["Content-Type"].startswith("application/json")


def test_next_is_followed_to_the_end_and_back(call, alice, many):
    many(5)
    api = call(alice)

    first = api.get(f"{CUSTOMERS}?max=2&status=error,provisioned")
    second = api.get(links_of(first)["next"])
    third = api.get(links_of(second)["next"])
    back = api.get(links_of(third)["prev"])

    assert names_of(first) == ["Customer 4", "Customer 3"]
    assert names_of(second) == ["Customer 2", "Customer 1"]
    assert names_of(third) == ["Customer 0"]
    assert names_of(back) == names_of(second)
    assert names_of(api.get(links_of(back)["prev"])) == names_of(first)
    assert set(links_of(first)) == {"next"}
    assert set(links_of(third)) == {"prev", "first"}


def test_a_link_carries_filters_offset_and_cursor_and_no_comma(call, alice, many):
    many(3)

    url = links_of(call(alice).get(f"{CUSTOMERS}?max=2&status=error,provisioned"))["next"]

    query = parse_qs(urlsplit(url).query)
    assert url.startswith(f"http://testserver{CUSTOMERS}?")
    assert "," not in url
    assert query["status"] == ["error", "provisioned"]
    assert (query["offset"], query["max"]) == (["2"], ["2"])
    assert re.fullmatch(r"[A-Za-z0-9_-]+", query["cursor"][0])


def test_rows_added_meanwhile_neither_repeat_nor_hide_others(call, alice, many):
    rows = many(4)
    api = call(alice)
    first = api.get(f"{CUSTOMERS}?max=2")
    Customer.everything.filter(pk=rows[0].pk).update(created_at=now() + timedelta(days=1))

    second = api.get(links_of(first)["next"])

    assert names_of(second) == ["Customer 1"]


def test_customers_of_one_moment_are_each_on_one_page(call, alice, many):
    many(7)
    Customer.everything.filter(name__in=[f"Customer {n}" for n in range(1, 6)]).update(created_at=T0)
    api = call(alice)

    pages = [api.get(f"{CUSTOMERS}?max=2")]
    while "next" in links_of(pages[-1]):
        pages.append(api.get(links_of(pages[-1])["next"]))
    names = [name for page in pages for name in names_of(page)]

    assert len(names) == 7
    assert len(set(names)) == 7
    assert [names_of(page) for page in _back_from(pages[-1], api)] == [
        names_of(page) for page in pages[-2::-1]
    ]


def _back_from(page, api):
    while "prev" in links_of(page):
        page = api.get(links_of(page)["prev"])
        yield page


def test_a_plain_offset_works_without_a_cursor(call, alice, many):
    many(5)

    api = call(alice)
    middle = api.get(f"{CUSTOMERS}?max=2&offset=2")

    assert names_of(middle) == ["Customer 2", "Customer 1"]
    assert names_of(api.get(links_of(middle)["next"])) == ["Customer 0"]
    assert names_of(api.get(links_of(middle)["prev"])) == ["Customer 4", "Customer 3"]
    assert names_of(api.get(f"{CUSTOMERS}?max=2&offset=3")) == ["Customer 1", "Customer 0"]
    assert names_of(api.get(f"{CUSTOMERS}?max=2&offset=5")) == []
    assert names_of(api.get(f"{CUSTOMERS}?max=2&offset=6")) == []


@pytest.mark.parametrize("microseconds", [0, 500_000, 561_000, 560_933, 7])
def test_a_moment_is_told_to_the_millisecond_as_either_database_writes_it(call, alice, many, microseconds):
    [row] = many(1)
    at = T0.replace(microsecond=microseconds)
    Customer.everything.filter(pk=row.pk).update(created_at=at, status_changed_at=at)
    api = call(alice)

    [told] = api.get(CUSTOMERS).json()["items"]

    assert told["created"] == told["lastStatusChange"] == moment(at)
    assert told["created"] == f"{T0:%Y-%m-%dT%H:%M:%S}.{microseconds // 1000:03}Z"


def test_a_hundred_are_given_exactly_and_never_more(call, alice, many):
    many(101)
    api = call(alice)

    assert len(names_of(api.get(f"{CUSTOMERS}?max=100"))) == 100
    assert len(names_of(api.get(f"{CUSTOMERS}?max=5000"))) == 100
    assert len(names_of(api.get(CUSTOMERS))) == 100


@pytest.mark.parametrize(
    "query", ["status=error&status=provisioned", "status=error,provisioned", "status=error"]
)
def test_status_in_both_spellings(call, alice, many, query):
    many(2)

    assert len(names_of(call(alice).get(f"{CUSTOMERS}?{query}"))) == 2
    assert names_of(call(alice).get(f"{CUSTOMERS}?status=provisioned")) == []


def test_external_id_is_matched_exactly(call, alice, many):
    many(3)
    api = call(alice)

    assert names_of(api.get(f"{CUSTOMERS}?externalId=ext-1")) == ["Customer 1"]
    assert names_of(api.get(f"{CUSTOMERS}?externalId=ext")) == []


def test_org_id_is_matched(call, alice, many):
    row = many(2)[0]
    org_id = row.pk
    Customer.objects.filter(pk=row.pk).update(org_id=org_id)

    found = call(alice).get(f"{CUSTOMERS}?orgId={ids.encode('ORGANIZATION', org_id)}=")

    assert names_of(found) == ["Customer 0"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("max=0", "max"),
        ("max=-1", "max"),
        ("max=x", "max"),
        ("max=1.5", "max"),
        ("max=9999999999999999999", "max"),
        ("offset=-1", "offset"),
        ("offset=x", "offset"),
        ("status=nonsense", "status"),
        ("orgId=nonsense", "orgId"),
        ("orgId=%00", "orgId"),
        ("externalId=%00", "externalId"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%ff", "cursor"),
        ("ownOrganization=maybe", "ownOrganization"),
    ],
)
def test_a_bad_parameter_is_named(call, alice, query, field):
    response = call(alice).get(f"{CUSTOMERS}?{query}")

    assert response.status_code == 400
    assert response.json()["errors"][0]["fieldName"] == field


def test_another_partner_sees_none_of_them(call, bob, many):
    many(2)

    assert names_of(call(bob).get(CUSTOMERS)) == []


def test_staff_who_may_read_see_all(call, otto, olga, many):
    many(2)

    assert len(names_of(call(otto).get(CUSTOMERS))) == len(names_of(call(olga).get(CUSTOMERS))) == 2


def queries_of(api, count):
    with CaptureQueriesContext(connection) as captured:
        assert len(names_of(api.get(f"{CUSTOMERS}?max={count}"))) == count
    return len(captured)


def test_a_list_makes_the_same_few_queries_whatever_its_size(call, alice, many):
    many(30)
    api = call(alice)
    api.get(CUSTOMERS)  # The first use of a token in a minute is noted.

    assert queries_of(api, 2) == queries_of(api, 30) <= 12


def test_a_list_without_a_token_is_401(client):
    response = client.get(CUSTOMERS)

    assert response.status_code == 401
    assert set(response.json()) == {"message", "errors", "trackingId"}


def test_a_missing_scope_is_401_and_named(call, alice):
    response = call(alice, scopes=("spark-admin:wholesale_subscribers_read",)).get(CUSTOMERS)

    assert response.status_code == 401
    assert "spark-admin:wholesale_customers_read" in response.json()["message"]

"""The list of customers as CSV: what the filters keep, own rows only, harmless in a spreadsheet."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.enums import CustomerStatus
from customers.web import export
from customers.web.listing import Query
from partnerhub.accounts.access import Access
from tests.conftest import HOURS, T0
from tests.factories import LISTED_NAME, make_customer

pytestmark = pytest.mark.django_db
S = CustomerStatus
PATH = "/customers/export.csv"


def text_of(response):
    return b"".join(response.streaming_content).decode()


def rows_of(response):
    return list(csv.DictReader(io.StringIO(text_of(response).removeprefix("\ufeff"))))


def test_a_row_holds_what_the_list_shows(hers, bakery):
    response = hers.get(PATH)

    (row,) = rows_of(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert row["Customer"] == "Contoso Bakery"
    assert (row["External id"], row["Status"], row["Country"]) == (bakery.external_id, "Provisioned", "IL")
    assert (row["Packages used"], row["Quantity"]) == ("0", "5")
    assert row["Default call-in number"] == "'+442079460958"
    assert row["Created"] == f"{T0:%Y-%m-%d %H:%M}"


def test_it_honours_search_and_chip_and_the_list_offers_it_with_them(hers, bakery, customer_in):
    customer_in(S.PENDING_RPL_REVIEW)

    names = {
        query: sorted(row["Customer"] for row in rows_of(hers.get(PATH + query)))
        for query in ("", "?show=review", "?q=bakery", "?q=bakery&show=review")
    }

    assert names == {
        "": ["Contoso Bakery", LISTED_NAME],
        "?show=review": [LISTED_NAME],
        "?q=bakery": ["Contoso Bakery"],
        "?q=bakery&show=review": [],
    }
    assert f"{PATH}?q=bakery" in hers.get("/customers/?q=bakery").content.decode()
    (waiting,) = rows_of(hers.get(PATH + "?show=review"))
    assert waiting["Review deadline"] == f"{T0 + 72 * HOURS:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1"])
def test_nothing_typed_becomes_a_formula(hers, bakery, typed):
    type(bakery).objects.filter(pk=bakery.pk).update(external_id=typed)

    assert rows_of(hers.get(PATH))[0]["External id"] == f"'{typed}"


def test_a_partner_gets_its_own_rows_only(browse, bob, bakery):
    assert rows_of(browse(bob).get(PATH)) == []


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(PATH).status_code == 302


def test_headings_and_statuses_are_in_the_readers_language(hers, bakery):
    hers.cookies["django_language"] = "he"

    text = text_of(hers.get(PATH))

    assert "לקוח" in text
    assert "Provisioned" not in text


def test_queries_grow_with_the_chunks_not_with_the_rows(alice, northwind, template, lists):
    for number in range(12):
        make_customer(northwind, alice, template=template, external_id=f"x-{number}", at=T0 + number * HOURS)
    access = Access.of_membership(alice.current_memberships[0])

    def queries(size):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            texts = list(export.lines(Query(), access, size=size))
        return len(captured), texts

    (few, small), (many, large) = queries(4), queries(2)

    assert (len(small), len(large)) == (1 + 3, 1 + 6)
    assert "".join(small) == "".join(large)
    per_chunk = (few - 1) / 3
    assert many - 1 == 6 * per_chunk
    assert per_chunk <= 4

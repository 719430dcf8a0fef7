"""The list of customers."""

import pytest

from customers.enums import CustomerStatus
from customers.orders import Administrator
from customers.web import listing
from partnerhub.accounts.models import Subscription
from tests.conftest import HOURS, T0
from tests.factories import LISTED_NAME, make_customer, make_template


def test_empty_list_offers_to_create(hers, alice):
    page = hers.get("/customers/").content.decode()

    assert "No customers yet" in page
    assert "/customers/new/" in page


def test_no_result_is_not_an_empty_list(hers, bakery):
    page = hers.get("/customers/?q=nobody").content.decode()

    assert "No customer matches" in page
    assert "No customers yet" not in page


def test_row_shows_status_call_in_number_and_usage(hers, bakery):
    page = hers.get("/customers/").content.decode()

    assert "Contoso Bakery" in page
    assert "Provisioned" in page
    assert '<bdi dir="ltr" class="phone">+44 20 7946 0958</bdi>' in page
    assert "0 / 5" in page


def test_m13_customer_under_review_shows_its_deadline(hers, customer_in):
    customer_in(CustomerStatus.PENDING_RPL_REVIEW)

    page = hers.get("/customers/").content.decode()

    assert "Under compliance review" in page
    assert f'datetime="{T0 + 72 * HOURS:%Y-%m-%dT%H:%M:%SZ}"' in page


@pytest.mark.parametrize("words", ["toso bak", "dana@contoso", "EXT-CONT"])
def test_search_finds_parts_of_name_email_and_external_id(hers, customer_in, words):
    customer_in(CustomerStatus.PROVISIONED, external_id="ext-contoso")
    customer_in(CustomerStatus.PENDING_RPL_REVIEW, administrator=Administrator(email="it@zorvax.example"))

    page = hers.get("/customers/", {"q": words}).content.decode()

    assert "Contoso Bakery" in page
    assert LISTED_NAME not in page


@pytest.mark.parametrize("words", ["\0", "%", "'", "x" * 5000])
def test_strange_searches_find_nothing(hers, bakery, words):
    assert "No customer matches" in hers.get("/customers/", {"q": words}).content.decode()


def test_chips_count_and_narrow(hers, customer_in):
    customer_in(CustomerStatus.PROVISIONED)
    customer_in(CustomerStatus.PENDING_RPL_REVIEW)

    page = hers.get("/customers/?show=review")

    assert "Contoso Bakery" not in page.content.decode()
    assert {chip.label: chip.count for chip in page.context["page"].chips} == {
        "All": 2,
        "In review": 1,
        "Being set up": 0,
        "In service": 1,
        "Errors": 0,
        "Over 90 % of a quantity": 0,
    }


def test_pages_follow_the_key_without_gap_or_double(hers, alice, northwind, template, lists, monkeypatch):
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    names = [f"Contoso Bakery {number}" for number in range(5)]
    for name in names:
        make_customer(northwind, alice, template=template, status=CustomerStatus.PROVISIONING, name=name)

    seen, url = [], "/customers/"
    while url:
        page = hers.get(url).context["page"]
        seen += [row.customer.name for row in page.rows]
        url = page.next_url and f"/customers/{page.next_url}"

    assert sorted(seen) == names


@pytest.mark.parametrize("key", ["x", "é", "MjAyNg==", "fHw=", "\0"])
def test_unknown_key_means_the_first_page(hers, bakery, key):
    assert "Contoso Bakery" in hers.get("/customers/", {"after": key}).content.decode()


def test_number_of_queries_does_not_grow(hers, customer_in, django_assert_max_num_queries):
    customer_in(CustomerStatus.PROVISIONED)
    for _ in range(3):
        customer_in(CustomerStatus.PENDING_RPL_REVIEW)

    with django_assert_max_num_queries(16):
        hers.get("/customers/")


def test_m5_own_organization_is_marked_and_can_be_left_out(hers, alice, northwind, customer_in):
    customer_in(CustomerStatus.PROVISIONED)
    own = customer_in(CustomerStatus.PROVISIONED, name="Northwind itself")
    type(own).objects.filter(pk=own.pk).update(is_own_organization=True)

    everything = hers.get("/customers/").content.decode()
    others = hers.get("/customers/?show=others").content.decode()

    assert "your organization" in everything
    assert "Northwind itself" in everything
    assert "Northwind itself" not in others
    assert "Contoso Bakery" in others


def test_m5_own_organization_leaves_the_list_with_its_subscription(hers, northwind, customer_in):
    own = customer_in(CustomerStatus.PROVISIONED, name="Northwind itself")
    type(own).objects.filter(pk=own.pk).update(is_own_organization=True)
    Subscription.objects.create(
        partner=northwind, number="S-1", billing_start_date=T0.date(), cancelled_at=T0
    )

    assert "Northwind itself" not in hers.get("/customers/").content.decode()


def test_list_is_of_the_own_partner(bob, fabrikam, bakery, browse):
    make_customer(fabrikam, bob, template=make_template(fabrikam, bob), name="Fabrikam's customer")

    page = browse(bob).get("/customers/").content.decode()

    assert "Fabrikam&#x27;s customer" in page
    assert "Contoso Bakery" not in page

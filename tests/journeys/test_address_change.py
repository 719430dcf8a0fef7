"""A customer in service moves (M10, M18): services run on the old address until the check is clear."""

from dataclasses import replace

import pytest

from customers import changes
from customers.enums import CustomerStatus
from tests.conftest import HOURS, T0
from tests.factories import (
    BAKERY,
    LISTED_ADDRESS,
    RESEMBLING_NAME,
    approve,
    make_customer,
    open_case_of,
    refuse,
    set_up,
)

pytestmark = pytest.mark.django_db

BERLIN = replace(BAKERY, line1="Torstr. 1", city="Berlin", postal_code="10119", country="DE")


@pytest.fixture
def trader(northwind, alice, template):
    """Its name resembles a listed party's, but not enough by itself."""
    return make_customer(northwind, alice, template=template, name=RESEMBLING_NAME)


@pytest.fixture
def moving(trader, alice):
    """It moves to that party's address."""
    return changes.change_address(trader, LISTED_ADDRESS, by=alice, at=T0 + HOURS)


def test_a_clear_move_is_carried_out_and_the_numbers_follow(trader, alice):
    moved = changes.change_address(trader, BERLIN, by=alice, at=T0 + HOURS)
    assert moved.status == CustomerStatus.UPDATING

    customer = set_up(moved, at=T0 + HOURS)

    assert (customer.status, customer.address) == (CustomerStatus.PROVISIONED, BERLIN)
    assert (customer.meeting_site.reason, customer.meeting_site.numbers[0]["e164"]) == (
        "domain_country",
        "+493023125000",
    )


def test_a_doubtful_move_waits_beside_the_old_address(moving):
    site = moving.meeting_site

    assert moving.status == CustomerStatus.PENDING_RPL_REVIEW
    assert (moving.address, moving.is_suspended) == (BAKERY, False)
    assert moving.get_open_proposal().change["address"]["city"] == "Dubai"
    assert site.country == "IL"


def test_approved_the_new_address_is_adopted(moving, rita, sam):
    approve(open_case_of(moving), by=rita, at=T0 + 2 * HOURS, second=sam)

    moving.refresh_from_db()
    assert (moving.status, moving.address) == (CustomerStatus.UPDATING, LISTED_ADDRESS)
    assert set_up(moving, at=T0 + 2 * HOURS).status == CustomerStatus.PROVISIONED


def test_refused_it_is_dropped_and_says_so(moving, rita):
    refuse(open_case_of(moving), by=rita, at=T0 + 2 * HOURS)

    moving.refresh_from_db()
    assert (moving.status, moving.address) == (CustomerStatus.PROVISIONED, BAKERY)
    assert [error["errorCode"] for error in moving.errors] == [90020]
    assert moving.get_open_proposal() is None

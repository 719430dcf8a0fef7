"""A telephony domain, and customers that wait for their set-up."""

import pytest

from customers.platform.faulty import FaultyPlatform
from customers.provisioning import worker
from partnerhub.accounts.jobs import job_user
from telephony import call_in_numbers, domains, seeding
from telephony.entries import Stated, check
from telephony.enums import Region
from tests.conftest import T0
from tests.customers.provisioning.ordered import order_customer


@pytest.fixture
def tables(db):
    """The country table and the locations as they ship."""
    seeding.seed_tables(by=job_user("seeding"), at=T0)


@pytest.fixture
def make_domain(olga, tables):
    """make_domain("North", ("+44 20 7946 0958", "GB"), …): a domain with these numbers in order."""

    def _make_domain(name, *numbers, **values):
        domain = domains.open_domain(name=name, region=Region.EMEA, by=olga, at=T0, **values)
        for phone, countries in numbers:
            entry = check(Stated(phone=phone, countries=tuple(countries.split())))
            call_in_numbers.add(domain, entry, by=olga, at=T0)
        return domain

    return _make_domain


@pytest.fixture
def domain(make_domain, olga):
    """The operator's default domain: London, Berlin and New York."""
    domain = make_domain(
        "Global", ("+44 20 7946 0958", "GB"), ("+49 30 23125 000", "DE"), ("+1 212 555 0100", "US CA")
    )
    domains.make_default(domain, by=olga, at=T0)
    return domain


@pytest.fixture
def platform():
    """The built-in platform; it fails where a test says so, and lists what it was asked."""
    return FaultyPlatform()


@pytest.fixture
def ordered(northwind, alice, domain):
    """ordered(codes=("webex_calling",), country="DE"): a cleared customer of Northwind that waits for
    its set-up.
    """

    def _ordered(**values):
        return order_customer(northwind, alice, **values)

    return _ordered


@pytest.fixture
def set_up(ordered, platform):
    """set_up(…): such a customer after its set-up."""

    def _set_up(**values):
        customer = ordered(**values)
        worker.provision_waiting(at=T0, platform=platform)
        customer.refresh_from_db()
        return customer

    return _set_up

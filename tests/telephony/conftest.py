"""The shipped tables, the demo domain, and sites that use numbers."""

import pytest

from partnerhub.accounts.jobs import job_user
from telephony import domains, seeding, usage
from telephony.call_in_numbers import add
from telephony.entries import Stated, check
from telephony.enums import Region
from telephony.usage import SiteUse
from tests.conftest import T0


@pytest.fixture
def seeder(db):
    """The job that loads tables."""
    return job_user("seeding")


@pytest.fixture
def tables(seeder):
    """The country table and the locations as they ship."""
    seeding.seed_tables(by=seeder, at=T0)


@pytest.fixture
def demo(tables, seeder):
    """The demo domain, the operator's default: 17 toll and 5 toll-free numbers."""
    return seeding.seed_demo_domain(by=seeder, at=T0)


@pytest.fixture
def make_domain(olga):
    """make_domain("North", ("+44 20 7946 0958", "GB"), …): a domain with these numbers in order."""

    def _make_domain(name, *numbers, **values):
        domain = domains.open_domain(name=name, by=olga, at=T0, **{"region": Region.EMEA, **values})
        for phone, countries in numbers:
            add(domain, entry(phone, countries), by=olga, at=T0)
        return domain

    return _make_domain


def entry(phone, countries, **values):
    """A checked entry."""
    return check(Stated(phone=phone, countries=tuple(countries.split()), **values))


@pytest.fixture
def site_of():
    """site_of(number): from now on Contoso's site uses this number (or domain)."""
    uses = []

    def lookup(subject):
        return [
            SiteUse("Contoso", "/customers/contoso/", used.e164) for used in uses if _concerns(subject, used)
        ]

    usage.register(lookup)
    yield uses.append
    usage.unregister(lookup)


def _concerns(subject, number):
    return subject.pk in (number.pk, number.domain_id)

"""Alice at work in her browser, and the forms that she fills in."""

import pytest

from customers.enums import CustomerStatus
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import Membership, User
from telephony import seeding
from tests.conftest import T0
from tests.customers.web.forms import filled


@pytest.fixture
def telephony(db):
    """The country table and the demo domain."""
    seeding.seed_tables(by=job_user("seeding"), at=T0)
    return seeding.seed_demo_domain(by=job_user("seeding"), at=T0)


@pytest.fixture
def hers(alice, browse):
    """Alice's browser."""
    return browse(alice)


@pytest.fixture
def bakery(customer_in, telephony):
    """A customer in service, with meetings."""
    return customer_in(CustomerStatus.PROVISIONED, quantities={"webex_meetings": 5})


@pytest.fixture
def typed(template, lists):
    """typed(name=…): what Alice types into the order form."""

    def _typed(**changed):
        return filled(template, **changed)

    return _typed


@pytest.fixture
def colleague(northwind):
    """colleague(Role.READ_ONLY): somebody else at Northwind."""

    def _colleague(role):
        user = User.objects.create_user(f"{role}@example.com", None, name=role.title())
        Membership.objects.create(user=user, partner=northwind, role=role)
        return user

    return _colleague

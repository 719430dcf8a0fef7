"""A partner adds a customer (M1, M2, M10-M12, M17, M19)."""

import pytest

from customers import onboarding
from customers.enums import CustomerStatus
from customers.models import Customer
from tests.conftest import T0
from tests.factories import make_order, make_template, publish_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(northwind, alice):
    return make_template(northwind, alice)


def test_m11_no_match_goes_on_to_provisioning(northwind, alice, template):
    publish_list()

    customer = onboarding.onboard(make_order(template), partner=northwind, by=alice, at=T0)

    assert (customer.status, customer.setup_round) == (CustomerStatus.PROVISIONING, 1)
    assert customer.clearance.screening.outcome == "clear"
    assert Customer.objects.get() == customer

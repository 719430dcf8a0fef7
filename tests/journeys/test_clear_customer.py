"""Alice orders for Contoso Bakery, which no list names: it is in service without a human (M2, M11, M19-M21)."""

import pytest

from compliance import queue
from customers import onboarding
from customers.enums import CustomerStatus
from partnerhub.audit import trail
from tests.conftest import T0
from tests.factories import make_order, set_up

pytestmark = pytest.mark.django_db


def test_a_clear_customer_is_in_service_by_itself(northwind, alice, template):
    ordered = onboarding.onboard(make_order(template), partner=northwind, by=alice, at=T0)
    assert ordered.status == CustomerStatus.PROVISIONING

    customer = set_up(ordered)

    assert (customer.status, customer.errors) == (CustomerStatus.PROVISIONED, [])
    assert customer.org_id
    assert customer.went_live_at == T0
    assert queue.partner_view(customer.subject).state == "clear"


def test_m20_its_meeting_site_dials_the_default_of_its_location(northwind, alice, template):
    """Israel has no number of its own here: the default of EMEA is London."""
    ordered = onboarding.onboard(make_order(template), partner=northwind, by=alice, at=T0)

    site = set_up(ordered).meeting_site

    assert (site.country, site.location, site.reason) == ("IL", "EMEA", "location_default")
    assert site.numbers[0]["e164"] == "+442079460958"


def test_its_story_is_told_from_order_to_service(northwind, alice, template):
    ordered = onboarding.onboard(make_order(template), partner=northwind, by=alice, at=T0)

    customer = set_up(ordered)

    told = [event.action for event in trail.history_of(customer, public=True)]
    assert (told[-1], told[0]) == ("customer.created", "customer.status_changed")

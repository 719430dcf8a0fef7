"""Administrators and their package level (M9)."""

import pytest

from customers import administrators
from customers.enums import CustomerStatus as S
from customers.models import Package
from customers.orders import Administrator
from tests.conftest import T0
from tests.factories import HEADQUARTERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(customer_in):
    return customer_in(S.PROVISIONED, packages=("webex_voice",), calling_location=HEADQUARTERS)


def test_m9_the_full_administrator_never_goes_down(customer, alice):
    administrator = customer.get_full_administrator()

    with pytest.raises(administrators.DowngradeRefused) as refusal:
        administrators.move(administrator, Package.objects.get(code="webex_meetings"), by=alice, at=T0)

    assert refusal.value.code == 90014
    administrator.refresh_from_db()
    assert administrator.level_id == "webex_voice"


def test_m9_the_full_administrator_may_go_up(customer, alice):
    administrator = customer.get_full_administrator()

    administrators.move(administrator, Package.objects.get(code="webex_suite"), by=alice, at=T0)

    administrator.refresh_from_db()
    assert administrator.level_id == "webex_suite"


def test_m9_another_administrator_gets_the_level_of_the_creation(customer, alice):
    administrators.appoint(customer, Administrator(email="Noa@x.example"), is_full=False, at=T0)

    other = customer.administrators.get(is_full=False)
    assert (other.email, other.level_id) == ("noa@x.example", "webex_voice")


def test_m9_an_administrator_is_no_subscriber(customer):
    assert customer.administrators.count() == 1
    assert not customer.subscribers.exists()

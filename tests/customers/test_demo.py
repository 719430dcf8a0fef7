"""The demo: customers in every lasting state, loaded once."""

import pytest
from django.test import Client

from customers import demo
from customers.demo import people
from customers.models import Customer
from partnerhub.api import tokens
from partnerhub.audit.models import AuditEvent
from partnerhub.clock import now
from telephony import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    people.settle()
    olga = people.person("olga@operator.example")
    seeding.seed_tables(by=olga, at=now())
    seeding.seed_demo_domain(by=olga, at=now())
    return demo.load(at=now(), log=str)


def test_the_demo_shows_each_lasting_state(loaded):
    statuses = set(Customer.objects.values_list("status", flat=True))

    assert statuses >= {"provisioned", "provisioned_with_errors", "pending_rpl_review", "error"}


def test_a_live_customer_waits_with_its_old_address(loaded):
    customer = Customer.objects.get(external_id="halcyon")

    assert (customer.status, customer.city) == ("pending_rpl_review", "Toronto")
    assert customer.get_open_proposal() is not None


def test_the_demos_people_can_sign_in_and_its_token_works(loaded):
    assert (
        Client()
        .post("/sign-in/", {"username": "alice@northwind.example", "password": loaded.password})
        .status_code
        == 302
    )
    assert tokens.access_for(loaded.token, at=now()).partner.slug == "northwind"


def test_loading_again_changes_nothing(loaded):
    before = AuditEvent.objects.count()

    again = demo.load(at=now(), log=str)

    assert again == loaded
    assert AuditEvent.objects.count() == before

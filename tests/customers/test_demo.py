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


def test_the_demo_shows_each_lasting_state_and_is_loaded_once():
    people.settle()
    olga = people.person("olga@operator.example")
    seeding.seed_tables(by=olga, at=now())
    seeding.seed_demo_domain(by=olga, at=now())

    loaded = demo.load(at=now(), log=str)

    statuses = set(Customer.objects.values_list("status", flat=True))
    assert statuses >= {"provisioned", "provisioned_with_errors", "pending_rpl_review", "error"}
    halcyon = Customer.objects.get(external_id="halcyon")
    assert (halcyon.status, halcyon.city) == ("pending_rpl_review", "Toronto")
    assert halcyon.get_open_proposal() is not None
    credentials = {"username": "alice@northwind.example", "password": loaded.password}
    assert Client().post("/sign-in/", credentials).status_code == 302
    assert tokens.access_for(loaded.token, at=now()).partner.slug == "northwind"

    before = AuditEvent.objects.count()
    assert demo.load(at=now(), log=str) == loaded
    assert AuditEvent.objects.count() == before

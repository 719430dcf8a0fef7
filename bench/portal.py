"""A portal of the benchmark's own: an empty database, the list, telephony, one partner with a token.

To be imported before anything of Django's. DATABASE_URL names an empty database, else it is SQLite in a temporary
folder, which also holds the search index.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

SCRATCH = Path(tempfile.mkdtemp(prefix="bench-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
os.environ["PARTNERHUB_VAR_DIR"] = str(SCRATCH)
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["API_REQUESTS_PER_MINUTE"] = "0"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1"

import django

django.setup()

from django.core.management import call_command

from compliance.lists import publish
from customers import templates
from customers.models import OnboardingTemplate
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.clock import now
from telephony import seeding

CUSTOMERS = "/v1/wholesale/customers"
WORDS = ("Harbour", "Maple", "Silver", "Northern", "Atlas", "Cedar", "Orchid", "Granite", "Velvet", "Pioneer")
TRADES = ("Bakery", "Logistics", "Dental", "Hotels", "Textiles", "Software", "Farms", "Optics", "Marine")


def open_portal(csl: Path | None = None) -> User:
    """The tables and the list (the demo list, unless a Consolidated Screening List is given), and Alice."""
    call_command("migrate", verbosity=0)
    olga = User.objects.create_user("olga@bench.example", name="Olga")
    Membership.objects.create(user=olga, role=Role.OPERATOR)
    seeding.seed_tables(by=olga, at=now())
    seeding.seed_demo_domain(by=olga, at=now())
    demo = Path(publish.__file__).parents[1] / "data" / "demo_list.csv"
    publish.publish("csl" if csl else "", csl or demo, by=job_user("list-import"), at=now())
    partner = Partner.objects.create(slug="northwind", name="Northwind")
    alice = User.objects.create_user("alice@bench.example", name="Alice")
    Membership.objects.create(user=alice, partner=partner, role=Role.FULL)
    return alice


def partner_of(alice: User) -> Partner:
    """Whose customers Alice has."""
    partner = alice.memberships.get().partner
    assert partner is not None
    return partner


def make_token(alice: User) -> str:
    """An access token with every scope."""
    client = tokens.client_for(name="bench", owner=alice, partner=partner_of(alice))
    return tokens.issue(client, scopes=["all"], by=alice, at=now())


def make_template(alice: User) -> OnboardingTemplate:
    """What orders name."""
    return templates.create(partner=partner_of(alice), by=alice, at=now(), name="Bench")


def order_of(provisioning_id: str, number: int) -> dict[str, Any]:
    """The body of a POST of a customer; another number, another customer."""
    name = f"{WORDS[number % len(WORDS)]} {TRADES[number // len(WORDS) % len(TRADES)]} {abs(number)}"
    return {
        "provisioningId": provisioning_id,
        "packages": ["webex_meetings", "cx_premium_agent"],
        "externalId": f"bench-{number}",
        "address": {
            "addressLine1": f"{abs(number)} Market Street",
            "city": "Springfield",
            "stateOrProvince": "IL",
            "zipOrPostalCode": "62701",
            "country": "US",
        },
        "customerInfo": {"name": name, "primaryEmail": f"it{number}@bench.example"},
        "provisioningParameters": {"packages": {"limits": {"webex_meetings": 50}}},
    }

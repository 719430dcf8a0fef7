"""A live server for clients that nobody here wrote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from customers import templates
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.clock import now
from telephony import seeding
from tests.compliance import factories
from tests.conftest import make_person

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "webex-wholesale.openapi.json"


def contract_file() -> Path:
    """The machine-readable contract; tests that need it are skipped where it is not."""
    path = Path(os.environ.get("CONTRACT_FILE") or SHARED)
    if not path.is_file():
        pytest.skip("the contract file is not here; name it with CONTRACT_FILE")
    return path


class Portal:
    """A running portal: where it is, a partner's token, and what an order must name."""

    def __init__(self, base, token, provisioning_id):
        self.base, self.token, self.provisioning_id = base, token, provisioning_id

    def order(self, **other):
        """A valid order in the contract's words."""
        return {
            "provisioningId": self.provisioning_id,
            "packages": ["webex_meetings"],
            "externalId": "ext-1",
            "address": {
                "addressLine1": "1 Main St",
                "city": "Milpitas",
                "stateOrProvince": "CA",
                "zipOrPostalCode": "95035",
                "country": "US",
            },
            "customerInfo": {"name": "Contoso Bakery", "primaryEmail": "it@contoso.example"},
        } | other


@pytest.fixture
def portal(live_server, settings):
    """A server on a free port of this machine, in a thread of its own."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    olga = make_person("olga", Role.OPERATOR)
    partner = Partner.objects.create(slug="northwind", name="Northwind Communications")
    alice = make_person("alice", Role.FULL, partner)
    factories.publish_list(at=now())
    seeding.seed_tables(by=olga, at=now())
    seeding.seed_demo_domain(by=olga, at=now())
    template = templates.create(partner=partner, by=alice, at=now(), name="Standard")
    client = tokens.client_for(name="contract", owner=alice, partner=partner)
    token = tokens.issue(client, scopes=["all"], by=alice, at=now())
    return Portal(f"{live_server.url}/v1", token, template.provisioning_id)

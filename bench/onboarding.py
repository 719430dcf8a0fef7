"""How long a partner waits: POST of a customer with its screening, GET and lists, through the whole WSGI stack.

    uv run python -m bench.onboarding --csl FILE [--customers 2000] [--posts 200]

Works on a database of its own (SQLite in a temporary folder, or an empty one that DATABASE_URL names), imports the
list, makes customers, prints milliseconds and numbers of queries. Nothing is asserted: read the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

SCRATCH = tempfile.mkdtemp(prefix="bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
os.environ["PARTNERHUB_VAR_DIR"] = SCRATCH
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["API_REQUESTS_PER_MINUTE"] = "0"
os.environ["ALLOWED_HOSTS"] = "testserver"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, reset_queries
from django.test.utils import override_settings

from bench.wsgi_client import Caller
from compliance.lists import publish
from customers import templates
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.clock import now
from telephony import seeding

CUSTOMERS = "/v1/wholesale/customers"
WORDS = ("Harbour", "Maple", "Silver", "Northern", "Atlas", "Cedar", "Orchid", "Granite", "Velvet", "Pioneer")
TRADES = ("Bakery", "Logistics", "Dental", "Hotels", "Textiles", "Software", "Farms", "Optics", "Marine")


def main() -> None:
    wishes = _arguments()
    call_command("migrate", verbosity=0)
    alice = _portal(wishes.csl)
    caller = Caller(_token(alice))
    provisioning_id = templates.create(
        partner=alice.memberships.get().partner, by=alice, at=now(), name="Bench"
    ).provisioning_id
    print(f"database: {connection.vendor}; list: {wishes.csl or 'demo'}")
    for number in range(20):  # Warm: the index is read, code is compiled.
        caller.post(CUSTOMERS, _order(provisioning_id, -1 - number))
    _print(
        "POST customer, screening included", _times(wishes.posts, lambda n: _post(caller, provisioning_id, n))
    )
    customer_id = _fill(caller, provisioning_id, wishes.posts, wishes.customers)
    _print("GET customer", _times(300, lambda _n: caller.get(f"{CUSTOMERS}/{customer_id}")))
    for size in (1, 10, 100):
        _print(
            f"GET list of {size}", _times(100, lambda _n, size=size: caller.get(f"{CUSTOMERS}?max={size}"))
        )
    _count_queries(caller, customer_id)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csl", type=Path, help="a Consolidated Screening List CSV; default: the demo list")
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--posts", type=int, default=200)
    return parser.parse_args()


def _portal(csl: Path | None) -> User:
    importer = job_user("list-import")
    olga = User.objects.create_user("olga@bench.example", name="Olga")
    Membership.objects.create(user=olga, role=Role.OPERATOR)
    seeding.seed_tables(by=olga, at=now())
    seeding.seed_demo_domain(by=olga, at=now())
    demo = Path(publish.__file__).parents[1] / "data" / "demo_list.csv"
    publish.publish("csl" if csl else "", csl or demo, by=importer, at=now())
    partner = Partner.objects.create(slug="northwind", name="Northwind")
    alice = User.objects.create_user("alice@bench.example", name="Alice")
    Membership.objects.create(user=alice, partner=partner, role=Role.FULL)
    return alice


def _token(alice: User) -> str:
    client = tokens.client_for(name="bench", owner=alice, partner=alice.memberships.get().partner)
    return tokens.issue(client, scopes=["all"], by=alice, at=now())


def _order(provisioning_id: str, number: int) -> dict[str, Any]:
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


def _post(caller: Caller, provisioning_id: str, number: int) -> None:
    status, body = caller.post(CUSTOMERS, _order(provisioning_id, number))
    assert status == 202, body


def _fill(caller: Caller, provisioning_id: str, have: int, want: int) -> str:
    for number in range(have, max(want, have + 100)):
        _post(caller, provisioning_id, number)
    _status, body = caller.get(f"{CUSTOMERS}?max=1")
    customer_id: str = json.loads(body)["items"][0]["id"]
    return customer_id


def _times(count: int, call: Any) -> list[tuple[float, float]]:
    """(wall, own CPU) in milliseconds, per call. On a machine that others use too, only the second says something."""
    found = []
    for number in range(count):
        started, busy = time.perf_counter(), time.process_time()
        call(number)
        found.append(((time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000))
    return found


def _print(what: str, times: list[tuple[float, float]]) -> None:
    wall, cpu = (quantiles(column, n=100) for column in zip(*times, strict=True))
    print(
        f"{what:36} wall p50 {wall[49]:7.1f} p99 {wall[98]:7.1f} ms   "
        f"CPU p50 {cpu[49]:6.1f} p99 {cpu[98]:6.1f} ms   n={len(times)}"
    )


def _count_queries(caller: Caller, customer_id: str) -> None:
    with override_settings(DEBUG=True):
        for path in (
            f"{CUSTOMERS}/{customer_id}",
            f"{CUSTOMERS}?max=1",
            f"{CUSTOMERS}?max=10",
            f"{CUSTOMERS}?max=100",
        ):
            reset_queries()
            caller.get(path)
            print(f"queries of GET {path[:50]:52} {len(connection.queries)}")


if __name__ == "__main__":
    main()
    sys.exit(0)

"""How long a partner waits: POST of a customer with its screening, GET and lists, through the whole WSGI stack.

    uv run python -m bench.onboarding --csl FILE [--customers 2000] [--posts 200]

Works on a database of its own (SQLite in a temporary folder, or an empty one that DATABASE_URL names), imports the
list, makes customers, prints milliseconds and numbers of queries. Nothing is asserted: read the figures.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.db import connection, reset_queries
from django.test.utils import override_settings

from bench.portal import CUSTOMERS, make_template, make_token, open_portal, order_of
from bench.wsgi_client import Caller


def main() -> None:
    wishes = _arguments()
    alice = open_portal(wishes.csl)
    caller, provisioning_id = Caller(make_token(alice)), make_template(alice).provisioning_id
    print(f"database: {connection.vendor}; list: {wishes.csl or 'demo'}")
    for number in range(20):  # Warm: the index is read, code is compiled.
        caller.post(CUSTOMERS, order_of(provisioning_id, -1 - number))
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


def _post(caller: Caller, provisioning_id: str, number: int) -> None:
    status, body = caller.post(CUSTOMERS, order_of(provisioning_id, number))
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

"""Page 1,000 against page 1 of the customers' list, following the cursor of the Link header.

    uv run python -m bench.paging [--customers 100000]

Works on a database of its own, like bench.onboarding; rows are written straight into the table. Prints figures.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta
from statistics import median

from bench.onboarding import CUSTOMERS, _portal, _token, call_command, now
from bench.wsgi_client import Caller
from compliance.models import Subject
from customers import templates
from customers.models import Customer
from partnerhub.api.pagination import Cursor

PAGE = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=101_000)
    count = parser.parse_args().customers
    call_command("migrate", verbosity=0)
    alice = _portal(None)
    partner = alice.memberships.get().partner
    template = templates.create(partner=partner, by=alice, at=now(), name="Bench")
    _fill(partner, alice, template, count)
    caller = Caller(_token(alice))
    page = min(count // PAGE, 1000)
    deep = Customer.objects.order_by("-created_at", "-id")[(page - 1) * PAGE - 1]
    far = f"{CUSTOMERS}?max={PAGE}&cursor={Cursor(deep.created_at, deep.pk)}"
    first, thousandth = _cpu(caller, f"{CUSTOMERS}?max={PAGE}"), _cpu(caller, far)
    print(f"{count} customers; CPU of page 1: {first:.2f} ms, of page {page:,}: {thousandth:.2f} ms")
    print(f"ratio {thousandth / first:.2f}")


def _fill(partner, alice, template, count: int) -> None:
    begin = now() - timedelta(days=30)
    for start in range(0, count, 2000):
        numbers = range(start, min(start + 2000, count))
        subjects = [Subject(partner=partner, label=f"c{n}", created_at=begin) for n in numbers]
        Subject.objects.bulk_create(subjects)
        rows = (
            Customer(
                partner=partner, account_partner=partner, external_id=f"c{n}", name=f"Customer {n}", country="GB",
                template=template, subject=subject, status="deleting", created_by=alice,
                created_at=begin + timedelta(seconds=n), status_changed_at=begin,
            )
            for n, subject in zip(numbers, subjects, strict=True)
        )  # fmt: skip
        Customer.objects.bulk_create(rows)


def _cpu(caller: Caller, path: str) -> float:
    times = []
    for _number in range(60):
        busy = time.process_time()
        status, _body = caller.get(path)
        times.append((time.process_time() - busy) * 1000)
        assert status == 200
    return median(times[10:])


if __name__ == "__main__":
    main()

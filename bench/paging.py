"""Page 1,000 against page 1 of the customers' list, following the cursor of the Link header.

    uv run python -m bench.paging [--customers 100000]

Works on a database of its own, like bench.onboarding. Prints figures.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from bench.many_customers import fill
from bench.portal import CUSTOMERS, make_template, make_token, open_portal
from bench.wsgi_client import Caller
from customers.models import Customer
from partnerhub.api.pagination import Cursor

PAGE = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=101_000)
    count = parser.parse_args().customers
    alice = open_portal()
    fill(alice, make_template(alice), count)
    caller, page = Caller(make_token(alice)), min(count // PAGE, 1000)
    last = Customer.objects.order_by("-created_at", "-id")[(page - 1) * PAGE - 1]
    far = f"{CUSTOMERS}?max={PAGE}&cursor={Cursor(last.created_at, last.pk)}"
    first, thousandth = _cpu(caller, f"{CUSTOMERS}?max={PAGE}"), _cpu(caller, far)
    print(f"{count} customers; CPU of page 1: {first:.2f} ms, of page {page:,}: {thousandth:.2f} ms")
    print(f"ratio {thousandth / first:.2f}")


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

"""A billing report over many assignments: seconds, and the most memory that the process ever held.

    uv run python -m bench.billing [--assignments 100000]

Works on a database of its own, like bench.onboarding. First a small report is written by the product and summed anew
here, day by day; if they differ, nothing is measured.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from bench.many_customers import copy, fill, key_of
from bench.portal import make_template, now, open_portal, partner_of
from customers import billing_files
from customers.enums import ReportCategory, ReportType
from customers.models import BillingReport, Customer, PackageUse, Subscriber
from partnerhub.accounts.models import User

START, END = date(2026, 5, 1), date(2026, 5, 31)
MEGABYTE = 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignments", type=int, default=100_000)
    count = parser.parse_args().assignments
    alice = open_portal()
    fill(alice, make_template(alice), count)
    check_sample(alice)
    add_assignments(count)
    before = _peak()
    for kind in (ReportType.PARTNER, ReportType.CUSTOMER, ReportType.USER):
        report, began = _report(alice, kind), time.perf_counter()
        billing_files.write(report, at=now())
        path = billing_files.path_of(report.pk)
        with path.open() as stream:
            lines = sum(1 for _line in stream) - 1
        print(
            f"{kind:10} {lines:8,} lines {path.stat().st_size / 1e6:7.1f} MB "
            f"{time.perf_counter() - began:6.1f} s   peak memory {_peak():4.0f} MB (before: {before:.0f})"
        )


def check_sample(alice: User) -> None:
    """Sixty uses, some before, after and across the month: the file says what counting day by day says."""
    customer, expected = Customer.objects.latest("created_at"), Counter[str]()
    for number in range(60):
        begin = datetime(2026, 4, 20, 9, tzinfo=UTC) + timedelta(hours=19 * number)
        end = begin + timedelta(hours=31 * (number % 7) + 1) if number % 3 else None
        use = _use(customer, number, begin, end)
        expected[use.subscriber.email] = sum(
            use.from_at < day + timedelta(days=1) and (use.to_at is None or use.to_at > day)
            for day in (datetime(2026, 5, number + 1, tzinfo=UTC) for number in range(31))
        )
    report = _report(alice, ReportType.USER)
    billing_files.write(report, at=now())
    with billing_files.path_of(report.pk).open(newline="") as stream:
        written = Counter({row["USER_EMAIL"]: int(row["CONSUMPTION"]) for row in csv.DictReader(stream)})
    assert +written == +expected, (written - expected, expected - written)
    PackageUse.objects.all().delete()
    Subscriber.everyone.all().delete()


def add_assignments(count: int) -> None:
    """One subscriber of each customer."""
    pattern = _use(Customer.objects.latest("created_at"), 0, datetime(2026, 5, 3, tzinfo=UTC), None)
    subscriber = key_of("subscriber")
    copy(
        pattern.subscriber, count, id=subscriber, customer_id=key_of("customer"),
        email="'user' || i || '@many.example'",
    )  # fmt: skip
    copy(pattern, count, id="t.id + i", subscriber_id=subscriber)


def _use(customer: Customer, number: int, begin: datetime, end: datetime | None) -> PackageUse:
    subscriber = Subscriber.objects.create(
        customer=customer,
        email=f"sample{number}@many.example",
        package_id="webex_meetings",
        state="provisioned",
        created_at=begin,
        status_changed_at=begin,
    )
    return PackageUse.objects.create(
        subscriber=subscriber, package_id="webex_meetings", is_base=True, from_at=begin, to_at=end
    )


def _report(alice: User, kind: ReportType) -> BillingReport:
    return BillingReport.objects.create(
        partner=partner_of(alice),
        start_date=START,
        end_date=END,
        type=kind,
        category=ReportCategory.RECONCILIATION,
        created_by=alice,
        created_at=now(),
    )


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


if __name__ == "__main__":
    main()

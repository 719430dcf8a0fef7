"""The file of a billing report: streamed from the database to the disk, whatever its size."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.tasks import task
from django.utils.translation import gettext as _

from customers import announcements
from customers.enums import AnnouncementKind, ReportCategory, ReportState, ReportType
from customers.models import BillingReport, PackageUse
from partnerhub.accounts.jobs import job_user
from partnerhub.clock import now

log = structlog.get_logger(__name__)

DOWNLOADABLE_FOR = timedelta(hours=1)
FAILED = 90046
DAY = timedelta(days=1)
_SALT = "customers.billing_files"
_HEAD = ("PARTNER_NAME", "SERVICE_NAME", "SKU", "START_DATE", "END_DATE")
_CUSTOMER = ("CUSTOMER_ORG_ID", "CUSTOMER_NAME", "CUSTOMER_EXTERNAL_ID")
_USER = ("USER_ID", "USER_EMAIL")
# What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "subscriber__customer__org_id", "subscriber__customer__name", "subscriber__customer__external_id",
    "subscriber_id", "subscriber__email", "package_id", "package__label", "from_at", "to_at",
)  # fmt: skip


@task()
def build_report(report_id: str) -> None:
    """Build the file of one report; one that is built already stays as it is."""
    report = (
        BillingReport.objects.select_related("partner")
        .filter(pk=report_id, state=ReportState.IN_PROGRESS)
        .first()
    )
    if report is not None:
        build(report, at=now())


@task()
def build_waiting_reports() -> int:
    """Build whatever waits and was not begun, or was cut off; returns how many."""
    waiting = BillingReport.objects.select_related("partner").filter(state=ReportState.IN_PROGRESS)
    return sum(build(report, at=now()) for report in waiting[:20])


def build(report: BillingReport, *, at: datetime) -> bool:
    """Write the file and settle the report. Built twice at once, the same file results."""
    try:
        write(report, at=at)
        outcome: dict[str, Any] = {"state": ReportState.COMPLETED}
    except Exception:
        log.exception("billing_report_failed", report=str(report.pk))
        failure = {"code": FAILED, "description": _("The report could not be built.")}
        outcome = {"state": ReportState.FAILED, "errors": [failure]}
    return _settle(report, outcome, at=at)


def _settle(report: BillingReport, outcome: dict[str, Any], *, at: datetime) -> bool:
    with transaction.atomic():
        waiting = BillingReport.objects.filter(pk=report.pk, state=ReportState.IN_PROGRESS)
        if not waiting.update(finished_at=at, **outcome):
            return False
        report.refresh_from_db()
        by = job_user("billing-reports")
        announcements.of_report(AnnouncementKind.STATUS_CHANGED, report, by=by, at=at)
    return True


def path_of(report_id: UUID) -> Path:
    """Where the file is, or would be."""
    folder = Path(settings.VAR_DIR) / "billing_reports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{report_id}.csv"


def key_of(report: BillingReport) -> str:
    """What a download link carries; good for an hour."""
    return signing.dumps(str(report.pk), salt=_SALT)


def report_of(key: str) -> BillingReport | None:
    """The report of a download link; None for one that is forged or old, or of a report that is gone."""
    try:
        pk = signing.loads(key, salt=_SALT, max_age=DOWNLOADABLE_FOR)
    except signing.BadSignature:
        return None
    return BillingReport.objects.filter(pk=pk, state=ReportState.COMPLETED).first()


def write(report: BillingReport, *, at: datetime) -> None:
    """The file, complete or not at all."""
    path = path_of(report.pk)
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(_head(report))
        writer.writerows([_harmless(cell) for cell in row] for row in _rows(report, at))
    unfinished.replace(path)


def _head(report: BillingReport) -> tuple[str, ...]:
    more = {ReportType.PARTNER: (), ReportType.CUSTOMER: _CUSTOMER, ReportType.USER: (*_CUSTOMER, *_USER)}
    return (*_HEAD, *more[ReportType(report.type)], "CONSUMPTION")


def _rows(report: BillingReport, at: datetime) -> Iterator[tuple[Any, ...]]:
    begin, end = _period(report, at)
    uses = _uses(report, begin, end).values_list(*_COLUMNS).iterator(chunk_size=2000)
    counted = ((row, _amount(report, row[-2], row[-1], begin, end)) for row in uses)
    if report.type == ReportType.USER:
        for row, amount in counted:
            yield _line(report, row[5:7], row[:5], amount)
        return
    for whom, package, amount in _summed(report, counted):
        yield _line(report, package, whom, amount)


def _summed(
    report: BillingReport, counted: Iterable[tuple[tuple[Any, ...], int]]
) -> Iterator[tuple[tuple[Any, ...], tuple[str, str], int]]:
    """(whom, package, amount) of the partner or of each customer: rows come customer by customer, none is kept."""
    columns = len(_CUSTOMER) if report.type == ReportType.CUSTOMER else 0
    for whom, rows in groupby(counted, key=lambda pair: pair[0][:columns]):
        sums: Counter[tuple[str, str]] = Counter()
        for row, amount in rows:
            sums[row[5:7]] += amount
        for package, amount in sums.items():
            yield whom, package, amount


def _line(
    report: BillingReport, package: tuple[str, str], whom: tuple[Any, ...], amount: int
) -> tuple[Any, ...]:
    code, label = package
    return (report.partner.name, label, code, report.start_date, report.end_date, *whom, amount)


def _period(report: BillingReport, at: datetime) -> tuple[datetime, datetime]:
    if report.category == ReportCategory.POINT_IN_TIME:
        return at, at
    begin = datetime.combine(report.start_date, time.min, tzinfo=UTC)
    return begin, datetime.combine(report.end_date, time.min, tzinfo=UTC) + DAY


def _uses(report: BillingReport, begin: datetime, end: datetime) -> QuerySet[PackageUse]:
    uses = PackageUse.objects.filter(
        Q(to_at=None) | Q(to_at__gt=begin), from_at__lte=end, subscriber__customer__partner=report.partner
    ).exclude(to_at=F("from_at"))
    if not report.includes_internal:
        uses = uses.filter(subscriber__customer__is_own_organization=False)
    return uses.order_by("subscriber__customer_id", "subscriber_id", "id")


def _amount(
    report: BillingReport, from_at: datetime, to_at: datetime | None, begin: datetime, end: datetime
) -> int:
    """Days on which the package was held at any moment; of the present allocation one each."""
    if report.category == ReportCategory.POINT_IN_TIME:
        return 1
    first, last = max(from_at, begin), min(to_at or end, end)
    if first >= end:
        return 0
    return (last - timedelta(microseconds=1)).date().toordinal() - first.date().toordinal() + 1


def _harmless(cell: Any) -> Any:
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA_STARTS) else cell

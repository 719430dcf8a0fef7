"""Billing reports: asked for by a partner, built by the worker from who had which package from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers import announcements, billing_files
from customers.enums import AnnouncementKind, ReportCategory, ReportState, ReportType
from customers.models import BillingReport
from partnerhub.accounts.models import Partner, User
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Invalid, Problem

INVALID = 90001
OLDEST = timedelta(days=5 * 366)


class ReportNotFound(DomainError):
    """Billing Report not found."""

    code, status = 2024, 404


def create(
    *,
    partner: Partner,
    start: date,
    end: date,
    report_type: str = ReportType.PARTNER,
    category: str = ReportCategory.RECONCILIATION,
    internal: bool = False,
    by: User,
    at: datetime,
) -> BillingReport:
    """Ask for a report over whole days, `end` included; the worker builds it. Raises Invalid.

    Days lie in the last five years and before today. `internal` counts the partner's own organization too.
    """
    problems = list(_check(start, end, report_type, category, at.date()))
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        report = BillingReport.objects.create(
            partner=partner,
            start_date=start,
            end_date=end,
            type=report_type,
            category=category,
            includes_internal=internal,
            created_by=by,
            created_at=at,
        )
        trail.record("billing_report.created", on=report, by=by, at=at, partner=partner)
        announcements.of_report(AnnouncementKind.CREATED, report, by=by, at=at)
        transaction.on_commit(lambda: billing_files.build_report.enqueue(str(report.pk)))
    return report


def delete(report: BillingReport, *, by: User, at: datetime) -> None:
    """Remove the report and its file."""
    with transaction.atomic():
        trail.record("billing_report.deleted", on=report, by=by, at=at, partner=report.partner)
        announcements.of_report(AnnouncementKind.DELETED, report, by=by, at=at)
        path = billing_files.path_of(report.pk)
        report.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _check(start: date, end: date, report_type: str, category: str, today: date) -> Iterator[Problem]:
    for field, day in (("billingStartDate", start), ("billingEndDate", end)):
        if day >= today:
            yield Problem(INVALID, _("A report covers days that are over, not today."), field)
        if day < today - OLDEST:
            yield Problem(INVALID, _("A report reaches back five years at most."), field)
    if end < start:
        yield Problem(INVALID, _("The end lies before the beginning."), "billingEndDate")
    if report_type not in ReportType.values:
        yield Problem(INVALID, _("A report is of type PARTNER, CUSTOMER or USER."), "type")
    if category not in ReportCategory.values:
        yield Problem(INVALID, _("A report is of category RECONCILIATION or POINT_IN_TIME."), "category")
    elif category == ReportCategory.POINT_IN_TIME and report_type == ReportType.PARTNER:
        yield Problem(INVALID, _("The present allocation is told per customer or per user."), "type")


def is_downloadable(report: BillingReport) -> bool:
    """Is the file there?"""
    return report.state == ReportState.COMPLETED

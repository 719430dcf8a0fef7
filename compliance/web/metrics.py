"""How the review does, as a page and as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from compliance import metrics as numbers
from compliance.metrics import Metrics
from compliance.screening.review_share import review_share
from compliance.web import desk
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now

PERIODS = (1, 7, 30, 90)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: `share` of the longest, in percent."""

    label: str
    count: int
    share: int


@requires(Permission.CASES_VIEW)
def metrics(request: PortalRequest) -> HttpResponse:
    """Of the last days, 30 unless asked."""
    days = days_of(request)
    found, share = of_days(days), review_share()
    context = {
        "metrics": found,
        "days": days,
        "periods": PERIODS,
        "open_by_age": bars_of(found.open_by_age),
        "breaches": bars_of(found.breaches),
        "screenings": bars_of(found.screenings_per_lists),
        "false_positives": percent(found.false_positive_rate),
        "disagreement": percent(found.disagreement_rate),
        "review_share": share,
        "to_review": percent(share.share),
    }
    return desk.show(request, "compliance/metrics.html", context)


@requires(Permission.CASES_VIEW)
def export(request: PortalRequest) -> HttpResponse:
    """The same numbers as CSV; times in seconds."""
    days = days_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rpl-metrics-{days}-days.csv"'
    writer = csv.writer(response)
    writer.writerow(("number", "of", "value"))
    writer.writerows([harmless(cell) for cell in row] for row in of_days(days).rows())
    return response


def of_days(days: int) -> Metrics:
    """The numbers of the last days."""
    return numbers.of_period(at=now(), period=timedelta(days=days))


def days_of(request: PortalRequest) -> int:
    """One of the periods; what is not one means 30."""
    text = request.GET.get("days", "")
    return int(text) if text.isdecimal() and len(text) < 4 and int(text) in PERIODS else 30


def bars_of(counts: dict[str, int]) -> list[Bar]:
    """In the order given."""
    longest = max(counts.values(), default=0) or 1
    return [Bar(label, count, round(100 * count / longest)) for label, count in counts.items()]


def percent(share: float | None) -> str:
    """A share of 1 as people read it."""
    return "" if share is None else f"{100 * share:.1f} %"


def harmless(cell: Any) -> Any:
    """A spreadsheet must not take a name for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and not _is_number(text) else cell


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()

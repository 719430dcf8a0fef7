"""The list of customers as a file: what the filters keep, sent as it is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from customers.enums import CustomerStatus
from customers.web import listing
from customers.web.listing import Query, Row
from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from telephony.csv_format import neutralised

# Without it spreadsheets take Hebrew and accents for something else.
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """Where a csv writer writes to: it gives back what it is given."""

    def write(self, text: str) -> str:
        return text


@requires(Permission.CUSTOMERS_VIEW)
def customers(request: PortalRequest) -> StreamingHttpResponse:
    """All that the filters of the list keep, not only one page of it."""
    response = StreamingHttpResponse(
        lines(Query.of(request.GET), request.access), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="customers.csv"'
    return response


def lines(query: Query, access: Access, *, size: int = listing.CHUNK_SIZE) -> Iterator[str]:
    """The file, one text for each `size` customers; words are in the language of this moment."""
    # Now, not once it is sent: by then the thread may speak another language.
    headings = _headings()
    statuses = {status.value: str(status.label) for status in CustomerStatus}
    return _lines(query, access, headings, statuses, size)


def _lines(
    query: Query, access: Access, headings: list[str], statuses: Mapping[str, str], size: int
) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(headings)
    for rows in listing.chunks(query, access, size=size):
        yield "".join(writer.writerow(map(neutralised, _cells(row, statuses))) for row in rows)


def _headings() -> list[str]:
    return [
        _("Customer"),
        _("External id"),
        _("E-mail"),
        _("Status"),
        _("Country"),
        _("Default call-in number"),
        _("Packages used"),
        _("Quantity"),
        _("Review deadline"),
        _("Created"),
        _("Status changed"),
    ]


def _cells(row: Row, statuses: Mapping[str, str]) -> list[str]:
    customer = row.customer
    return [
        str(customer),
        customer.external_id,
        customer.primary_email,
        statuses[customer.status],
        customer.country,
        row.call_in,
        str(row.used),
        "" if row.quantity is None else str(row.quantity),
        _moment(row.review.due_at if row.review else None),
        _moment(customer.created_at),
        _moment(customer.status_changed_at),
    ]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""

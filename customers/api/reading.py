"""The reading side of customers: plain rows become typed documents. A list and a single customer are read alike.

A page costs the same few queries whatever its size: the rows, their packages, and only where somebody waits, the
open proposals and what compliance says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from compliance import queue
from compliance.models import Subject
from compliance.profile import PostalAddress
from customers.api import documents
from customers.api.documents import failures_of
from customers.dry_run import Difference
from customers.enums import CustomerStatus, PackageState
from customers.models import ChangeProposal, Customer, PackageAssignment
from partnerhub.api import ids
from partnerhub.api.responses import moment

# Begins with the moment and the id, by which pages are cut. The names are those of Row below.
COLUMNS = (
    "created_at", "id", "org_id", "external_id", "status", "errors", "name", "primary_email",
    "line1", "line2", "city", "state", "postal_code", "country",
    "status_changed_at", "subject_id", "suspended_at", "is_own_organization", "template_id", "version",
    "meeting_site__numbers", "meeting_site__override_numbers", "meeting_site__is_overridden",
    "meeting_site__reason", "meeting_site__country", "meeting_site__location",
)  # fmt: skip

# Elsewhere the check is clear: the database admits no other status without a clearance.
_MAY_WAIT = frozenset({CustomerStatus.PENDING_RPL_REVIEW.value, CustomerStatus.ERROR.value})


class Row(NamedTuple):
    """One row of COLUMNS."""

    created_at: datetime
    id: UUID
    org_id: UUID | None
    external_id: str
    status: str
    errors: list[dict[str, Any]]
    name: str
    primary_email: str
    line1: str
    line2: str
    city: str
    state: str
    postal_code: str
    country: str
    status_changed_at: datetime
    subject_id: UUID
    suspended_at: datetime | None
    is_own_organization: bool
    template_id: UUID
    version: int
    numbers: list[dict[str, str]] | None
    override_numbers: list[dict[str, str]] | None
    is_overridden: bool | None
    reason: str | None
    call_in_country: str | None
    location: str | None


def rows_of(customers: QuerySet[Customer]) -> list[Row]:
    """The plain rows, in the order of the queryset."""
    return [Row._make(row) for row in customers.values_list(*COLUMNS)]


def documents_of(rows: Sequence[Row], *, with_licences: bool = False) -> list[documents.Customer]:
    """What the API says of these customers."""
    packages = _packages_of(rows)
    proposals = _proposals_of(rows)
    checks = _checks_of(rows)
    return [
        _document(row, packages[row.id], proposals.get(row.id, {}), checks[row.id], with_licences)
        for row in rows
    ]


def address_of(address: PostalAddress | Row) -> documents.Address:
    """An address in the contract's words."""
    return documents.Address(
        address_line1=address.line1,
        address_line2=address.line2,
        city=address.city,
        state_or_province=address.state,
        zip_or_postal_code=address.postal_code,
        country=address.country,
    )


def call_in_numbers_of(
    numbers: Iterable[Mapping[str, str]], *, reason: str, country: str, location: str
) -> list[documents.CallInNumber]:
    """Call-in numbers as a site keeps them, each with its reason."""
    return [
        documents.CallInNumber(
            call_in_number=number["e164"],
            display_number=number.get("display", ""),
            label=number.get("label", ""),
            toll_type=number.get("tollType", "toll"),
            reason=reason,
            country=country,
            location=location,
        )
        for number in numbers
    ]


def difference_of(difference: Difference) -> documents.DryRun:
    """A dry run in the API's words."""
    found = difference.call_in if difference.has_meetings else None
    return documents.DryRun(
        dry_run=True,
        packages_added=list(difference.packages_added),
        packages_removed=list(difference.packages_removed),
        quantities={
            code: documents.QuantityChange(before=before, after=after)
            for code, (before, after) in difference.quantities.items()
        },
        triggers_screening=difference.screening,
        would_be_reviewed=difference.review,
        call_in_numbers=call_in_numbers_of(
            [number.to_json() for number in found.numbers],
            reason=found.reason.value,
            country=found.country,
            location=found.location.value if found.location else "",
        )
        if found
        else [],
        call_in_reason=found.reason.value if found else None,
        call_in_trace=[str(line) for line in found.trace] if found else None,
    )


class _PackageRow(NamedTuple):
    customer_id: UUID
    package_id: str
    state: str
    quantity: int | None
    used: int
    warnings: list[dict[str, Any]]
    errors: list[dict[str, Any]]
    licence_code: str


def _packages_of(rows: Sequence[Row]) -> Mapping[UUID, list[_PackageRow]]:
    found: dict[UUID, list[_PackageRow]] = defaultdict(list)
    assigned = PackageAssignment.objects.filter(customer_id__in=[row.id for row in rows])
    for row in assigned.order_by("package__order", "package_id").values_list(*_PackageRow._fields):
        found[row[0]].append(_PackageRow._make(row))
    return found


def _proposals_of(rows: Sequence[Row]) -> Mapping[UUID, dict[str, Any]]:
    waiting = [row.id for row in rows if row.status == CustomerStatus.PENDING_RPL_REVIEW]
    if not waiting:
        return {}
    proposals = ChangeProposal.objects.filter(customer_id__in=waiting, settled_at=None)
    return dict(proposals.values_list("customer_id", "change"))


def _checks_of(rows: Sequence[Row]) -> Mapping[UUID, documents.Rpl]:
    asked = [Subject(pk=row.subject_id) for row in rows if row.status in _MAY_WAIT]
    views = queue.partner_views(asked) if asked else {}
    return {row.id: _rpl(row, views.get(row.subject_id)) for row in rows}


def _rpl(row: Row, view: queue.PartnerView | None) -> documents.Rpl:
    if row.suspended_at is not None and row.status == CustomerStatus.ERROR:
        return documents.Rpl(state="suspended")
    if view is None:
        return documents.Rpl(state="clear")
    return documents.Rpl(
        state=str(view.state),
        due_at=moment(view.due_at) if view.due_at else None,
        question=view.question or None,
    )


def _document(
    row: Row,
    packages: Sequence[_PackageRow],
    proposal: Mapping[str, Any],
    rpl: documents.Rpl,
    with_licences: bool,
) -> documents.Customer:
    numbers = row.override_numbers if row.is_overridden else row.numbers
    return documents.Customer(
        id=ids.encode("ENTERPRISE", row.id),
        org_id=ids.encode("ORGANIZATION", row.org_id) if row.org_id else None,
        external_id=row.external_id,
        address=address_of(row),
        status=row.status,
        packages=[package.package_id for package in packages if package.state != PackageState.DELETING],
        resource_details=documents.ResourceDetails(
            packages=[_package(package, row.org_id if with_licences else None) for package in packages]
        ),
        errors=failures_of(row.errors),
        name=row.name,
        primary_email=row.primary_email,
        limits={
            package.package_id: documents.Limit(maximum=package.quantity, used=package.used)
            for package in packages
        },
        created=moment(row.created_at),
        last_status_change=moment(row.status_changed_at),
        rpl=rpl,
        call_in_numbers=call_in_numbers_of(
            numbers or (),
            reason="override" if row.is_overridden else row.reason or "",
            country=row.call_in_country or "",
            location=row.location or "",
        ),
        call_in_reason="override" if row.is_overridden else row.reason,
        proposed_address=address_of(PostalAddress(**proposal["address"]))
        if proposal.get("address")
        else None,
        proposed_name=proposal.get("name"),
        provisioning_id=ids.encode_bare(row.template_id),
        is_own_organization=row.is_own_organization or None,
    )


def _package(package: _PackageRow, org_id: UUID | None) -> documents.Package:
    licences = [ids.encode("LICENSE", f"{org_id}:{package.licence_code}")] if package.licence_code else []
    return documents.Package(
        name=package.package_id,
        status=package.state,
        warnings=failures_of(package.warnings),
        errors=failures_of(package.errors),
        license_ids=licences if org_id else None,
    )

"""The reading side of customers: plain rows become typed documents. A list and a single customer are read alike.

A page costs the same few queries whatever its size: the rows, and only where somebody waits, the open proposals
and what compliance says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from compliance import queue
from compliance.models import Subject
from compliance.profile import PostalAddress
from customers.api import customer_rows, documents
from customers.api.customer_rows import PackageRow, Row
from customers.api.documents import failures_of
from customers.enums import CustomerStatus, PackageState
from customers.models import ChangeProposal
from partnerhub.api import ids
from partnerhub.api.responses import moment
from partnerhub.prepared import uuid_of

_CLEAR = documents.Rpl(state="clear")
# Elsewhere the check is clear: the database admits no other status without a clearance.
_MAY_WAIT = frozenset({CustomerStatus.PENDING_RPL_REVIEW.value, CustomerStatus.ERROR.value})


def documents_of(rows: Sequence[Row], *, with_licences: bool = False) -> list[documents.Customer]:
    """What the API says of these customers."""
    proposals = _proposals_of(rows)
    checks = _checks_of(rows)
    return [
        _document(
            row,
            customer_rows.packages_of(row),
            proposals.get(uuid_of(row.id), {}) if proposals else {},
            _rpl(row, checks.get(uuid_of(row.subject_id))) if checks else _CLEAR,
            with_licences,
        )
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


def _proposals_of(rows: Sequence[Row]) -> Mapping[UUID, dict[str, Any]]:
    waiting = [uuid_of(row.id) for row in rows if row.status == CustomerStatus.PENDING_RPL_REVIEW]
    if not waiting:
        return {}
    proposals = ChangeProposal.objects.filter(customer_id__in=waiting, settled_at=None)
    return dict(proposals.values_list("customer_id", "change"))


def _checks_of(rows: Sequence[Row]) -> Mapping[UUID, queue.PartnerView]:
    asked = [Subject(pk=uuid_of(row.subject_id)) for row in rows if row.status in _MAY_WAIT]
    return queue.partner_views(asked) if asked else {}


def _rpl(row: Row, view: queue.PartnerView | None) -> documents.Rpl:
    if row.suspended_at is not None and row.status == CustomerStatus.ERROR:
        return documents.Rpl(state="suspended")
    if view is None:
        return _CLEAR
    return documents.Rpl(
        state=str(view.state),
        due_at=moment(view.due_at) if view.due_at else None,
        question=view.question or None,
    )


def _document(
    row: Row,
    packages: Sequence[PackageRow],
    proposal: Mapping[str, Any],
    rpl: documents.Rpl,
    with_licences: bool,
) -> documents.Customer:
    reason = "override" if row.is_overridden else row.reason
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
        errors=_failures_in(row.errors),
        name=row.name,
        primary_email=row.primary_email,
        limits={
            package.package_id: documents.Limit(maximum=package.quantity, used=package.used)
            for package in packages
        },
        created=moment(row.created_at),
        last_status_change=moment(row.status_changed_at),
        rpl=rpl,
        call_in_numbers=_numbers_in(numbers, reason or "", row.call_in_country or "", row.location or ""),
        call_in_reason=reason,
        proposed_address=address_of(PostalAddress(**proposal["address"]))
        if proposal.get("address")
        else None,
        proposed_name=proposal.get("name"),
        provisioning_id=_provisioning_id(row.template_id),
        is_own_organization=True if row.is_own_organization else None,
    )


def _package(package: PackageRow, org_id: str | None) -> documents.Package:
    licence = f"{uuid_of(org_id)}:{package.licence_code}" if org_id and package.licence_code else ""
    return documents.Package(
        name=package.package_id,
        status=package.state,
        warnings=_failures_in(package.warnings),
        errors=_failures_in(package.errors),
        license_ids=([ids.encode("LICENSE", licence)] if licence else []) if org_id else None,
    )


# Most customers of a page have the same few: what is kept is shared by the answers, and changed by none.


@lru_cache(maxsize=1024)
def _provisioning_id(template_id: str) -> str:
    return ids.encode_bare(template_id)


@lru_cache(maxsize=1024)
def _failures_in(stored: str) -> list[documents.Failure]:
    return failures_of(msgspec.json.decode(stored))


@lru_cache(maxsize=1024)
def _numbers_in(stored: str | None, reason: str, country: str, location: str) -> list[documents.CallInNumber]:
    numbers = msgspec.json.decode(stored) if stored else []
    return call_in_numbers_of(numbers, reason=reason, country=country, location=location)

"""What the API says of a customer: the contract's fields first, ours after them (wholesale-api.md 2.2)."""

from __future__ import annotations

from typing import Any

from partnerhub.api.responses import Document


class Address(Document, kw_only=True):
    """A postal address in the contract's words; empty parts are left out."""

    address_line1: str = ""
    address_line2: str = ""
    city: str = ""
    state_or_province: str = ""
    zip_or_postal_code: str = ""
    country: str = ""


class Failure(Document, kw_only=True):
    """One error or warning of something done in the background. `errorCode` is a number."""

    error_code: int
    description: str


class Package(Document, kw_only=True):
    """A package that the customer has."""

    name: str
    status: str
    warnings: list[Failure]
    errors: list[Failure]
    license_ids: list[str] | None = None


class ResourceDetails(Document, kw_only=True):
    """The packages in detail."""

    packages: list[Package]


class Limit(Document, kw_only=True):
    """How much of a package may be assigned, absent where there is no limit, and how much is (M7)."""

    maximum: int | None = None
    used: int


class Rpl(Document, kw_only=True):
    """Where the denied-party check stands. Never says what was found."""

    state: str
    due_at: str | None = None
    question: str | None = None


class CallInNumber(Document, kw_only=True):
    """A default call-in number of the meeting site, and why it is this one (M20, M21)."""

    call_in_number: str
    display_number: str
    label: str
    toll_type: str
    reason: str
    country: str
    location: str = ""


class Customer(Document, kw_only=True):
    """A customer. `orgId` is there once the customer was set up for the first time, and stays."""

    id: str
    org_id: str | None = None
    external_id: str
    address: Address
    status: str
    packages: list[str]
    resource_details: ResourceDetails
    errors: list[Failure]
    name: str
    primary_email: str
    limits: dict[str, Limit]
    created: str
    last_status_change: str
    rpl: Rpl
    call_in_numbers: list[CallInNumber]
    call_in_reason: str | None = None
    proposed_address: Address | None = None
    proposed_name: str | None = None
    provisioning_id: str
    is_own_organization: bool | None = None


class CustomerList(Document, kw_only=True):
    """A page of customers, newest first."""

    items: list[Customer]


class ResourceUrl(Document, kw_only=True):
    """Where what was accepted can be followed; the id is what stands after the last slash."""

    url: str


class Info(Document, kw_only=True):
    """One note of a precheck: 100 says that it passed."""

    info_code: int
    description: str
    field_name: str | None = None


class PrecheckResult(Document, kw_only=True):
    """The outcome of a precheck. `info` is a list, as on the wire, whatever the contract's schema says."""

    message: str
    info: list[Info]


class QuantityChange(Document, kw_only=True):
    """A quantity before and after; absent is unlimited."""

    before: int | None = None
    after: int | None = None


class DryRun(Document, kw_only=True):
    """What a request would do; nothing was written."""

    dry_run: bool
    packages_added: list[str]
    packages_removed: list[str]
    quantities: dict[str, QuantityChange]
    triggers_screening: bool
    would_be_reviewed: bool
    call_in_numbers: list[CallInNumber]
    call_in_reason: str | None = None
    call_in_trace: list[str] | None = None


def failures_of(stored: list[dict[str, Any]]) -> list[Failure]:
    """Errors or warnings as they are kept on a row."""
    return [
        Failure(error_code=entry.get("errorCode", 0), description=str(entry.get("description", "")))
        for entry in stored
    ]

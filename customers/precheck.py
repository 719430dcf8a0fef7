"""Is this order valid? Asked by every way in before anything is changed; says all faults at once (B4)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from customers import address_rules, catalogue, field_rules, package_rules
from customers.models import Customer, OnboardingTemplate, Package
from customers.orders import CallingLocation, Order
from customers.references import (
    EXTERNAL_ID_MAX,
    UnknownReference,
    check_conflicts,
    org_id_of,
    refuse,
    template_of,
)
from partnerhub.accounts.models import Partner
from partnerhub.errors import DomainError, Problem

NAME_MAX = EMERGENCY_ID_MAX = LOCATION_NAME_MAX = 255
PERSON_NAME_MAX = 100
LOCATION = "provisioningParameters.calling.location"

NOTE_PASSED, NOTE_REVIEW, NOTE_ATTACH, NOTE_LOCATION = 100, 101, 102, 103


class SubPartnerSuspended(DomainError):
    """This partner is suspended: it may delete, and nothing else."""

    code, status = 90015, 403


@dataclass(frozen=True)
class Note:
    """Something worth knowing that does not stand in the way."""

    code: int
    message: str
    field: str = ""


@dataclass(frozen=True)
class Checked:
    """An order with what it refers to; `problems` is empty where it is valid."""

    order: Order
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    template: OnboardingTemplate | None
    packages: tuple[Package, ...]
    org_id: uuid.UUID | None

    @property
    def is_valid(self) -> bool:
        return not self.problems


def check(
    order: Order, *, partner: Partner, customer: Customer | None = None, only_given: bool = False
) -> Checked:
    """Look at an order of this partner without changing anything.

    `customer` is the one that a resubmission is for: it is not in its own way. `only_given`: parts that
    are absent are not missed (the short precheck); the address is always needed.
    """
    packages = catalogue.named(order.packages)
    template, org_id = template_of(order, partner), org_id_of(order)
    problems = [
        *_check_fields(order, only_given),
        *_check_ordered_packages(order, packages, only_given),
        *_check_references(order, template, org_id, only_given),
        *check_conflicts(order, partner, org_id, customer),
    ]
    return Checked(order, tuple(problems), tuple(_notes(order)), template, packages, org_id)


def require(order: Order, *, partner: Partner, customer: Customer | None = None) -> Checked:
    """The checked order. Raises SubPartnerSuspended and what `references.refuse` raises."""
    check_partner(partner)
    checked = check(order, partner=partner, customer=customer)
    refuse(checked.problems)
    return checked


def check_partner(partner: Partner) -> None:
    """Raise SubPartnerSuspended for a partner that may only delete, or whose parent may."""
    if partner.is_suspended or (partner.parent is not None and partner.parent.is_suspended):
        raise SubPartnerSuspended


def check_external_id(external_id: str) -> Iterator[Problem]:
    """Everything wrong with the partner's own id for a customer."""
    yield from field_rules.text(external_id, "externalId", longest=EXTERNAL_ID_MAX, required=True)


def check_name(name: str, *, required: bool) -> Iterator[Problem]:
    """Everything wrong with the name of an organization."""
    yield from field_rules.text(name, "customerInfo.name", longest=NAME_MAX, required=required)
    if "%" in name:
        yield Problem(field_rules.INVALID, _("A name cannot contain %."), "customerInfo.name")


def check_location(location: CallingLocation) -> Iterator[Problem]:
    """Everything wrong with a calling location."""
    yield from field_rules.text(location.name, f"{LOCATION}.name", longest=LOCATION_NAME_MAX, required=True)
    yield from address_rules.check_address(location.address, f"{LOCATION}.address")
    yield from field_rules.timezone(location.timezone, f"{LOCATION}.timezone", required=True)
    yield from field_rules.language(location.language, f"{LOCATION}.language", required=True)
    yield from field_rules.text(
        location.emergency_id, f"{LOCATION}.emergencyLocationIdentifier", longest=EMERGENCY_ID_MAX
    )


def _check_fields(order: Order, only_given: bool) -> Iterator[Problem]:
    if order.external_id or not only_given:
        yield from check_external_id(order.external_id)
    yield from address_rules.check_address(order.address, "address")
    yield from address_rules.check_country_needs(order.address, "address")
    needs_customer = not order.org_id or bool(order.name or order.administrator.email)
    yield from check_name(order.name, required=needs_customer and not only_given)
    yield from check_administrator(order, required=needs_customer)
    yield from field_rules.language(order.language, "customerInfo.language")
    if order.calling_location:
        yield from check_location(order.calling_location)
    yield from field_rules.timezone(order.meetings_timezone, "provisioningParameters.meetings.timezone")
    yield from field_rules.email(order.sub_partner_admin_email, "subPartnerAdminEmail")


def check_administrator(order: Order, *, required: bool) -> Iterator[Problem]:
    """Everything wrong with the first administrator."""
    person = order.administrator
    yield from field_rules.email(person.email, "customerInfo.primaryEmail", required=required)
    yield from field_rules.text(person.first_name, "customerInfo.firstName", longest=PERSON_NAME_MAX)
    yield from field_rules.text(person.last_name, "customerInfo.lastName", longest=PERSON_NAME_MAX)


def _check_ordered_packages(order: Order, known: tuple[Package, ...], only_given: bool) -> Iterator[Problem]:
    if order.packages or not only_given:
        yield from package_rules.check_selection(order.packages, known)
        yield from package_rules.check_location_given(known, order.calling_location is not None)
    yield from package_rules.check_quantities(order.quantities, order.packages)


def _check_references(
    order: Order, template: OnboardingTemplate | None, org_id: uuid.UUID | None, only_given: bool
) -> Iterator[Problem]:
    if not order.provisioning_id:
        if not only_given:
            yield field_rules.missing("provisioningId")
    elif template is None:
        yield UnknownReference.problem("provisioningId")
    if order.org_id and org_id is None:
        yield UnknownReference.problem("orgId")


def _notes(order: Order) -> Iterator[Note]:
    if order.org_id:
        yield Note(NOTE_ATTACH, _("The organization exists: the offer would be attached to it."), "orgId")
    if order.calling_location:
        needs = address_rules.check_country_needs(order.calling_location.address, f"{LOCATION}.address")
        yield from (Note(NOTE_LOCATION, str(problem.message), problem.field) for problem in needs)


def with_name(checked: Checked, name: str) -> Checked:
    """The same order, with the name that the platform knows for the organization it attaches to."""
    return replace(checked, order=replace(checked.order, name=name[:NAME_MAX]))

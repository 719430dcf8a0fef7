"""Packages with their quantities, and the place from which calls are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.enums import PackageState, StepKind
from customers.models import Customer, PackageAssignment
from customers.orders import CallingLocation
from customers.platform.base import LicenceOrder, LocationOrder
from customers.provisioning.requests import ABSENT, Request, Thing, organization_of


class PackageThing(Thing):
    """What the organization is entitled to; one step for each package."""

    kind, stage, position = StepKind.PACKAGE, 20, 22

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        return {
            assignment.package_id: _fingerprint(assignment, customer)
            for assignment in customer.assigned_packages.all()
        }

    def request(self, customer: Customer, target: str) -> Request | None:
        assignment = customer.assigned_packages.filter(package_id=target).first()
        if assignment is None or assignment.state == PackageState.DELETING:
            return Request("remove_licences", (organization_of(customer), target), ABSENT)
        order = _licence_order(assignment, customer)
        return Request("ensure_licences", (order,), order.fingerprint())

    def record(
        self, customer: Customer, target: str, request: Request, answer: str | None, *, at: datetime
    ) -> str:
        assignments = PackageAssignment.objects.filter(customer=customer, package_id=target)
        if request.fingerprint == ABSENT:
            assignments.filter(state=PackageState.DELETING).delete()
            return ""
        assignments.update(licence_code=answer, state=PackageState.PROVISIONED)
        return str(answer)


class LocationThing(Thing):
    """The calling location; customers without a calling package have none."""

    kind, stage, position = StepKind.LOCATION, 20, 23

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        order = _location_order(customer)
        return {"": order.fingerprint()} if order else {}

    def request(self, customer: Customer, target: str) -> Request | None:
        order = _location_order(customer)
        return Request("ensure_location", (order,), order.fingerprint()) if order else None

    def record(self, customer: Customer, target: str, request: Request, answer: Any, *, at: datetime) -> str:
        return str(answer)


def default_location(customer: Customer) -> UUID | None:
    """The calling location that was set up for the customer, on the platform."""
    ref = customer.steps.filter(kind=StepKind.LOCATION).values_list("external_ref", flat=True).first()
    return UUID(ref) if ref else None


def _fingerprint(assignment: PackageAssignment, customer: Customer) -> str:
    if assignment.state == PackageState.DELETING:
        return ABSENT
    return _licence_order(assignment, customer).fingerprint()


def _licence_order(assignment: PackageAssignment, customer: Customer) -> LicenceOrder:
    return LicenceOrder(org_id=customer.org_id, package=assignment.package_id, quantity=assignment.quantity)


def _location_order(customer: Customer) -> LocationOrder | None:
    packages = customer.assigned_packages.exclude(state=PackageState.DELETING)
    if not customer.calling_location or not packages.filter(package__needs_calling=True).exists():
        return None
    location = CallingLocation.from_json(customer.calling_location)
    return LocationOrder(
        org_id=customer.org_id,
        name=location.name,
        address=asdict(location.address),
        timezone=location.timezone,
        language=location.language,
        emergency_identifier=location.emergency_id,
    )

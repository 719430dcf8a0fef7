"""The organization with its country (M19), and whether it is served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.enums import CustomerStatus, StepKind
from customers.models import Customer
from customers.platform.base import OrganizationOrder
from customers.provisioning.requests import Request, Thing, organization_of

OFF, ON = "off", "on"


class OrganizationThing(Thing):
    """The organization; nothing else can be done before it is there."""

    kind, stage, position = StepKind.ORGANIZATION, 10, 10

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        return {"": _order(customer).fingerprint()}

    def request(self, customer: Customer, target: str) -> Request | None:
        order = _order(customer)
        return Request("ensure_organization", (order,), order.fingerprint())

    def record(self, customer: Customer, target: str, request: Request, answer: UUID, *, at: datetime) -> str:
        if customer.org_id != answer:
            customer.org_id = answer
            Customer.objects.filter(pk=customer.pk).update(org_id=answer)
        return str(answer)


class ServicesThing(Thing):
    """Services of a suspended customer are off; they come back before anything else is changed."""

    kind, stage, position = StepKind.SERVICES, 20, 20

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        if customer.is_suspended:
            return {"": OFF}
        was_off = customer.steps.filter(kind=StepKind.SERVICES).exists()
        return {"": ON} if was_off else {}

    def request(self, customer: Customer, target: str) -> Request | None:
        method, content = ("suspend_services", OFF) if customer.is_suspended else ("resume_services", ON)
        return Request(method, (organization_of(customer),), content)

    def record(self, customer: Customer, target: str, request: Request, answer: None, *, at: datetime) -> str:
        return ""


class RemovalThing(Thing):
    """The mapping between customer and organization is taken away; the organization stays."""

    kind, stage, position = StepKind.REMOVAL, 90, 90

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        return {"": "gone"} if customer.status == CustomerStatus.DELETING else {}

    def request(self, customer: Customer, target: str) -> Request | None:
        # By our own id: an organization whose creation never reached us is released as well.
        return Request("release", (str(customer.pk),), "gone")

    def record(self, customer: Customer, target: str, request: Request, answer: Any, *, at: datetime) -> str:
        return ""


def _order(customer: Customer) -> OrganizationOrder:
    return OrganizationOrder(
        org_id=customer.requested_org_id,
        reference=str(customer.pk),
        name=customer.name,
        country=customer.country,
        language=customer.language,
    )

"""The filters of the contract's lists."""

from __future__ import annotations

from rest_framework.request import Request

from customers.enums import CustomerStatus
from customers.models.customer import CustomerQuerySet
from partnerhub.api import queries


def narrow_customers(customers: CustomerQuerySet, request: Request) -> CustomerQuerySet:
    """By externalId, orgId and status; and by ownOrganization, which is ours (M5)."""
    external_id = queries.text(request, "externalId")
    org_id = queries.opaque_id(request, "orgId", "ORGANIZATION")
    status = queries.choices(request, "status", CustomerStatus.values)
    is_own = queries.maybe(request, "ownOrganization")
    if external_id is not None:
        customers = customers.filter(external_id=external_id)
    if org_id is not None:
        customers = customers.filter(org_id=org_id)
    if status:
        customers = customers.filter(status__in=status)
    if is_own is not None:
        customers = customers.filter(is_own_organization=is_own)
    return customers

"""The calls that a program makes for what a customer's page shows and does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from partnerhub.api import ids


@dataclass(frozen=True)
class Call:
    """One request, as cURL."""

    title: str | Promise
    curl: str


def ids_of(customer: Customer) -> list[tuple[str | Promise, str]]:
    """The ids that the API knows this customer by."""
    org_id = ids.encode("ORGANIZATION", customer.org_id) if customer.org_id else ""
    return [
        (_("Customer id"), api_id(customer)),
        (_("Organization id"), org_id),
        (_("External id"), customer.external_id),
        (_("Provisioning id of the template"), customer.template.provisioning_id),
    ]


def api_id(customer: Customer) -> str:
    """The customer's id in the API."""
    return ids.encode("ENTERPRISE", customer.pk)


def of(customer: Customer, base_url: str) -> list[Call]:
    """The calls that read and change this customer."""
    url = f"{base_url}/wholesale/customers/{api_id(customer)}"
    packages = list(customer.assigned_packages.values_list("package_id", flat=True))
    return [
        Call(_("Read"), _curl(url)),
        Call(_("Change packages"), _curl(url, "PUT", {"packages": packages})),
        Call(_("Subscribers"), _curl(f"{base_url}/wholesale/subscribers?customerId={api_id(customer)}")),
        Call(_("Call-in numbers with their reason"), _curl(f"{url}/telephony")),
        Call(_("Timeline"), _curl(f"{url}/timeline")),
        Call(_("Run the setup tool"), _curl(f"{url}/setup", "POST")),
        Call(_("Remove"), _curl(url, "DELETE")),
    ]


def _curl(url: str, method: str = "GET", body: dict[str, Any] | None = None) -> str:
    lines = [f'curl -X {method} "{url}"', '  -H "Authorization: Bearer $TOKEN"']
    if body is not None:
        lines += ['  -H "Content-Type: application/json"', f"  -d '{json.dumps(body)}'"]
    return " \\\n".join(lines)

"""A body of the contract becomes an order or a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compliance.profile import PostalAddress
from customers import changes, precheck
from customers.models import Customer
from customers.orders import Administrator, CallingLocation, Change, Order
from partnerhub.accounts.models import Partner
from partnerhub.errors import Problem


def order_of(body: Mapping[str, Any]) -> Order:
    """The order in a body of the shape CREATE or PRECHECK."""
    info, parameters = body.get("customerInfo", {}), body.get("provisioningParameters", {})
    return Order(
        provisioning_id=body.get("provisioningId", ""),
        packages=tuple(body.get("packages", ())),
        quantities=_quantities(parameters),
        external_id=body.get("externalId", ""),
        address=address_of(body.get("address", {})),
        name=info.get("name", ""),
        administrator=_administrator(info),
        language=info.get("language", ""),
        org_id=body.get("orgId", ""),
        calling_location=_location(parameters),
        meetings_timezone=parameters.get("meetings", {}).get("timezone", ""),
        sub_partner_admin_email=body.get("subPartnerAdminEmail", ""),
    )


def change_of(body: Mapping[str, Any]) -> Change:
    """The change in a body of the shape UPDATE; what it does not name stays as it is."""
    parameters = body.get("provisioningParameters", {})
    return Change(
        packages=tuple(body["packages"]) if "packages" in body else None,
        quantities=_quantities(parameters),
        external_id=body.get("externalId"),
        address=address_of(body["address"]) if "address" in body else None,
        calling_location=_location(parameters),
        meetings_timezone=parameters.get("meetings", {}).get("timezone"),
        sub_partner_admin_email=body.get("subPartnerAdminEmail"),
    )


def refuse_misshapen(
    problems: Sequence[Problem], order: Order, *, partner: Partner, only_given: bool = False
) -> None:
    """Where fields have the wrong shape: say so, together with everything else that is wrong with the order."""
    if not problems:
        return
    _refuse(problems, precheck.check(order, partner=partner, only_given=only_given).problems)


def refuse_misshapen_change(problems: Sequence[Problem], customer: Customer, change: Change) -> None:
    """The same for a change."""
    if problems:
        _refuse(problems, changes.check(customer, change))


def address_of(address: Mapping[str, str]) -> PostalAddress:
    """An address of the shape ADDRESS."""
    return PostalAddress(
        line1=address.get("addressLine1", ""),
        line2=address.get("addressLine2", ""),
        city=address.get("city", ""),
        state=address.get("stateOrProvince", ""),
        postal_code=address.get("zipOrPostalCode", ""),
        country=address.get("country", ""),
    )


def _refuse(problems: Sequence[Problem], others: Sequence[Problem]) -> None:
    # What could not be read looks absent to the rules: each field is told of once.
    told = [problem.field for problem in problems]
    precheck.refuse(
        (*problems, *(other for other in others if not any(_is_part(other.field, of) for of in told)))
    )


def _is_part(field: str, of: str) -> bool:
    return field == of or field.startswith((f"{of}.", f"{of}[")) or of.startswith(f"{field}[")


def _quantities(parameters: Mapping[str, Any]) -> Mapping[str, int]:
    limits: Mapping[str, int] = parameters.get("packages", {}).get("limits", {})
    return limits


def _administrator(info: Mapping[str, str]) -> Administrator:
    return Administrator(
        email=info.get("primaryEmail", ""),
        first_name=info.get("firstName", ""),
        last_name=info.get("lastName", ""),
    )


def _location(parameters: Mapping[str, Any]) -> CallingLocation | None:
    location = parameters.get("calling", {}).get("location")
    if location is None:
        return None
    return CallingLocation(
        name=location.get("name", ""),
        address=address_of(location.get("address", {})),
        timezone=location.get("timezone", ""),
        language=location.get("language", ""),
        emergency_id=location.get("emergencyLocationIdentifier", ""),
    )

"""The bodies that subscribers' endpoints take (wholesale-api.md 2.7), and the wishes they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from customers.orders import Administrator, Order
from customers.subscriber_rules import Wish
from partnerhub.api import ids
from partnerhub.api.shapes import INVALID, Kind, ListOf, Shape, Text
from partnerhub.errors import Invalid, Problem

BOTH_OR_NEITHER = 90005
LOCATION = "provisioningParameters.locationId"

_NUMBERS: dict[str, Kind] = {
    "primaryPhoneNumber": Text("With its country code.", "+12405551212"),
    "extension": Text("", "51212"),
    "locationId": Text("One of several locations."),
}
_PARAMETERS = Shape({"firstName": Text("", "John"), "lastName": Text("", "Andersen"), **_NUMBERS})
_PACKAGES: dict[str, Kind] = {
    "package": Text("The old single form.", "webex_calling"),
    "packages": ListOf(Text("", "webex_calling"), about="One base package, and attendant_console."),
}

CREATE = Shape(
    {
        "customerId": Text("The customer's id."),
        "email": Text("", "john.anderson@acme.com"),
        **_PACKAGES,
        "provisioningParameters": _PARAMETERS,
    },
    required=("customerId", "email", "provisioningParameters"),
    about="A new subscriber; exactly one of package and packages.",
)
UPDATE = Shape(
    {**_PACKAGES, "provisioningParameters": Shape(_NUMBERS)},
    about="Other packages; exactly one of package and packages.",
)
PRECHECK = Shape(
    {
        "provisioningId": Text("The id of an onboarding template."),
        "customerId": Text("The customer's id."),
        "email": Text("", "john.anderson@acme.com"),
        **_PACKAGES,
        "provisioningParameters": _PARAMETERS,
        "customerInfo": Shape({"primaryEmail": Text()}, required=("primaryEmail",)),
    },
    required=("email",),
    about="A new subscriber, in part or in full.",
)


def wish_of(body: Mapping[str, Any]) -> Wish:
    """The wish in a body of any of the shapes."""
    parameters = body.get("provisioningParameters", {})
    return Wish(
        email=body.get("email", ""),
        packages=tuple(body["packages"])
        if "packages" in body
        else tuple(filter(None, [body.get("package")])),
        first_name=parameters.get("firstName", ""),
        last_name=parameters.get("lastName", ""),
        phone=parameters.get("primaryPhoneNumber", ""),
        extension=parameters.get("extension", ""),
        location_id=parameters.get("locationId", ""),
    )


def names_in(body: Mapping[str, Any]) -> dict[str, str]:
    """How the caller calls the packages: by the old field, or by the new one."""
    return dict.fromkeys(("package", "packages"), "package" if "package" in body else "packages")


def order_named_in(body: Mapping[str, Any]) -> Order:
    """What a precheck says of the customer that is still to come."""
    email = body.get("customerInfo", {}).get("primaryEmail", "")
    return Order(provisioning_id=body.get("provisioningId", ""), administrator=Administrator(email=email))


def require(shape: Shape, body: Any, *, needs_packages: bool = True) -> Mapping[str, Any]:
    """The body in this shape. Raises Invalid with everything that is wrong with its form."""
    read, problems = shape.parse(body)
    given = body if isinstance(body, dict) else {}
    problems += [*_check_packages(given, needs_packages), *_check_location(read)]
    if problems:
        raise Invalid(problems)
    return read


def _check_packages(body: Mapping[str, Any], needs_packages: bool) -> Iterator[Problem]:
    given = ("package" in body) + ("packages" in body)
    if given == 2 or (needs_packages and not given):
        yield Problem(BOTH_OR_NEITHER, _("Exactly one of package and packages is needed."), "packages")


def _check_location(body: Mapping[str, Any]) -> Iterator[Problem]:
    location = body.get("provisioningParameters", {}).get("locationId")
    if not location:
        return
    try:
        ids.decode(location, "LOCATION")
    except ids.UnknownId:
        yield Problem(INVALID, _("This is not the id of a location."), LOCATION)

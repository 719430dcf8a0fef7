"""What belongs to a customer's organization beside the wholesale offer, as clients ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customers.enums import StepKind
from customers.models import Customer
from customers.orders import CallingLocation


@dataclass(frozen=True, slots=True)
class Place:
    """A location of an organization, under the id that the platform gave it."""

    id: str
    location: CallingLocation


def locations_of(customer: Customer) -> Sequence[Place]:
    """The places from which the organization calls, once they are set up."""
    ref = customer.steps.filter(kind=StepKind.LOCATION).values_list("external_ref", flat=True).first()
    if not ref or not customer.calling_location:
        return ()
    return (Place(ref, CallingLocation.from_json(customer.calling_location)),)

"""The port to the platform that runs the services: what we ask of it, and how it fails.

Every call says what shall be, not what to do: asked twice it answers the same and changes nothing. The
idempotency key names one request; an adaptor passes it on, so that a request whose answer was lost is not
carried out again. Calls are made outside transactions and come back within CALL_TIMEOUT, with an answer or
with one of the failures below.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from partnerhub.errors import DomainError

# Below the lease of a step: who lost the lease has also lost the call.
CALL_TIMEOUT = timedelta(seconds=20)


class PlatformUnavailable(DomainError):
    """The platform does not answer. Ask again later."""

    code, status = 90060, 503
    sentence = _("The service platform does not answer at present. Try again later.")


class PlatformTimeout(PlatformUnavailable):
    """No answer came in time; the work may be done or not. Ask again with the same key."""

    code, status = 90061, 503
    sentence = _("The service platform did not answer in time. Try again later.")


class PlatformRefused(DomainError):
    """The platform refused the request; asking again does not help."""

    code, status = 90062, 409
    sentence = _("The service platform refused the request.")


class Order:
    """What shall be. Its fingerprint is equal exactly when the content is, in whatever organization."""

    def fingerprint(self) -> str:
        """16 hexadecimal digits over the content."""
        content = asdict(self)  # type: ignore[call-overload]
        content.pop("org_id")
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class OrganizationOrder(Order):
    """The customer's organization. `reference` is our id of the customer: the mapping between the two.

    `country` is ISO 3166-1 alpha-2 (M19). With `org_id` that organization is attached, not created.
    """

    org_id: UUID | None
    reference: str
    name: str
    country: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class SiteOrder(Order):
    """The meeting site with its default call-in numbers, best first, at most two (M20)."""

    org_id: UUID | None
    language: str = ""
    timezone: str = ""
    numbers: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class LicenceOrder(Order):
    """How many of a package may be used; None is unlimited (M7)."""

    org_id: UUID | None
    package: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class LocationOrder(Order):
    """The place from which calls are made, with its postal address."""

    org_id: UUID | None
    name: str
    address: Mapping[str, str] = field(default_factory=dict)
    timezone: str = ""
    language: str = ""
    emergency_identifier: str = ""


@dataclass(frozen=True, slots=True)
class AdministratorOrder(Order):
    """A person who administers the organization, at the package level of its creation (M9)."""

    org_id: UUID | None
    email: str
    level: str
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class SubscriberOrder(Order):
    """A person who uses a package. `may_move`: the person agreed to leave the organization they are in
    now.
    """

    org_id: UUID | None
    email: str
    package: str
    extras: Sequence[str] = ()
    first_name: str = ""
    last_name: str = ""
    phone_number: str = ""
    extension: str = ""
    location_id: UUID | None = None
    may_move: bool = False


@dataclass(frozen=True, slots=True)
class OrganizationEntry:
    """An organization as the directory knows it; `reference` is empty while it is mapped to no customer."""

    org_id: UUID | None
    name: str
    country: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person as the directory knows them; without organization the person has a free account."""

    person_id: UUID
    email: str
    first_name: str
    last_name: str
    org_id: UUID | None


class ObstacleKind(StrEnum):
    """What may stand in the way of removing an organization."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    LICENCES = "licences"
    USERS = "users"
    MANAGED = "managed"
    MAPPED = "mapped"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way, and how many there are of it."""

    kind: ObstacleKind
    count: int = 1


class Platform(Protocol):
    """What the portal needs of the platform. Raises PlatformUnavailable, PlatformTimeout, PlatformRefused."""

    def ensure_organization(self, key: str, order: OrganizationOrder) -> UUID:
        """The organization exists, is mapped to `reference` and has this name and country; its id."""
        ...

    def ensure_meeting_site(self, key: str, order: SiteOrder) -> UUID:
        """The organization's one meeting site dials these numbers; the site's id."""
        ...

    def remove_meeting_site(self, key: str, org_id: UUID) -> None:
        """The organization has no meeting site."""
        ...

    def ensure_licences(self, key: str, order: LicenceOrder) -> str:
        """The organization is entitled to the package, in this quantity; the licence's code."""
        ...

    def remove_licences(self, key: str, org_id: UUID, package: str) -> None:
        """The organization is not entitled to the package."""
        ...

    def ensure_location(self, key: str, order: LocationOrder) -> UUID:
        """The location of this name exists in the organization; its id."""
        ...

    def ensure_administrator(self, key: str, order: AdministratorOrder) -> UUID:
        """The person exists and administers the organization; the person's id."""
        ...

    def ensure_subscriber(self, key: str, order: SubscriberOrder) -> UUID:
        """The person exists in the organization and has the package; the person's id."""
        ...

    def remove_subscriber(self, key: str, org_id: UUID, email: str) -> None:
        """The person has no package of ours; the person stays."""
        ...

    def suspend_services(self, key: str, org_id: UUID) -> None:
        """Nobody of the organization is served."""
        ...

    def resume_services(self, key: str, org_id: UUID) -> None:
        """The organization is served as it was before."""
        ...

    def release(self, key: str, reference: str) -> None:
        """No organization is mapped to this customer any more, and none is served for it; organizations
        stay.
        """
        ...

    def find_person(self, email: str) -> PersonEntry | None:
        """The person with this e-mail, in whatever organization."""
        ...

    def find_location(self, org_id: UUID, location_id: UUID) -> str | None:
        """The name of this location of the organization; None where it has no such location."""
        ...

    def find_organization(self, org_id: UUID) -> OrganizationEntry | None:
        """The organization with this id: the only source of its name when it is attached."""
        ...

    def obstacles_to_removal(self, org_id: UUID) -> Sequence[Obstacle]:
        """What stands in the way of removing the organization now; nothing where it is gone."""
        ...

    def remove_organization(self, key: str, org_id: UUID) -> None:
        """The organization is gone for good. PlatformRefused while something stands in the way."""
        ...

"""What a partner asks for: an order for a new customer, or a change of one that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from compliance.profile import PostalAddress, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingLocation:
    """The headquarters location, needed where a calling package is ordered."""

    name: str = ""
    address: PostalAddress = field(default_factory=PostalAddress)
    timezone: str = ""
    language: str = ""
    emergency_id: str = ""

    def to_json(self) -> dict[str, Any]:
        """As kept on the customer."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> CallingLocation:
        """The reverse of `to_json`."""
        return cls(**{**value, "address": PostalAddress(**value["address"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Who runs the customer's organization; the names are screened where given (M10)."""

    email: str = ""
    first_name: str = ""
    last_name: str = ""

    @property
    def full_name(self) -> str:
        """The names that are given, as one."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A new customer, as typed: nothing is trimmed or guessed. Opaque ids are those of the API.

    `quantities` holds a number per package code; absent means unlimited (M7). `org_id` attaches to an
    organization that exists. `precheck` says whether the order is valid.
    """

    provisioning_id: str = ""
    packages: tuple[str, ...] = ()
    quantities: Mapping[str, int] = field(default_factory=dict)
    external_id: str = ""
    address: PostalAddress = field(default_factory=PostalAddress)
    name: str = ""
    administrator: Administrator = field(default_factory=Administrator)
    language: str = ""
    org_id: str = ""
    calling_location: CallingLocation | None = None
    meetings_timezone: str = ""
    sub_partner_admin_email: str = ""

    @property
    def profile(self) -> Profile:
        """Whom compliance is asked about."""
        return Profile(
            name=self.name,
            address=self.address,
            administrator=self.administrator.full_name,
            email=self.administrator.email,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a customer; None stays as it is.

    `packages` is the complete list: what is left out is removed. In `quantities` named keys change.
    """

    packages: tuple[str, ...] | None = None
    quantities: Mapping[str, int] = field(default_factory=dict)
    external_id: str | None = None
    address: PostalAddress | None = None
    name: str | None = None
    administrator: Administrator | None = None
    language: str | None = None
    calling_location: CallingLocation | None = None
    meetings_timezone: str | None = None
    sub_partner_admin_email: str | None = None

    def to_json(self) -> dict[str, Any]:
        """What changes, as kept in a proposal."""
        return {name: value for name, value in asdict(self).items() if value not in (None, {})}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Change:
        """The reverse of `to_json`."""
        parts = dict(value)
        if "packages" in parts:
            parts["packages"] = tuple(parts["packages"])
        if "address" in parts:
            parts["address"] = PostalAddress(**parts["address"])
        if "administrator" in parts:
            parts["administrator"] = Administrator(**parts["administrator"])
        if "calling_location" in parts:
            parts["calling_location"] = CallingLocation.from_json(parts["calling_location"])
        return cls(**parts)

    @classmethod
    def of_order(cls, order: Order) -> Change:
        """Everything that an order says, as a change of the customer that it is for."""
        return cls(
            packages=order.packages,
            quantities=order.quantities,
            external_id=order.external_id,
            address=order.address,
            name=order.name or None,
            administrator=order.administrator if order.administrator.email else None,
            language=order.language,
            calling_location=order.calling_location,
            meetings_timezone=order.meetings_timezone,
            sub_partner_admin_email=order.sub_partner_admin_email,
        )

    def profile_after(self, profile: Profile) -> Profile:
        """The screened facts as they would be once this is adopted."""
        return Profile(
            name=profile.name if self.name is None else self.name,
            address=self.address or profile.address,
            administrator=self.administrator.full_name if self.administrator else profile.administrator,
            email=self.administrator.email if self.administrator else profile.email,
        )

"""What the peer answers and takes: the contract's documents as Pydantic models."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasGenerator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from bench.api.peer import tables


class Taken(BaseModel):
    """Read from JSON: a request, or what a row keeps."""

    model_config = ConfigDict(alias_generator=to_camel)


class Answer(BaseModel):
    """Written as JSON: the aliases are for that alone."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))


class NewAddress(Taken):
    address_line1: Annotated[str, Field(max_length=50)]
    address_line2: Annotated[str, Field(max_length=50)] = ""
    city: Annotated[str, Field(max_length=100)]
    state_or_province: Annotated[str, Field(max_length=100)] = ""
    zip_or_postal_code: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Address(Answer):
    address_line1: str
    address_line2: str = ""
    city: str
    state_or_province: str = ""
    zip_or_postal_code: str = ""
    country: str


class Failure(Taken):
    error_code: int
    description: str


class Package(Answer):
    name: str
    status: str
    warnings: list[Failure]
    errors: list[Failure]


class ResourceDetails(Answer):
    packages: list[Package]


class Limit(Answer):
    maximum: int | None = None
    used: int


class Rpl(Answer):
    state: str


class CallInNumber(Answer):
    call_in_number: str
    display_number: str
    label: str
    toll_type: str
    reason: str
    country: str
    location: str = ""


class Customer(Answer):
    id: str
    org_id: str | None = None
    external_id: str
    address: Address
    status: str
    packages: list[str]
    resource_details: ResourceDetails
    errors: list[Failure]
    name: str
    primary_email: str
    limits: dict[str, Limit]
    created: str
    last_status_change: str
    rpl: Rpl
    call_in_numbers: list[CallInNumber]
    call_in_reason: str | None = None
    provisioning_id: str
    is_own_organization: bool | None = None

    @classmethod
    def of(cls, row: tables.Customer) -> Customer:
        return cls(
            id=opaque("ENTERPRISE", row.id),
            org_id=opaque("ORGANIZATION", row.org_id) if row.org_id else None,
            external_id=row.external_id,
            address=Address(
                address_line1=row.line1,
                address_line2=row.line2,
                city=row.city,
                state_or_province=row.state,
                zip_or_postal_code=row.postal_code,
                country=row.country,
            ),
            status=row.status,
            packages=[held.package_id for held in row.assignments if held.state != "deleting"],
            resource_details=ResourceDetails(
                packages=[
                    Package(
                        name=held.package_id, status=held.state, warnings=held.warnings, errors=held.errors
                    )
                    for held in row.assignments
                ]
            ),
            errors=row.errors,
            name=row.name,
            primary_email=row.primary_email,
            limits={
                held.package_id: Limit(maximum=held.quantity, used=held.used) for held in row.assignments
            },
            created=moment(row.created_at),
            last_status_change=moment(row.status_changed_at),
            rpl=Rpl(state="clear"),
            call_in_numbers=_numbers(row.site) if row.site else [],
            call_in_reason=_reason(row.site) if row.site else None,
            provisioning_id=bare(row.template_id),
            is_own_organization=row.is_own_organization or None,
        )


class CustomerList(Answer):
    items: list[Customer]


class CustomerInfo(Taken):
    name: Annotated[str, Field(max_length=255, pattern="^[^%]+$")]
    primary_email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    language: str = ""


class PackageParameters(Taken):
    limits: dict[str, Annotated[int, Field(ge=1, le=1_000_000)]] = {}


class ProvisioningParameters(Taken):
    packages: PackageParameters = PackageParameters()


class NewCustomer(Taken):
    provisioning_id: str
    packages: Annotated[list[str], Field(min_length=1)]
    external_id: Annotated[str, Field(min_length=1, max_length=255)]
    address: NewAddress
    customer_info: CustomerInfo
    provisioning_parameters: ProvisioningParameters = ProvisioningParameters()


class ResourceUrl(Answer):
    url: str


def opaque(kind: str, key: uuid.UUID) -> str:
    return base64.b64encode(f"ciscospark://us/{kind}/{key}".encode()).rstrip(b"=").decode()


def bare(key: uuid.UUID) -> str:
    return base64.b64encode(str(key).encode()).rstrip(b"=").decode()


def uuid_of(text: str) -> uuid.UUID:
    """The uuid at the end of an id. Raises ValueError."""
    plain = base64.b64decode(text + "=" * (-len(text) % 4)).decode()
    return uuid.UUID(plain.rpartition("/")[2])


def moment(at: datetime) -> str:
    utc = at.astimezone(UTC) if at.tzinfo else at
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _numbers(site: tables.MeetingSite) -> list[CallInNumber]:
    numbers: list[dict[str, Any]] = site.override_numbers if site.is_overridden else site.numbers
    return [
        CallInNumber(
            call_in_number=number["e164"],
            display_number=number.get("display", ""),
            label=number.get("label", ""),
            toll_type=number.get("tollType", "toll"),
            reason=_reason(site),
            country=site.country,
            location=site.location,
        )
        for number in numbers
    ]


def _reason(site: tables.MeetingSite) -> str:
    return "override" if site.is_overridden else site.reason

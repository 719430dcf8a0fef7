"""The portal's tables as the peer maps them: the columns that it reads or writes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column, relationship
from uuid_utils.compat import uuid7

Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012
        list[Any]: Json,
        dict[str, Any]: Json,
        datetime: DateTime(timezone=True),
    }


class Partner(Base):
    __tablename__ = "accounts_partner"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[uuid.UUID | None]


class Subscription(Base):
    __tablename__ = "accounts_subscription"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[uuid.UUID]
    cancelled_at: Mapped[datetime | None]


class User(Base):
    __tablename__ = "accounts_user"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    is_active: Mapped[bool]


class Membership(Base):
    __tablename__ = "accounts_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID]
    partner_id: Mapped[uuid.UUID | None]
    role: Mapped[str]


class ApiClient(Base):
    __tablename__ = "accounts_apiclient"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID]
    partner_id: Mapped[uuid.UUID | None]
    role: Mapped[str]


class AccessToken(Base):
    __tablename__ = "oauth2_provider_accesstoken"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_checksum: Mapped[str]
    application_id: Mapped[int]
    expires: Mapped[datetime]
    scope: Mapped[str]


class Package(Base):
    __tablename__ = "customers_package"

    code: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[int]
    is_orderable: Mapped[bool]


class Template(Base):
    __tablename__ = "customers_onboardingtemplate"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    partner_id: Mapped[uuid.UUID]
    email_language: Mapped[str]
    retired_at: Mapped[datetime | None]


class Subject(Base):
    __tablename__ = "compliance_subject"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    partner_id: Mapped[uuid.UUID]
    label: Mapped[str]
    watched: Mapped[bool] = mapped_column(default=False)
    is_barred: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    screened_generation: Mapped[int] = mapped_column(default=0)
    rescreening_due: Mapped[bool] = mapped_column(default=False)
    rescreen_attempts: Mapped[int] = mapped_column(default=0)


class MeetingSite(Base):
    __tablename__ = "customers_meetingsite"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers_customer.id"))
    country: Mapped[str]
    location: Mapped[str]
    numbers: Mapped[list[Any]]
    reason: Mapped[str]
    is_overridden: Mapped[bool]
    override_numbers: Mapped[list[Any]]


class PackageAssignment(Base):
    __tablename__ = "customers_packageassignment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers_customer.id"))
    package_id: Mapped[str] = mapped_column(ForeignKey("customers_package.code"))
    quantity: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="provisioning")
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    errors: Mapped[list[Any]] = mapped_column(default=list)
    licence_code: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = column_property(
        select(Package.order).where(Package.code == package_id).scalar_subquery()
    )


class Customer(Base):
    __tablename__ = "customers_customer"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid7)
    partner_id: Mapped[uuid.UUID]
    account_partner_id: Mapped[uuid.UUID]
    external_id: Mapped[str]
    name: Mapped[str]
    primary_email: Mapped[str]
    admin_first_name: Mapped[str] = mapped_column(default="")
    admin_last_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    meetings_timezone: Mapped[str] = mapped_column(default="")
    sub_partner_admin_email: Mapped[str] = mapped_column(default="")
    line1: Mapped[str]
    line2: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    postal_code: Mapped[str]
    country: Mapped[str]
    template_id: Mapped[uuid.UUID]
    template_settings: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    status: Mapped[str] = mapped_column(default="pending_rpl_review")
    prior_status: Mapped[str] = mapped_column(default="")
    errors: Mapped[list[Any]] = mapped_column(default=list)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compliance_subject.id"))
    org_id: Mapped[uuid.UUID | None]
    is_own_organization: Mapped[bool] = mapped_column(default=False)
    setup_round: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID]
    status_changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    subject: Mapped[Subject] = relationship()
    site: Mapped[MeetingSite | None] = relationship()
    assignments: Mapped[list[PackageAssignment]] = relationship(
        order_by=(PackageAssignment.position, PackageAssignment.package_id)
    )

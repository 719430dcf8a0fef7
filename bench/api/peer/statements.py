"""What the peer asks the database, put together once; each call gives the values."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Integer, Select, and_, bindparam, exists, or_, select, tuple_
from sqlalchemy.orm import joinedload, load_only, selectinload

from bench.api.peer.tables import (
    AccessToken,
    ApiClient,
    Customer,
    MeetingSite,
    Membership,
    PackageAssignment,
    Partner,
    Subscription,
    User,
)

TOKEN = (
    select(AccessToken.expires, AccessToken.scope, User.id, Partner.id, Partner.parent_id)
    .join(ApiClient, ApiClient.id == AccessToken.application_id)
    .join(User, User.id == ApiClient.user_id)
    .join(Partner, Partner.id == ApiClient.partner_id)
    .join(
        Membership,
        and_(
            Membership.user_id == User.id,
            Membership.partner_id == Partner.id,
            Membership.role == ApiClient.role,
        ),
    )
    .where(AccessToken.token_checksum == bindparam("checksum"), User.is_active)
)
_SITE = joinedload(Customer.site).load_only(
    MeetingSite.country,
    MeetingSite.location,
    MeetingSite.numbers,
    MeetingSite.reason,
    MeetingSite.is_overridden,
    MeetingSite.override_numbers,
)
_ASSIGNED = (
    PackageAssignment.package_id,
    PackageAssignment.quantity,
    PackageAssignment.used,
    PackageAssignment.state,
    PackageAssignment.warnings,
    PackageAssignment.errors,
)
_CUSTOMERS = (
    select(Customer)
    .where(Customer.deleted_at.is_(None))
    .options(
        load_only(
            Customer.org_id,
            Customer.external_id,
            Customer.name,
            Customer.primary_email,
            Customer.line1,
            Customer.line2,
            Customer.city,
            Customer.state,
            Customer.postal_code,
            Customer.country,
            Customer.status,
            Customer.errors,
            Customer.created_at,
            Customer.status_changed_at,
            Customer.template_id,
            Customer.is_own_organization,
        ),
        _SITE,
    )
)
# One customer with its packages by one statement, a page by two: the quickest each.
CUSTOMER = (
    _CUSTOMERS.options(joinedload(Customer.assignments).load_only(*_ASSIGNED))
    .join(Partner, Partner.id == Customer.partner_id)
    .where(
        Customer.id == bindparam("customer"),
        or_(Customer.partner_id == bindparam("partner"), Partner.parent_id == bindparam("partner")),
    )
)
_CANCELLED = exists().where(
    Subscription.partner_id == Customer.partner_id, Subscription.cancelled_at.is_not(None)
)
_LIST = (
    _CUSTOMERS.options(selectinload(Customer.assignments).load_only(*_ASSIGNED))
    .where(
        Customer.partner_id == bindparam("partner"),
        or_(Customer.is_own_organization.is_(False), ~_CANCELLED),
    )
    .order_by(Customer.created_at.desc(), Customer.id.desc())
    .limit(bindparam("rows", type_=Integer))
)
_FILTERS = {
    "external_id": Customer.external_id == bindparam("external_id"),
    "org_id": Customer.org_id == bindparam("org_id"),
    "status": Customer.status.in_(bindparam("status", expanding=True)),
    "own_organization": Customer.is_own_organization == bindparam("own_organization"),
    "after_at": tuple_(Customer.created_at, Customer.id)
    < tuple_(
        bindparam("after_at", type_=Customer.created_at.type), bindparam("after_id", type_=Customer.id.type)
    ),
}


@cache
def list_by(names: tuple[str, ...]) -> Select[tuple[Customer]]:
    """The list by these values: one statement for each set of filters that clients ask for."""
    rows = _LIST.where(*(_FILTERS[name] for name in names if name in _FILTERS))
    return rows.offset(bindparam("offset", type_=Integer)) if "offset" in names else rows

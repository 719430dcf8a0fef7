"""What an order refers to: does it exist, and does nobody else have it already?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Self

from django.db.models import QuerySet, Value

from customers import field_rules
from customers.models import Customer, OnboardingTemplate, Subscriber
from customers.orders import Order
from partnerhub.accounts.models import Partner
from partnerhub.api import ids
from partnerhub.errors import Invalid, Problem
from partnerhub.prepared import Given, Values, prepared

EXTERNAL_ID_MAX = 255


class _Referring(Invalid):
    """Not a fault of the request by itself but of what it refers to."""

    @classmethod
    def problem(cls, field: str) -> Problem:
        """This failure as one problem among others."""
        return Problem(cls.code, cls.readable(), field)

    @classmethod
    def about(cls, field: str) -> Self:
        """This failure, of one field."""
        return cls((cls.problem(field),))


class UnknownReference(_Referring):
    """There is no such provisioningId or orgId."""

    code, status = 90006, 404


class ExternalIdInUse(_Referring):
    """This externalId is already used by another customer."""

    code, status = 90010, 409


class OrganizationInUse(_Referring):
    """This organization already belongs to a customer."""

    code, status = 90030, 409


class EmailInUse(_Referring):
    """This e-mail address already belongs to an existing user."""

    code, status = 10022, 409


_REFERRING = {kind.code: kind for kind in (UnknownReference, ExternalIdInUse, OrganizationInUse, EmailInUse)}


def refuse(problems: Sequence[Problem]) -> None:
    """Raise all problems, if any: a faulty request before an unknown reference before a conflict."""
    if not problems:
        return
    if any(problem.code not in _REFERRING for problem in problems):
        raise Invalid(problems)
    kinds = [_REFERRING[problem.code] for problem in problems]
    raise min(kinds, key=lambda kind: kind.status)(problems)


def external_id_is_taken(external_id: str, partner: Partner, customer: Customer | None = None) -> bool:
    """Does another undeleted customer of the partner or its sub-partners have it (M1)?"""
    values = _asked_for(external_id, partner, "", customer)
    return _EXTERNAL_ID in _taken(values)


def check_conflicts(
    order: Order, partner: Partner, org_id: uuid.UUID | None, customer: Customer | None
) -> Iterator[Problem]:
    """What somebody else has already; `customer` is not in its own way."""
    email = order.administrator.email.lower()
    taken = _taken(_asked_for(order.external_id, partner, email, customer))
    if _EXTERNAL_ID in taken:
        yield ExternalIdInUse.problem("externalId")
    if org_id and _organization_is_taken(org_id, customer):
        yield OrganizationInUse.problem("orgId")
    if _EMAIL in taken:
        yield EmailInUse.problem("customerInfo.primaryEmail")


_EXTERNAL_ID, _EMAIL = 1, 2
_NOBODY = uuid.UUID(int=0)


def _asked_for(external_id: str, partner: Partner, email: str, customer: Customer | None) -> Values:
    """What cannot be anybody's is not asked for: PostgreSQL refuses the NUL character even in a comparison."""
    is_storable = not any(field_rules.text(external_id, "", longest=EXTERNAL_ID_MAX))
    return {
        "account": partner.parent_id or partner.pk,
        "external_id": external_id if is_storable else "",
        "email": email if field_rules.is_email(email) else "",
        "own": customer.pk if customer else _NOBODY,
    }


def _taken(values: Values) -> set[int]:
    """Which of these another customer has, by one question."""
    return {which for (which,) in _others().ask(values)}


@prepared
def _others() -> QuerySet[Any]:
    """No customer has an empty external id, and no subscriber an empty address."""
    named = Customer.objects.filter(account_partner=Given("account"), external_id=Given("external_id"))
    subscribed = Subscriber.objects.filter(email=Given("email"))
    others = _which(_EXTERNAL_ID, named.exclude(pk=Given("own")))
    return others.union(_which(_EMAIL, subscribed.exclude(customer=Given("own")))).order_by()


def _which(number: int, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().annotate(which=Value(number)).values_list("which")


@prepared
def _usable_template() -> QuerySet[OnboardingTemplate]:
    owners: Any = {"pk": Given("partner"), "parent_id": Given("parent")}
    partner = Partner(**owners)
    return OnboardingTemplate.objects.usable_by(partner).in_use().filter(pk=Given("template")).order_by()


def _organization_is_taken(org_id: uuid.UUID, customer: Customer | None) -> bool:
    others = Customer.objects.exclude(pk=customer.pk if customer else None)
    return others.filter(org_id=org_id).exists() or others.filter(requested_org_id=org_id).exists()


def template_of(order: Order, partner: Partner) -> OnboardingTemplate | None:
    """The template that the provisioning id names, if this partner may use it."""
    try:
        provisioning_id = ids.decode_bare(order.provisioning_id)
    except ids.UnknownId:
        return None
    values = {"template": provisioning_id, "partner": partner.pk, "parent": partner.parent_id}
    found: OnboardingTemplate | None = _usable_template().first(values)
    return found


def org_id_of(order: Order) -> uuid.UUID | None:
    """The organization to attach to; None also for what is no id of one."""
    try:
        return ids.decode(order.org_id, "ORGANIZATION") if order.org_id else None
    except ids.UnknownId:
        return None

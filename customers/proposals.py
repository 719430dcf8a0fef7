"""A proposed change is adopted or dropped; until then the customer's row keeps what is in force (M18)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from compliance.models import Clearance
from customers import administrators, announcements, packages
from customers.enums import AnnouncementKind, ProposalOutcome
from customers.models import ChangeProposal, Customer
from customers.orders import Change
from partnerhub.accounts.models import User
from partnerhub.audit import trail

EXTERNAL_ID_TAKEN = {
    "errorCode": 90010,
    "description": gettext_noop("The externalId was taken by another customer meanwhile: the old one stays."),
}
PACKAGES_IN_USE = {
    "errorCode": 90013,
    "description": gettext_noop(
        "Subscribers use more than the change leaves: the packages stay as they were."
    ),
}


def open_for(customer: Customer, change: Change, *, by: User, at: datetime) -> ChangeProposal:
    """Keep a change beside the customer."""
    proposal = ChangeProposal.objects.create(
        customer=customer, change=change.to_json(), proposed_by=by, proposed_at=at
    )
    _tell("customer.change_proposed", customer, by, at, after=proposal.change)
    _announce(customer, change, by, at, proposed=True)
    return proposal


def adopt_open(
    customer: Customer, clearance: Clearance | None, *, by: User, at: datetime
) -> list[dict[str, Any]]:
    """Put the open change, if any, in force on this clearance; the caller saves the customer.

    Gives the errors of the parts that no longer fit: a decision must not fail for what happened to
    packages or external ids while it was made.
    """
    customer.clearance = clearance
    proposal = customer.get_open_proposal()
    if proposal is None:
        return []
    _settle(proposal, ProposalOutcome.ADOPTED, at)
    change = Change.from_json(proposal.change)
    left_out = apply(customer, change, at=at)
    _tell("customer.change_adopted", customer, by, at, after=proposal.change)
    _announce(customer, change, by, at)
    return left_out


def drop_open(customer: Customer, *, by: User, at: datetime) -> None:
    """Forget the open change, if any."""
    proposal = customer.get_open_proposal()
    if proposal is None:
        return
    _settle(proposal, ProposalOutcome.DROPPED, at)
    _tell("customer.change_dropped", customer, by, at, before=proposal.change)
    _announce(customer, Change.from_json(proposal.change), by, at, proposed=True)


def apply(customer: Customer, change: Change, *, at: datetime) -> list[dict[str, Any]]:
    """Set what the change says on the customer, unsaved; gives the errors of the parts that do not fit."""
    set_profile(customer, change)
    set_details(customer, change)
    if change.administrator:
        administrators.replace_full(customer, change.administrator, at=at)
    left_out = [] if _took_external_id(customer, change) else [EXTERNAL_ID_TAKEN]
    return left_out if _took_packages(customer, change) else [*left_out, PACKAGES_IN_USE]


def set_profile(customer: Customer, change: Change) -> None:
    """The screened facts, unsaved: the database wants a new clearance with them."""
    if change.address is not None:
        customer.address = change.address
    if change.name is not None:
        customer.name = change.name
    if change.administrator is not None:
        customer.primary_email = change.administrator.email.lower()
        customer.admin_first_name = change.administrator.first_name
        customer.admin_last_name = change.administrator.last_name


def set_details(customer: Customer, change: Change) -> None:
    """What nobody screens, unsaved."""
    if change.calling_location is not None:
        customer.calling_location = change.calling_location.to_json()
    for name in ("language", "meetings_timezone", "sub_partner_admin_email"):
        value = getattr(change, name)
        if value is not None:
            setattr(customer, name, value)


def _took_external_id(customer: Customer, change: Change) -> bool:
    if change.external_id is None or change.external_id == customer.external_id:
        return True
    try:
        with transaction.atomic():
            Customer.objects.filter(pk=customer.pk).update(external_id=change.external_id)
    except IntegrityError:
        return False
    customer.external_id = change.external_id
    return True


def _took_packages(customer: Customer, change: Change) -> bool:
    try:
        with transaction.atomic():
            packages.change(customer, change.packages, change.quantities)
    except packages.LimitReached:
        return False
    return True


def _settle(proposal: ChangeProposal, outcome: ProposalOutcome, at: datetime) -> None:
    proposal.settled_at, proposal.outcome = at, outcome
    proposal.save(update_fields=["settled_at", "outcome"])


def _tell(action: str, customer: Customer, by: User, at: datetime, **values: Any) -> None:
    trail.record(action, on=customer, by=by, at=at, partner=customer.partner, **values)


def _announce(customer: Customer, change: Change, by: User, at: datetime, *, proposed: bool = False) -> None:
    changed = announcements.words_of(change, proposed=proposed)
    announcements.of_customer(AnnouncementKind.UPDATED, customer, by=by, at=at, changed=changed)

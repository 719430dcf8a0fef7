"""A customer is changed: name, address and administrator are screened first, the rest waits with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction

from compliance.enums import Trigger
from compliance.profile import PostalAddress
from compliance.screening import screen
from compliance.screening.found import Found
from customers import (
    address_rules,
    announcements,
    catalogue,
    field_rules,
    lifecycle,
    locking,
    package_rules,
    packages,
    precheck,
    proposals,
    references,
)
from customers.enums import AnnouncementKind, CustomerStatus, PackageState
from customers.locking import Unchanged, whatever_it_is
from customers.models import Customer
from customers.orders import Change, Order
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Problem


class CustomerBusy(DomainError):
    """This customer is being changed, set up, reviewed or removed, or the denied-party check refused it."""

    code, status = 90011, 409


def change_address(customer: Customer, address: PostalAddress, *, by: User, at: datetime) -> Customer:
    """A new billing address, and nothing else: see `make`."""
    return make(customer, Change(address=address), by=by, at=at)


def make(
    customer: Customer, change: Change, *, by: User, at: datetime, unchanged: Unchanged = whatever_it_is
) -> Customer:
    """Change a customer. Gives it as it then is.

    Where name, address and administrator stay, the change is carried out: `updating`, or `provisioning`
    for a customer that failed before it was live (so a change also tries again). Else it is screened, and
    a live customer keeps what is in force until the answer is clear (M18). Raises CustomerBusy (90011),
    SubPartnerSuspended (90015), Invalid, ExternalIdInUse (90010), packages.LimitReached (90013).
    `unchanged` may refuse once the row is held.
    """
    precheck.check_partner(customer.partner)
    check_may_change(customer)
    references.refuse(check(customer, change))
    packages.check_change(customer, change.packages, change.quantities)
    profile = change.profile_after(customer.profile)
    try:
        if profile == customer.profile and customer.clearance_id:
            return _carry_out(customer, change, by=by, at=at, unchanged=unchanged)
        in_force = customer.profile if customer.is_live else None
        return screen.ask(
            profile,
            lambda found: _propose(customer, change, found, by=by, at=at, unchanged=unchanged),
            in_force=in_force,
        )
    except IntegrityError:
        # Somebody was quicker with the same externalId: now the check finds it.
        references.refuse(check(customer, change))
        raise


def check_may_change(customer: Customer) -> None:
    """Raise CustomerBusy where a change has to wait, or only a resubmission leads on."""
    if customer.status in CustomerStatus.BUSY or customer.is_refused or customer.is_suspended:
        raise CustomerBusy


def can_change(customer: Customer) -> bool:
    """May it be changed now?"""
    return not (customer.status in CustomerStatus.BUSY or customer.is_refused or customer.is_suspended)


def try_again(customer: Customer, *, by: User, at: datetime) -> Customer:
    """The setup tool: do what is missing, as often as wanted (M16). Raises CustomerBusy."""
    return make(customer, Change(), by=by, at=at)


def check(customer: Customer, change: Change) -> tuple[Problem, ...]:
    """Everything that is wrong with a change of this customer."""
    return (*_check_profile(change), *_check_details(customer, change), *_check_packages(customer, change))


def _check_profile(change: Change) -> Iterator[Problem]:
    if change.address is not None:
        yield from address_rules.check_address(change.address, "address")
        yield from address_rules.check_country_needs(change.address, "address")
    if change.name is not None:
        yield from precheck.check_name(change.name, required=True)
    if change.administrator is not None:
        order = Order(administrator=change.administrator)
        yield from precheck.check_administrator(order, required=True)


def _check_details(customer: Customer, change: Change) -> Iterator[Problem]:
    if change.external_id is not None:
        problems = list(precheck.check_external_id(change.external_id))
        yield from problems
        if not problems and references.external_id_is_taken(change.external_id, customer.partner, customer):
            yield references.ExternalIdInUse.problem("externalId")
    if change.calling_location is not None:
        yield from precheck.check_location(change.calling_location)
    yield from field_rules.language(change.language or "", "customerInfo.language")
    yield from field_rules.timezone(
        change.meetings_timezone or "", "provisioningParameters.meetings.timezone"
    )
    yield from field_rules.email(change.sub_partner_admin_email or "", "subPartnerAdminEmail")


def _check_packages(customer: Customer, change: Change) -> Iterator[Problem]:
    codes = current_packages(customer) if change.packages is None else change.packages
    if change.packages is not None:
        known = catalogue.named(codes)
        yield from package_rules.check_selection(codes, known)
        has_location = bool(change.calling_location or customer.calling_location)
        yield from package_rules.check_location_given(known, has_location)
    yield from package_rules.check_quantities(change.quantities, codes)


def current_packages(customer: Customer) -> tuple[str, ...]:
    """The codes of what it has, without what is being removed."""
    present = customer.assigned_packages.exclude(state=PackageState.DELETING)
    return tuple(present.values_list("package_id", flat=True))


def locked(customer: Customer) -> Customer:
    """The row as it is now, held until the transaction ends. Raises CustomerBusy once it is deleted."""
    row = locking.lock(customer.pk)
    if row is None:
        raise CustomerBusy
    return row


def _carry_out(
    customer: Customer, change: Change, *, by: User, at: datetime, unchanged: Unchanged
) -> Customer:
    with transaction.atomic():
        customer = locked(customer)
        unchanged()
        check_may_change(customer)
        _apply_details(customer, change)
        if change.to_json():
            _tell(customer, change, by, at)
        lifecycle.begin_setup(customer, by=by, at=at)
    return customer


def _propose(
    customer: Customer, change: Change, found: Found, *, by: User, at: datetime, unchanged: Unchanged
) -> Customer:
    customer = locked(customer)
    unchanged()
    check_may_change(customer)
    if change.profile_after(customer.profile) != found.profile:
        raise CustomerBusy  # Changed and settled between the search and here.
    if customer.is_live:
        proposals.open_for(customer, change, by=by, at=at)
    else:
        # Nothing runs on the old values: the row takes the new ones, and waits for their clearance.
        customer.clearance = None
        proposals.set_profile(customer, change)
        _apply_details(customer, change)
        _tell(customer, change, by, at)
    answer = screen.record(found, subject=customer.subject, trigger=Trigger.PROFILE_CHANGE, by=by, at=at)
    lifecycle.apply_verdict(customer, answer, by=by, at=at)
    return customer


def _apply_details(customer: Customer, change: Change) -> None:
    """All that nobody screens; raises instead of leaving parts out."""
    proposals.set_details(customer, change)
    if change.external_id is not None:
        customer.external_id = change.external_id
    packages.change(customer, change.packages, change.quantities)


def _tell(customer: Customer, change: Change, by: User, at: datetime) -> None:
    trail.record(
        "customer.changed", on=customer, by=by, at=at, partner=customer.partner, after=change.to_json()
    )
    changed = announcements.words_of(change)
    announcements.of_customer(AnnouncementKind.UPDATED, customer, by=by, at=at, changed=changed)

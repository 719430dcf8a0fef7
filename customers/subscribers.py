"""A customer's users: each with one base package, add-ons on top, and an e-mail of its own (M3, M6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from compliance import queue
from customers import (
    administrators,
    announcements,
    catalogue,
    changes,
    locking,
    packages,
    platform,
    precheck,
    provisioning,
    references,
    subscriber_rules,
)
from customers import consent as consents
from customers.enums import AnnouncementKind, CustomerStatus, SubscriberState
from customers.locking import Unchanged, whatever_it_is
from customers.models import Customer, Package, Subscriber
from customers.platform.base import PlatformUnavailable
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import Problem


@dataclass(frozen=True)
class _Chosen:
    """The packages of a user: the one that it has, and what comes on top."""

    base: Package
    addons: tuple[Package, ...]


def add(customer: Customer, wish: Wish, *, by: User, at: datetime) -> Subscriber:
    """A new user. Raises Invalid, EmailInUse (10022), changes.CustomerBusy (90011), LimitReached (90013),
    DowngradeRefused (90014), SubPartnerSuspended (90015).

    A person whom the platform knows outside the offer waits in `pending_user_migration` for consent.
    """
    precheck.check_partner(customer.partner)
    check_may_assign(customer, at=at)
    chosen = _choose(customer, wish, lambda base: subscriber_rules.check_person(wish, base))
    state = first_state(customer, wish.email)
    try:
        with transaction.atomic():
            customer = _locked(customer)
            check_may_assign(customer, at=at)
            administrators.check_level_of_subscriber(customer, wish.email, chosen.base)
            return _create(customer, wish, chosen, state, by=by, at=at)
    except IntegrityError:
        _check_email_is_free(wish.email)
        raise


def move(
    subscriber: Subscriber,
    wish: Wish,
    *,
    by: User,
    at: datetime,
    renumbers: bool = True,
    unchanged: Unchanged = whatever_it_is,
) -> Subscriber:
    """Other packages, and where it moves to calling the number or extension with them. Raises as `add`.

    Of the wish only packages, numbers and location count; e-mail and names stay. Without `renumbers` who
    calls already keeps its numbers. `unchanged` may refuse once the rows are held.
    """
    customer = subscriber.customer
    precheck.check_partner(customer.partner)
    check_may_assign(customer, at=at)
    chosen = _choose(customer, wish, lambda base: subscriber_rules.check_move(subscriber, wish, base))
    with transaction.atomic():
        customer = _locked(customer)
        subscriber = _held(subscriber)
        unchanged()
        check_may_assign(customer, at=at)
        administrators.check_level_of_subscriber(customer, subscriber.email, chosen.base)
        before, calls_already = subscriber_rules.packages_of(subscriber), subscriber.package.needs_calling
        _exchange(subscriber, chosen, at=at)
        if renumbers or not calls_already:
            subscriber_rules.set_numbers(subscriber, wish)
        subscriber.save()
        provisioning.start_subscriber(subscriber, at=at)
        _tell(
            "subscriber.moved", subscriber, by, at, before=before, after=[chosen.base.code, *_codes(chosen)]
        )
        announcements.of_subscriber(
            AnnouncementKind.UPDATED, subscriber, by=by, at=at, changed=subscriber_rules.words_of(wish)
        )
    return subscriber


def remove(subscriber: Subscriber, *, by: User, at: datetime, unchanged: Unchanged = whatever_it_is) -> None:
    """Take the packages back and hide the user. Possible in every status of its customer; twice is once.

    `unchanged` may refuse once the row is held.
    """
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
        if row is None:
            return
        unchanged()
        before = subscriber_rules.packages_of(row)
        for use in row.uses.filter(to_at=None).select_related("package"):
            packages.release(row, use.package, at=at)
        row.deleted_at = row.status_changed_at = at
        row.save(update_fields=["deleted_at", "status_changed_at"])
        provisioning.start_subscriber(row, at=at)
        _tell("subscriber.removed", row, by, at, before=before, after=[])
        announcements.of_subscriber(AnnouncementKind.DELETED, row, by=by, at=at)
    subscriber.deleted_at = at


def check_may_assign(customer: Customer, *, at: datetime) -> None:
    """Raise changes.CustomerBusy where nothing new may be assigned.

    Allowed in service, while updating, and under review while services run; not once the review of a live
    customer is overdue.
    """
    if customer.status in CustomerStatus.SETTLED or customer.status == CustomerStatus.UPDATING:
        return
    is_served = customer.is_live and not customer.is_suspended
    if not (customer.status == CustomerStatus.PENDING_RPL_REVIEW and is_served):
        raise changes.CustomerBusy
    due_at = queue.partner_view(customer.subject).due_at  # None: overdue
    if due_at is None or due_at <= at:
        raise changes.CustomerBusy


def first_state(customer: Customer, email: str) -> SubscriberState:
    """Served at once, or only once the person agreed to leave another organization. Asks the platform."""
    try:
        person = platform.current().find_person(email.lower())
    except PlatformUnavailable:
        return SubscriberState.PROVISIONED  # The set-up step meets the person again, and says so then.
    if person is None or person.org_id == customer.org_id:
        return SubscriberState.PROVISIONED
    return SubscriberState.PENDING_USER_MIGRATION


def consent(subscriber: Subscriber, *, by: User, at: datetime) -> None:
    """The person agreed to move: the user is served from now on."""
    consents.check_waits(subscriber)
    subscriber.state = SubscriberState.PROVISIONED
    subscriber.status_changed_at = subscriber.consented_at = at
    with transaction.atomic():
        subscriber.save(update_fields=["state", "status_changed_at", "consented_at"])
        provisioning.start_subscriber(subscriber, at=at)
        _tell("subscriber.consented", subscriber, by, at)
        announcements.of_subscriber(AnnouncementKind.STATUS_CHANGED, subscriber, by=by, at=at)


def _locked(customer: Customer) -> Customer:
    row = locking.lock_alone(customer.pk)
    if row is None:
        raise changes.CustomerBusy
    return row


def _held(subscriber: Subscriber) -> Subscriber:
    row = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    if row is None:
        raise changes.CustomerBusy  # Removed in this very moment.
    return row


def _choose(customer: Customer, wish: Wish, check_rest: Callable[[Package], Sequence[Problem]]) -> _Chosen:
    """The packages of the wish; raises everything that is wrong with them and with the rest of it."""
    known = {package.code: package for package in catalogue.named(wish.packages)}
    base = next((package for package in known.values() if package.is_a_users_package), Package())
    problems = subscriber_rules.check_packages(customer, wish.packages, known)
    references.refuse((*problems, *check_rest(base), *subscriber_rules.check_location(customer, wish)))
    chosen = [known[code] for code in wish.packages]
    return _Chosen(base, tuple(package for package in chosen if package != base))


def _create(
    customer: Customer, wish: Wish, chosen: _Chosen, state: SubscriberState, *, by: User, at: datetime
) -> Subscriber:
    subscriber = Subscriber(
        customer=customer,
        email=wish.email.lower(),
        first_name=wish.first_name,
        last_name=wish.last_name,
        package=chosen.base,
        state=state,
        created_at=at,
        status_changed_at=at,
    )
    subscriber_rules.set_numbers(subscriber, wish)
    subscriber.save(force_insert=True)
    for package in (chosen.base, *chosen.addons):
        packages.assign(subscriber, package, at=at)
    subscriber.addons.set(chosen.addons)
    provisioning.start_subscriber(subscriber, at=at)
    _tell("subscriber.added", subscriber, by, at, after=[chosen.base.code, *_codes(chosen)])
    announcements.of_subscriber(AnnouncementKind.CREATED, subscriber, by=by, at=at)
    if state == SubscriberState.PENDING_USER_MIGRATION:
        consents.ask(subscriber, by=by, at=at)
    return subscriber


def _exchange(subscriber: Subscriber, chosen: _Chosen, *, at: datetime) -> None:
    wanted = {chosen.base, *chosen.addons}
    open_uses = {use.package for use in subscriber.uses.filter(to_at=None).select_related("package")}
    # Given back first: one base package at a time, which the database holds to.
    for package in open_uses - wanted:
        packages.release(subscriber, package, at=at)
    for package in wanted - open_uses:
        packages.assign(subscriber, package, at=at)
    subscriber.package = chosen.base
    subscriber.addons.set(chosen.addons)


def _check_email_is_free(email: str) -> None:
    if Subscriber.objects.filter(email=email.lower()).exists():
        raise references.EmailInUse.about("email")


def _codes(chosen: _Chosen) -> list[str]:
    return [package.code for package in chosen.addons]


def _tell(
    action: str,
    subscriber: Subscriber,
    by: User,
    at: datetime,
    *,
    before: list[str] | None = None,
    after: list[str] | None = None,
) -> None:
    """In the history of the customer: there its partner looks."""
    customer = subscriber.customer
    trail.record(
        action,
        on=customer,
        by=by,
        at=at,
        partner=customer.partner,
        before={"packages": before} if before else {},
        after={"subscriber": subscriber.email} | ({"packages": after} if after else {}),
    )

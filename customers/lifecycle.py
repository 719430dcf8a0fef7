"""The only writer of a customer's status: one table says what a verdict does, `move` what the set-up does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from compliance import monitoring
from compliance.answer import Answer
from compliance.enums import Trigger, Verdict
from customers import announcements, proposals, provisioning
from customers.enums import AnnouncementKind, CustomerStatus
from customers.models import Customer
from customers.on_verdict import ON_VERDICT, Effect, Standing, verdict_table
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError

__all__ = [
    "NotBeingSetUp",
    "apply_verdict",
    "begin_deleting",
    "begin_setup",
    "close",
    "effect_of",
    "move",
    "open_with",
    "standing_of",
    "verdict_table",
]

RPL_REFUSED = {
    "errorCode": 90020,
    "description": gettext_noop("The denied-party check refused this."),
}
RPL_EXPIRED = {
    "errorCode": 90021,
    "description": gettext_noop("The denied-party check was not decided within 72 hours."),
}
RPL_SUSPENDED = {
    "errorCode": 90022,
    "description": gettext_noop("The denied-party check refused this customer: its services are suspended."),
}


class NotBeingSetUp(DomainError):
    """This customer is not being set up any more."""

    code, status = 90040, 409


def standing_of(customer: Customer) -> Standing:
    """The row group of ON_VERDICT that a customer is in."""
    if customer.status == CustomerStatus.DELETING or customer.deleted_at is not None:
        return Standing.DELETING
    if customer.is_suspended:
        return Standing.SUSPENDED
    return Standing.LIVE if customer.is_live else Standing.NOT_LIVE


def effect_of(customer: Customer, answer: Answer) -> Effect:
    """What the table says. A refusal or expiry on the profile in force follows the list-update row."""
    trigger = answer.trigger
    if answer.on_profile_in_force and answer.verdict in (Verdict.REFUSED, Verdict.EXPIRED):
        trigger = Trigger.LIST_UPDATE
    return ON_VERDICT[standing_of(customer), Trigger(trigger), Verdict(answer.verdict)]


def open_with(customer: Customer, answer: Answer, *, by: User, at: datetime) -> None:
    """Save a new customer in the status that the first answer gives."""
    if effect_of(customer, answer) == Effect.PROVISION:
        _provision(customer, answer, by, at)
    customer.status_changed_at = at
    customer.save(force_insert=True)
    after = {"status": customer.status, "externalId": customer.external_id, "name": customer.name}
    trail.record("customer.created", on=customer, by=by, at=at, partner=customer.partner, after=after)
    announcements.of_customer(AnnouncementKind.CREATED, customer, by=by, at=at)
    _start_work(customer)


def apply_verdict(customer: Customer, answer: Answer, *, by: User, at: datetime) -> Effect:
    """Do what the table says. To be called in the transaction of the answer, with the row locked."""
    effect = effect_of(customer, answer)
    if effect != Effect.NOTHING:
        before = _state_of(customer)
        _EFFECTS[effect](customer, answer, by, at)
        _save(customer, before, by=by, at=at)
    return effect


def begin_setup(customer: Customer, *, by: User, at: datetime) -> None:
    """Set it up, or set a change up: `provisioning` if it was never live, else `updating`.

    The clearance in force must cover what is set up; the database refuses it otherwise.
    """
    before = _state_of(customer)
    _begin(customer)
    _save(customer, before, by=by, at=at)


def move(
    customer: Customer,
    to: CustomerStatus,
    *,
    by: User,
    at: datetime,
    errors: list[dict[str, Any]] | None = None,
) -> None:
    """The set-up has come to an end: `provisioned`, `provisioned_with_errors` or `error`.

    Raises NotBeingSetUp where the status is no longer one of the set-up: a step that finishes late
    commits nothing. The first end in service is the customer's going live.
    """
    if customer.status not in CustomerStatus.BEING_SET_UP:
        raise NotBeingSetUp
    before = _state_of(customer)
    if to == CustomerStatus.ERROR:
        customer.fail(errors or [])
    else:
        _settle(customer, to)
        customer.errors = errors or []
        _go_live(customer, at)
    _save(customer, before, by=by, at=at)


def begin_deleting(customer: Customer, *, by: User, at: datetime) -> None:
    """From here on no verdict moves it."""
    before = _state_of(customer)
    customer.begin_deleting()
    _save(customer, before, by=by, at=at)


def close(customer: Customer, *, at: datetime) -> None:
    """Its row is hidden from now on. The database refuses it in any other status than `deleting`."""
    customer.deleted_at = at
    customer.version += 1
    customer.save()


def _go_live(customer: Customer, at: datetime) -> None:
    if customer.went_live_at is None:
        customer.went_live_at = at
        monitoring.watch(customer.subject, customer.profile, at=at)


def _begin(customer: Customer) -> None:
    if customer.is_live:
        customer.begin_updating()
    else:
        customer.begin_provisioning()


def _settle(customer: Customer, to: str) -> None:
    """Back into service, in this status."""
    if to == CustomerStatus.PROVISIONED:
        customer.settle()
    elif to == CustomerStatus.PROVISIONED_WITH_ERRORS:
        customer.settle_with_errors()
    else:
        customer.begin_updating()


def _wait(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    customer.wait_for_review()


def _provision(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    customer.clearance = answer.clearance
    customer.begin_provisioning()


def _fail(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    proposals.drop_open(customer, by=by, at=at)
    customer.clearance = None
    customer.fail([_error_of(answer)])


def _adopt(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    left_out = proposals.adopt_open(customer, answer.clearance, by=by, at=at)
    monitoring.watch(customer.subject, customer.profile, at=at)
    customer.begin_updating()
    customer.errors = left_out


def _drop(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    proposals.drop_open(customer, by=by, at=at)
    _settle(customer, customer.prior_status)
    customer.errors = [_error_of(answer)]


def _go_on(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    if customer.status != CustomerStatus.PENDING_RPL_REVIEW or customer.get_open_proposal():
        return  # A proposal still waits for its own answer.
    customer.clearance = answer.clearance
    _settle(customer, customer.prior_status)


def _suspend(customer: Customer, answer: Answer, by: User, at: datetime) -> None:
    proposals.drop_open(customer, by=by, at=at)
    customer.suspend([RPL_SUSPENDED], at=at)


_EFFECTS: dict[Effect, Callable[[Customer, Answer, User, datetime], None]] = {
    Effect.WAIT: _wait,
    Effect.PROVISION: _provision,
    Effect.FAIL: _fail,
    Effect.ADOPT: _adopt,
    Effect.DROP: _drop,
    Effect.GO_ON: _go_on,
    Effect.SUSPEND: _suspend,
    Effect.RESUME: _adopt,
}


def _error_of(answer: Answer) -> dict[str, Any]:
    return RPL_EXPIRED if answer.verdict == Verdict.EXPIRED else RPL_REFUSED


def _state_of(customer: Customer) -> dict[str, Any]:
    return {"status": customer.status, "errors": customer.errors}


def _save(customer: Customer, before: dict[str, Any], *, by: User, at: datetime) -> None:
    """Write the row, the history and the outbox together."""
    after = _state_of(customer)
    if after["status"] != before["status"]:
        customer.status_changed_at = at
    customer.version += 1
    customer.save()
    _start_work(customer)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed:
        return
    old = {name: before[name] for name in changed}
    trail.record(
        "customer.status_changed",
        on=customer,
        by=by,
        at=at,
        partner=customer.partner,
        before=old,
        after=changed,
    )
    _announce(customer, before, changed, by=by, at=at)


def _announce(
    customer: Customer, before: dict[str, Any], changed: dict[str, Any], *, by: User, at: datetime
) -> None:
    kind, more = AnnouncementKind.UPDATED, dict[str, Any](changed=list(changed))
    if "status" in changed:
        kind, more = AnnouncementKind.STATUS_CHANGED, dict[str, Any](previousStatus=str(before["status"]))
    announcements.of_customer(kind, customer, by=by, at=at, **more)


def _start_work(customer: Customer) -> None:
    """What the status asks of the platform is done by the worker, after this transaction."""
    is_work = customer.status in CustomerStatus.BEING_SET_UP or customer.status == CustomerStatus.DELETING
    if is_work or customer.is_suspended:
        provisioning.start(customer)

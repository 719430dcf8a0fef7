"""What becomes of a step after the platform has answered or failed, recorded in one transaction with its
consequences.

Recorded only while the step is still ours and its customer still in a status for it: a result that comes
too late commits nothing, and the step is done again, with the same key, when the customer goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from customers import announcements, deletion, lifecycle, locking
from customers.enums import AnnouncementKind, CustomerStatus, StepKind, StepState
from customers.models import Customer, Subscriber
from customers.provisioning import backoff, claims, findings, steps
from customers.provisioning.claims import Claim
from customers.provisioning.requests import ABSENT
from customers.provisioning.things import THINGS
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError


def plan_if_needed(customer_id: UUID, *, at: datetime) -> None:
    """Write down the steps of the customer's present status, if that is not done yet."""
    if not Customer.objects.filter(steps.NEEDS_PLAN, pk=customer_id).exists():
        return
    with transaction.atomic():
        customer = locking.lock(customer_id)
        if customer is not None and not steps.is_planned(customer):
            steps.plan(customer, at=at)


def succeed(claim: Claim, answer: Any, *, at: datetime) -> None:
    """The platform has done it: keep its answer; with the last step the set-up is complete."""
    step = claim.step
    with _recorded(claim, at=at) as customer:
        if customer is None:
            return
        ref = ""
        if claim.request:
            ref = THINGS[StepKind(step.kind)].record(customer, step.target, claim.request, answer, at=at)
        _settle(claim, StepState.DONE, at=at, external_ref=ref, error="", error_code=None)
        by = _worker()
        _tell("provisioning.step_done", claim, customer, by, at, reference=ref)
        if claim.request is None or claim.request.fingerprint == ABSENT:
            customer.steps.filter(pk=step.pk).delete()
        _finish(customer, by=by, at=at)


def try_later(claim: Claim, failure: DomainError, *, at: datetime) -> None:
    """The platform did not answer: the step waits, twice as long as the time before."""
    with _recorded(claim, at=at) as customer:
        if customer is None:
            return
        claims.holds(claim).update(
            state=StepState.WAITING,
            lease_until=None,
            next_attempt_at=backoff.next_attempt(claim.step.attempts, at=at),
            error=str(failure.message),
            error_code=failure.code,
        )


def give_up(claim: Claim, failure: DomainError, *, at: datetime) -> None:
    """It cannot be done: without organization the customer is in error, otherwise its packages say what
    is missing.
    """
    with _recorded(claim, at=at) as customer:
        if customer is None:
            return
        _settle(claim, StepState.FAILED, at=at, error=str(failure.message), error_code=failure.code)
        by = _worker()
        _tell("provisioning.step_failed", claim, customer, by, at, error=str(failure.message))
        if not _fail(customer, by=by, at=at):
            findings.publish(customer)
            _announce(claim, by=by, at=at)
            _finish(customer, by=by, at=at)


def finish_if_complete(customer_id: UUID, *, at: datetime) -> None:
    """End a set-up of which no step is open: nothing had to be done, or the last worker vanished at the
    very end.
    """
    with transaction.atomic():
        customer = locking.lock(customer_id)
        if customer is not None and steps.is_planned(customer):
            _finish(customer, by=_worker(), at=at)


@contextmanager
def _recorded(claim: Claim, *, at: datetime) -> Iterator[Customer | None]:
    """The transaction of a result: the customer's row, locked; None where the result comes too late."""
    with transaction.atomic():
        customer = locking.lock(claim.customer.pk)
        if customer is not None and claims.holds(claim).exists():
            yield customer
            return
        claims.hand_back(claim, at=at)
        yield None


def _settle(claim: Claim, state: StepState, *, at: datetime, **facts: Any) -> None:
    claims.holds(claim).update(state=state, lease_until=None, finished_at=at, **facts)


def _fail(customer: Customer, *, by: User, at: datetime) -> bool:
    """Without organization there is nothing to go on with."""
    failed = customer.steps.filter(kind=StepKind.ORGANIZATION, state=StepState.FAILED).first()
    if failed is None or customer.status not in CustomerStatus.BEING_SET_UP:
        return False
    errors = [*customer.errors, findings.entry_of(failed)]
    lifecycle.move(customer, CustomerStatus.ERROR, by=by, at=at, errors=errors)
    return True


def _finish(customer: Customer, *, by: User, at: datetime) -> None:
    """Once no step is open: bring the packages up to date with the steps, and the status too."""
    if customer.steps.filter(state__in=sorted(StepState.OPEN)).exists():
        return
    if customer.status == CustomerStatus.DELETING:
        deletion.finish(customer, by=by, at=at)
        return
    findings.publish(customer)
    if (
        customer.status in CustomerStatus.BEING_SET_UP
        and steps.is_planned(customer)
        and not _fail(customer, by=by, at=at)
    ):
        lifecycle.move(customer, findings.end_of(customer), by=by, at=at, errors=customer.errors)


def _tell(action: str, claim: Claim, customer: Customer, by: User, at: datetime, **facts: str) -> None:
    after = {"step": claim.step.kind, "of": claim.step.target, "attempts": claim.step.attempts, **facts}
    trail.record(action, on=customer, by=by, at=at, partner=customer.partner, after=after)


def _announce(claim: Claim, *, by: User, at: datetime) -> None:
    """A subscriber that could not be set up now says why; of the rest the customer's status tells."""
    if claim.step.kind != StepKind.SUBSCRIBER:
        return
    for subscriber in Subscriber.objects.select_related("customer").filter(pk=claim.step.target):
        announcements.of_subscriber(AnnouncementKind.UPDATED, subscriber, by=by, at=at, changed=["errors"])


def _worker() -> User:
    return job_user("provisioning")

"""The setup tool: shows what is set up and what is missing, and does the missing part, as often as
wanted (M16).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import changes, meeting_sites, provisioning
from customers.enums import CustomerStatus, StepKind, StepState
from customers.models import Customer, MeetingSite, ProvisioningStep
from customers.provisioning.things import THINGS
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from telephony.enums import Reason


class State(StrEnum):
    """Where one item of the checklist stands."""

    DONE = "done"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the checklist: `kind` as in StepKind or `call_in_numbers`; `of` a package's code or
    an e-mail.
    """

    kind: str
    label: str
    of: str
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a customer needs, in the order in which it is set up. `started`: this run set something in
    motion.
    """

    items: tuple[Item, ...]
    started: bool = False

    @property
    def is_complete(self) -> bool:
        """Is nothing missing?"""
        return all(item.state == State.DONE for item in self.items)

    def in_state(self, state: State) -> tuple[Item, ...]:
        """The items that are done, missing or failed."""
        return tuple(item for item in self.items if item.state == state)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the API."""
        return {
            "complete": self.is_complete,
            "started": self.started,
            "items": [asdict(item) for item in self.items],
        }


def checklist(customer: Customer) -> Checklist:
    """What is done, what is missing and what failed. Changes nothing."""
    return Checklist(tuple(_items(customer)))


def run(customer: Customer, *, by: User, at: datetime) -> Checklist:
    """Do what is missing and repeat nothing; returns the checklist from which it starts.

    While a set-up runs, steps that wait for another try are tried at once. Raises CustomerBusy (90011) under
    review, while it is removed, and after the denied-party check refused it.
    """
    before = checklist(customer)
    if customer.status in CustomerStatus.BEING_SET_UP:
        _hurry(customer, at=at)
        return Checklist(before.items, started=True)
    changes.check_may_change(customer)
    if before.is_complete and customer.status in CustomerStatus.SETTLED:
        return before
    with transaction.atomic():
        missing = [
            " ".join(filter(None, (item.kind, item.of))) for item in before.items if item.state != State.DONE
        ]
        trail.record(
            "customer.setup_run",
            on=customer,
            by=by,
            at=at,
            partner=customer.partner,
            after={"missing": missing},
        )
        meeting_sites.reapply(MeetingSite.objects.without_number().filter(customer=customer), by=by, at=at)
    customer.refresh_from_db()
    if customer.status not in CustomerStatus.BEING_SET_UP:
        changes.try_again(customer, by=by, at=at)
    return Checklist(before.items, started=True)


def _hurry(customer: Customer, *, at: datetime) -> None:
    waiting = ProvisioningStep.objects.filter(customer=customer, state=StepState.WAITING, attempts__gt=0)
    with transaction.atomic():
        waiting.update(next_attempt_at=at)
        provisioning.start(customer)


def _items(customer: Customer) -> Iterator[Item]:
    steps = {(step.kind, step.target): step for step in customer.steps.all()}
    names = _names(customer)
    for thing in THINGS.values():
        if thing.kind in (StepKind.SERVICES, StepKind.REMOVAL):
            continue
        for target, fingerprint in thing.wanted(customer).items():
            state, detail = _state_of(steps.get((thing.kind, target)), fingerprint)
            yield Item(thing.kind, str(StepKind(thing.kind).label), names.get(target, target), state, detail)
            if thing.kind == StepKind.MEETING_SITE:
                yield _call_in_item(customer)


def _state_of(step: ProvisioningStep | None, fingerprint: str) -> tuple[State, str]:
    if step is None:
        return State.MISSING, ""
    if step.state == StepState.FAILED:
        return State.FAILED, step.error
    is_done = step.state == StepState.DONE and step.fingerprint == fingerprint
    return (State.DONE, "") if is_done else (State.MISSING, step.error)


def _call_in_item(customer: Customer) -> Item:
    site = MeetingSite.objects.filter(customer=customer).first()
    label = _("Call-in numbers")
    if site is None:
        return Item("call_in_numbers", label, "", State.MISSING)
    if not site.is_resolved:
        return Item("call_in_numbers", label, "", State.FAILED, str(Reason.UNRESOLVED.label))
    shown = ", ".join(number["display"] for number in site.numbers_in_force)
    reason = _("Overridden") if site.is_overridden else str(Reason(site.reason).label)
    return Item("call_in_numbers", label, shown, State.DONE, reason)


def _names(customer: Customer) -> dict[str, str]:
    rows = (customer.administrators, customer.subscribers)
    return {str(pk): email for people in rows for pk, email in people.values_list("pk", "email")}

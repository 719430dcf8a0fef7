"""Writes down what is to be done for a customer, so that it is done whatever happens to the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string

from customers.enums import CustomerStatus, PackageState, StepKind, StepState
from customers.models import Customer, PackageAssignment, ProvisioningStep, Subscriber
from customers.provisioning.organization import OFF
from customers.provisioning.requests import ABSENT, Thing
from customers.provisioning.things import THINGS

_TASK = "customers.tasks.provision_customer"
_SUSPENDED = [CustomerStatus.ERROR, CustomerStatus.PENDING_RPL_REVIEW]
_OPEN_ROUND = ProvisioningStep.objects.filter(
    customer=OuterRef("pk"), kind=StepKind.ORGANIZATION, setup_round=OuterRef("setup_round")
)
_REMOVAL = ProvisioningStep.objects.filter(customer=OuterRef("pk"), kind=StepKind.REMOVAL)
_SWITCHED_OFF = ProvisioningStep.objects.filter(
    customer=OuterRef("pk"), kind=StepKind.SERVICES, fingerprint=OFF
)
# Customers whose steps are not yet those of their status.
NEEDS_PLAN = (
    (Q(status__in=sorted(CustomerStatus.BEING_SET_UP)) & ~Exists(_OPEN_ROUND))
    | (Q(status=CustomerStatus.DELETING) & ~Exists(_REMOVAL))
    # A suspended customer is in one of these; naming them lets the index on the status answer.
    | (Q(status__in=_SUSPENDED, suspended_at__isnull=False) & ~Exists(_SWITCHED_OFF))
)
# What is on the platform without being wanted goes; the rest is left where it is.
_REMOVED_WHEN_UNWANTED = frozenset({StepKind.MEETING_SITE, StepKind.PACKAGE, StepKind.SUBSCRIBER})


def start(customer: Customer) -> None:
    """Have a worker do what `customer` needs in the status that it now has, as soon as the transaction
    is committed.

    To be called in every transaction that moves it to `provisioning`, `updating` or `deleting` (a new
    `setup_round`, or none), or that suspends it. The worker reads then what is to be done: packages and
    people may be saved later in the transaction. Safe to call twice; forgotten, the periodic sweep finds it.
    """
    # By name, like the periodic tasks in the settings: the task works through the lifecycle, which calls
    # this.
    import_string(_TASK).enqueue(str(customer.pk))


def plan(customer: Customer, *, at: datetime) -> None:
    """Write the steps down, if those of this round are not yet. To be called with the customer's row locked.

    Steps that are done and whose content is still the same stay done; others get eight new tries.
    """
    if customer.status == CustomerStatus.DELETING:
        _plan_removal(customer, at=at)
        return
    existing = {(step.kind, step.target): step for step in customer.steps.all()}
    for thing in [THINGS[StepKind.SERVICES]] if customer.is_suspended else THINGS.values():
        _plan(customer, thing, existing, at=at)
    customer.steps.update(setup_round=customer.setup_round)


def is_planned(customer: Customer) -> bool:
    """Are the steps written down that the customer needs in the status that it now has?"""
    return not Customer.objects.filter(NEEDS_PLAN, pk=customer.pk).exists()


def start_subscriber(subscriber: Subscriber, *, at: datetime) -> None:
    """Write down what has to be done for this subscriber alone: added, moved, changed or removed
    (`deleted_at` set).

    To be called in the transaction of that change, after it is saved; also while the customer is settled.
    """
    renew(subscriber.customer, StepKind.SUBSCRIBER, at=at, target=str(subscriber.pk))


def renew(customer: Customer, kind: StepKind, *, at: datetime, target: str = "") -> None:
    """Have one thing set up (again), though its content may seem the same."""
    step = customer.steps.filter(kind=kind, target=target).first()
    if step is None:
        ProvisioningStep.objects.create(**_fields(customer, THINGS[kind], target, "", at=at))
    else:
        _renew(step, step.fingerprint, at=at)
        step.save(update_fields=_RENEWED)
    start(customer)


def _plan(
    customer: Customer, thing: Thing, existing: Mapping[Any, ProvisioningStep], *, at: datetime
) -> None:
    wanted = dict(thing.wanted(customer))
    known = {target: step for (kind, target), step in existing.items() if kind == thing.kind}
    unwanted = [step for target, step in known.items() if target not in wanted]
    if thing.kind in _REMOVED_WHEN_UNWANTED:
        wanted |= {step.target: ABSENT for step in unwanted}
    else:
        ProvisioningStep.objects.filter(pk__in=[step.pk for step in unwanted]).delete()
    new = [
        ProvisioningStep(**_fields(customer, thing, target, fingerprint, at=at))
        for target, fingerprint in wanted.items()
        if target not in known
    ]
    changed = [
        known[target] for target in wanted if target in known and _needs_work(known[target], wanted[target])
    ]
    for step in changed:
        _renew(step, wanted[step.target], at=at)
    ProvisioningStep.objects.bulk_create(new)
    ProvisioningStep.objects.bulk_update(changed, _RENEWED)
    if thing.kind == StepKind.PACKAGE:
        _show_as_under_way(customer, [step.target for step in (*new, *changed)])


def _needs_work(step: ProvisioningStep, fingerprint: str) -> bool:
    is_under_way = step.state == StepState.RUNNING and step.fingerprint == fingerprint
    is_done = step.state == StepState.DONE and step.fingerprint == fingerprint
    return not is_under_way and not is_done


_RENEWED = (
    "state",
    "fingerprint",
    "attempts",
    "next_attempt_at",
    "lease_until",
    "error",
    "error_code",
    "finished_at",
)


def _renew(step: ProvisioningStep, fingerprint: str, *, at: datetime) -> None:
    # A call that is under way is awaited: two at once could arrive in the wrong order.
    awaited = step.lease_until or (at if step.attempts else step.next_attempt_at)
    step.next_attempt_at = max(at, awaited)
    step.state, step.lease_until, step.finished_at = StepState.WAITING, None, None
    step.attempts, step.error, step.error_code = 0, "", None
    step.fingerprint = fingerprint


def _plan_removal(customer: Customer, *, at: datetime) -> None:
    if customer.steps.filter(kind=StepKind.REMOVAL).exists():
        return
    # A call that is under way is awaited, lest it builds up again what is taken away.
    leases = customer.steps.values_list("lease_until", flat=True)
    last_call = max([at, *(lease for lease in leases if lease)])
    customer.steps.all().delete()
    ProvisioningStep.objects.create(**_fields(customer, THINGS[StepKind.REMOVAL], "", "gone", at=last_call))


def _fields(
    customer: Customer, thing: Thing, target: str, fingerprint: str, *, at: datetime
) -> dict[str, Any]:
    return {
        "customer": customer,
        "kind": thing.kind,
        "target": target,
        "stage": thing.stage,
        "position": thing.position,
        "fingerprint": fingerprint,
        "setup_round": customer.setup_round,
        "next_attempt_at": at,
    }


def _show_as_under_way(customer: Customer, codes: Iterable[str]) -> None:
    assignments = PackageAssignment.objects.filter(customer=customer, package_id__in=codes)
    assignments.exclude(state=PackageState.DELETING).update(state=PackageState.PROVISIONING)

"""Which step is due, and whose it is: a claim is one conditional update, with a lease against workers
that vanish.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from customers.enums import CustomerStatus, StepKind, StepState
from customers.models import Customer, ProvisioningStep
from customers.provisioning.backoff import LEASE
from customers.provisioning.requests import Request
from customers.provisioning.steps import NEEDS_PLAN
from customers.provisioning.things import THINGS

S = CustomerStatus

# Beside a set-up: people and call-in numbers of customers in service change without a change of status.
_IN_SERVICE = Q(customer__went_live_at__isnull=False, customer__suspended_at=None) & Q(
    customer__status__in=sorted(S.SETTLED | {S.PENDING_RPL_REVIEW})
)
_BEING_SET_UP = Q(customer__status__in=sorted(S.BEING_SET_UP))
_ANYTIME = Q(kind__in=(StepKind.SUBSCRIBER, StepKind.MEETING_SITE))
MAY_WORK = (
    (_BEING_SET_UP & ~Q(kind=StepKind.REMOVAL))
    | (_IN_SERVICE & _ANYTIME)
    | Q(customer__suspended_at__isnull=False, kind=StepKind.SERVICES)
    | Q(customer__status=S.DELETING, kind=StepKind.REMOVAL)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A step that is ours until its lease is out, and the request to make for it; `step` knows only its
    claim of it.
    """

    step: ProvisioningStep
    customer: Customer
    request: Request | None


def due_steps(*, at: datetime) -> QuerySet[ProvisioningStep]:
    """Steps that may be claimed at this moment."""
    earlier = ProvisioningStep.objects.filter(
        customer=OuterRef("customer"), stage__lt=OuterRef("stage"), state__in=sorted(StepState.OPEN)
    )
    return ProvisioningStep.objects.filter(MAY_WORK, _is_free(at), ~Exists(earlier))


def due_customers(*, at: datetime, limit: int) -> list[UUID]:
    """Customers for whom something is to be done, the longest waiting first; also those that nobody has
    looked at yet.
    """
    waiting = due_steps(at=at).order_by("next_attempt_at").values_list("customer_id", flat=True)
    open_steps = ProvisioningStep.objects.filter(customer=OuterRef("pk"), state__in=sorted(StepState.OPEN))
    idle = Q(status__in=sorted(S.BEING_SET_UP | {S.DELETING})) & ~Exists(open_steps)
    unplanned = Customer.objects.filter(NEEDS_PLAN | idle).order_by("status_changed_at")
    rows = [*unplanned.values_list("pk", flat=True)[:limit], *waiting[: limit * 4]]
    return list(dict.fromkeys(rows))[:limit]


def claim_next(customer_id: UUID, *, at: datetime) -> Claim | None:
    """Claim the next due step of this customer; None if there is none, or another worker was quicker
    with each.
    """
    for step in due_steps(at=at).filter(customer_id=customer_id).order_by("position", "target"):
        customer = Customer.objects.select_related("partner", "telephony_domain").get(pk=customer_id)
        request = THINGS[StepKind(step.kind)].request(customer, step.target)
        if _claim(step, request, at=at):
            step.attempts += 1
            step.claims += 1
            return Claim(step, customer, request)
    return None


def holds(claim: Claim) -> QuerySet[ProvisioningStep]:
    """The step while it is still ours and its customer still in a state for it, for a conditional update."""
    return ProvisioningStep.objects.filter(
        MAY_WORK, pk=claim.step.pk, state=StepState.RUNNING, claims=claim.step.claims
    )


def hand_back(claim: Claim, *, at: datetime) -> None:
    """Leave the step for later as if it had not been tried; nothing, if it is not ours any more."""
    ours = ProvisioningStep.objects.filter(
        pk=claim.step.pk, state=StepState.RUNNING, claims=claim.step.claims
    )
    ours.update(state=StepState.WAITING, lease_until=None, attempts=F("attempts") - 1, next_attempt_at=at)


def _claim(step: ProvisioningStep, request: Request | None, *, at: datetime) -> bool:
    facts = {"fingerprint": request.fingerprint, "idempotency_key": request.key(step.pk)} if request else {}
    free = ProvisioningStep.objects.filter(_is_free(at), pk=step.pk, claims=step.claims)
    return bool(
        free.update(
            state=StepState.RUNNING,
            lease_until=at + LEASE,
            attempts=F("attempts") + 1,
            claims=F("claims") + 1,
            **facts,
        )
    )


def _is_free(at: datetime) -> Q:
    return Q(state=StepState.WAITING, next_attempt_at__lte=at) | Q(
        state=StepState.RUNNING, lease_until__lte=at
    )

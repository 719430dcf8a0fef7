"""Works the steps off: claim one, ask the platform outside of any transaction, record what it answered.

Killed at whatever point it leaves a step that another worker takes over once its lease is out, and
repeats with the same idempotency key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from customers import platform as platforms
from customers.enums import StepKind
from customers.platform.base import Platform, PlatformRefused, PlatformUnavailable
from customers.provisioning import claims, outcomes
from customers.provisioning.backoff import TRIES
from customers.provisioning.claims import Claim

BATCH = 100


def provision_waiting(*, at: datetime, platform: Platform | None = None, limit: int = BATCH) -> int:
    """Work off whatever is due at this moment, for at most `limit` customers; returns the number of
    steps tried.
    """
    waiting = claims.due_customers(at=at, limit=limit)
    return sum(provision_customer(customer_id, at=at, platform=platform) for customer_id in waiting)


def provision_customer(customer_id: UUID, *, at: datetime, platform: Platform | None = None) -> int:
    """Work off whatever is due for one customer; returns the number of steps tried."""
    tried = 0
    while provision_next(customer_id, at=at, platform=platform):
        tried += 1
    return tried


def provision_next(customer_id: UUID, *, at: datetime, platform: Platform | None = None) -> bool:
    """Try the next due step of one customer; False if there was none. Finishes the set-up with the last
    one.
    """
    outcomes.plan_if_needed(customer_id, at=at)
    claim = claims.claim_next(customer_id, at=at)
    if claim is None:
        outcomes.finish_if_complete(customer_id, at=at)
        return False
    _work(claim, platform or platforms.current(), at=at)
    return True


def _work(claim: Claim, platform: Platform, *, at: datetime) -> None:
    if claim.step.attempts > TRIES and not _never_gives_up(claim):
        # Every try ended with the worker: the request itself seems to stop it.
        outcomes.give_up(claim, PlatformUnavailable(), at=at)
        return
    try:
        answer = _ask(claim, platform)
    except PlatformRefused as refusal:
        outcomes.give_up(claim, refusal, at=at)
    except PlatformUnavailable as failure:
        if claim.step.attempts >= TRIES and not _never_gives_up(claim):
            outcomes.give_up(claim, failure, at=at)
        else:
            outcomes.try_later(claim, failure, at=at)
    else:
        outcomes.succeed(claim, answer, at=at)


def _ask(claim: Claim, platform: Platform) -> Any:
    return claim.request.make(platform, step_id=claim.step.pk) if claim.request else None


def _never_gives_up(claim: Claim) -> bool:
    # Nobody is served, and nobody stays mapped, because the platform was away for ten minutes.
    return claim.step.kind in (StepKind.SERVICES, StepKind.REMOVAL)

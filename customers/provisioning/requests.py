"""A request to the platform as data: prepared from our rows, made later, outside of any transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.enums import StepKind
from customers.models import Customer
from customers.platform.base import Platform
from telephony.callin import CallInDefaults

# The fingerprint of a thing that shall not be there.
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Request:
    """One method of the port with its arguments.

    `fingerprint`: of what was planned; `content`: of what is sent, where that says more. `found`: what the
    call-in rule gave for it.
    """

    method: str
    arguments: tuple[Any, ...]
    fingerprint: str
    content: str = ""
    found: CallInDefaults | None = None

    def make(self, platform: Platform, *, step_id: UUID) -> Any:
        """Ask the platform. Raises its failures."""
        return getattr(platform, self.method)(self.key(step_id), *self.arguments)

    def key(self, step_id: UUID) -> str:
        """The idempotency key: the same for every try, another one as soon as the content is another."""
        return f"{step_id}:{self.content or self.fingerprint}"


class Thing:
    """Something that is set up on the platform for a customer.

    `stage`: it is begun once everything of lower stages is settled.
    """

    kind: StepKind
    stage: int
    position: int

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        """What shall be, as target -> fingerprint. What is not named here and exists shall go."""
        raise NotImplementedError

    def request(self, customer: Customer, target: str) -> Request | None:
        """What to ask for now; None: nothing, because it neither exists nor shall."""
        raise NotImplementedError

    def record(self, customer: Customer, target: str, request: Request, answer: Any, *, at: datetime) -> str:
        """Keep what the platform answered, in the caller's transaction; returns the thing's id there."""
        raise NotImplementedError


def organization_of(customer: Customer) -> UUID:
    """The organization's id; a step that needs it runs after the organization's."""
    if customer.org_id is None:
        raise LookupError(f"customer {customer.pk} has no organization")
    return customer.org_id

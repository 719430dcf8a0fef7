"""A platform that fails as told, around one that works: for tests of what becomes of failures."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from customers.platform.base import (
    AdministratorOrder,
    LicenceOrder,
    LocationOrder,
    Obstacle,
    OrganizationEntry,
    OrganizationOrder,
    PersonEntry,
    Platform,
    PlatformRefused,
    PlatformTimeout,
    PlatformUnavailable,
    SiteOrder,
    SubscriberOrder,
)
from customers.platform.builtin import BuiltinPlatform

Work = Callable[[], Any]
Fault = Callable[[Work], Any]


def unavailable(work: Work) -> Any:
    """No connection: nothing is done."""
    raise PlatformUnavailable


def timeout_after_work(work: Work) -> Any:
    """The work is done, the answer is lost."""
    work()
    raise PlatformTimeout


def answer_twice(work: Work) -> Any:
    """The request arrives twice; the second answer counts."""
    work()
    return work()


def refuse(work: Work) -> Any:
    """The platform will never do this."""
    raise PlatformRefused


class FaultyPlatform:
    """See `customers.platform.base.Platform`. `fail` lines up faults for a method; without any it does
    the work.

    `calls` lists the methods asked, with their idempotency keys.
    """

    def __init__(self, inner: Platform | None = None) -> None:
        self.inner = inner or BuiltinPlatform()
        self.calls: list[tuple[str, str]] = []
        self._faults: dict[str, list[Fault]] = defaultdict(list)

    def fail(self, method: str, faults: Iterable[Fault]) -> FaultyPlatform:
        """The next calls of this method meet these faults, in order."""
        self._faults[method].extend(faults)
        return self

    def ensure_organization(self, key: str, order: OrganizationOrder) -> UUID:
        return self._ask("ensure_organization", key, order)

    def ensure_meeting_site(self, key: str, order: SiteOrder) -> UUID:
        return self._ask("ensure_meeting_site", key, order)

    def remove_meeting_site(self, key: str, org_id: UUID) -> None:
        return self._ask("remove_meeting_site", key, org_id)

    def ensure_licences(self, key: str, order: LicenceOrder) -> str:
        return self._ask("ensure_licences", key, order)

    def remove_licences(self, key: str, org_id: UUID, package: str) -> None:
        return self._ask("remove_licences", key, org_id, package)

    def ensure_location(self, key: str, order: LocationOrder) -> UUID:
        return self._ask("ensure_location", key, order)

    def ensure_administrator(self, key: str, order: AdministratorOrder) -> UUID:
        return self._ask("ensure_administrator", key, order)

    def ensure_subscriber(self, key: str, order: SubscriberOrder) -> UUID:
        return self._ask("ensure_subscriber", key, order)

    def remove_subscriber(self, key: str, org_id: UUID, email: str) -> None:
        return self._ask("remove_subscriber", key, org_id, email)

    def suspend_services(self, key: str, org_id: UUID) -> None:
        return self._ask("suspend_services", key, org_id)

    def resume_services(self, key: str, org_id: UUID) -> None:
        return self._ask("resume_services", key, org_id)

    def release(self, key: str, reference: str) -> None:
        return self._ask("release", key, reference)

    def remove_organization(self, key: str, org_id: UUID) -> None:
        return self._ask("remove_organization", key, org_id)

    def obstacles_to_removal(self, org_id: UUID) -> Sequence[Obstacle]:
        return self.inner.obstacles_to_removal(org_id)

    def find_person(self, email: str) -> PersonEntry | None:
        return self.inner.find_person(email)

    def find_location(self, org_id: UUID, location_id: UUID) -> str | None:
        return self.inner.find_location(org_id, location_id)

    def find_organization(self, org_id: UUID) -> OrganizationEntry | None:
        return self.inner.find_organization(org_id)

    def _ask(self, method: str, key: str, *arguments: Any) -> Any:
        self.calls.append((method, key))
        faults = self._faults[method]
        fault = faults.pop(0) if faults else _no_fault
        return fault(lambda: getattr(self.inner, method)(key, *arguments))


class DeadlyPlatform(FaultyPlatform):
    """Kills its process at the call whose number is in FAULTY_PLATFORM_KILLS, as `before:N` or `after:N`."""

    _asked = 0

    def _ask(self, method: str, key: str, *arguments: Any) -> Any:
        moment, _colon, number = os.environ.get("FAULTY_PLATFORM_KILLS", "").partition(":")
        type(self)._asked += 1
        is_last = str(self._asked) == number
        if is_last and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = super()._ask(method, key, *arguments)
        if is_last and moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def _no_fault(work: Work) -> Any:
    return work()

"""The same for many cases: claim, assign, note, refuse. There is no bulk approve."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from compliance.models import ReviewCase
from compliance.review import claims, decisions, dispositions
from partnerhub.accounts.models import User
from partnerhub.errors import DomainError


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What was done, and what was not and why; each case stands for itself."""

    done: list[ReviewCase] = field(default_factory=list)
    failed: list[tuple[ReviewCase, DomainError]] = field(default_factory=list)


def claim_many(cases: Iterable[ReviewCase], *, by: User, at: datetime) -> BulkResult:
    """Claim each that can be claimed."""
    return _each(cases, lambda case: claims.claim(case, by=by, at=at))


def assign_many(cases: Iterable[ReviewCase], to: User, *, by: User, at: datetime) -> BulkResult:
    """Hand each to one reviewer."""
    return _each(cases, lambda case: claims.assign(case, to, by=by, at=at))


def add_note_to_many(cases: Iterable[ReviewCase], text: str, *, by: User, at: datetime) -> BulkResult:
    """The same note on each."""
    return _each(cases, lambda case: dispositions.add_note(case, text, by=by, at=at))


def refuse_many(cases: Iterable[ReviewCase], *, by: User, at: datetime, reason: str, note: str) -> BulkResult:
    """Refuse each that may be refused, with the same reason and note."""
    return _each(cases, lambda case: decisions.refuse(case, by=by, at=at, reason=reason, note=note))


def _each(cases: Iterable[ReviewCase], act: Callable[[ReviewCase], object]) -> BulkResult:
    result = BulkResult()
    for case in cases:
        try:
            act(case)
        except DomainError as refusal:
            result.failed.append((case, refusal))
        else:
            result.done.append(case)
    return result

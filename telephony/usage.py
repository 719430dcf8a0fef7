"""Who uses a number or a domain? Asked before one goes. Whoever knows sites registers a lookup here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.models import User
from partnerhub.errors import DomainError
from telephony.models import CallInNumber, TelephonyDomain

Subject = TelephonyDomain | CallInNumber
Lookup = Callable[[Subject], Iterable["SiteUse"]]


class InUse(DomainError):
    """Sites use this. They are listed: confirm with a replacement."""

    code, status = 92003, 409
    sentence = _("Sites use this. Look at the list, name a replacement and confirm.")

    def __init__(self, sites: Sequence[SiteUse]) -> None:
        self.sites = tuple(sites)
        super().__init__()


@dataclass(frozen=True, slots=True, order=True)
class SiteUse:
    """A site that uses a number: what it is called, its page, and the number as it keeps it."""

    label: str
    url: str
    number: str


class Apply(Protocol):
    """Gives the replacement to the sites of `subject`, in the caller's transaction; says how many."""

    def __call__(self, subject: Subject, replacement: Subject, *, by: User, at: datetime) -> int: ...


_lookups: list[Lookup] = []
_applies: list[Apply] = []


def register(lookup: Lookup, *, apply: Apply | None = None) -> None:
    """Ask `lookup` whenever a number or domain is about to go.

    With `apply` (see `Apply`) the operator is offered to give the replacement to the listed sites at
    once. Without it sites keep what they have until somebody re-applies the rule to them.
    """
    if lookup not in _lookups:
        _lookups.append(lookup)
    if apply is not None and apply not in _applies:
        _applies.append(apply)


def unregister(lookup: Lookup, *, apply: Apply | None = None) -> None:
    """The reverse of `register`."""
    if lookup in _lookups:
        _lookups.remove(lookup)
    if apply is not None and apply in _applies:
        _applies.remove(apply)


def sites_of(*subjects: Subject) -> list[SiteUse]:
    """The sites that use any of these, by name, each once."""
    return sorted({site for subject in subjects for lookup in _lookups for site in lookup(subject)})


def can_apply() -> bool:
    """Can sites be given the replacement at once?"""
    return bool(_applies)


def apply_to_sites(subject: Subject, replacement: Subject, *, by: User, at: datetime) -> int:
    """Give the replacement to the sites that use `subject`; how many changed."""
    return sum(apply(subject, replacement, by=by, at=at) for apply in _applies)


def fingerprint(sites: Sequence[SiteUse]) -> str:
    """What a person who confirms has seen; it differs as soon as one site more is affected."""
    return hashlib.sha256(repr(sorted(sites)).encode()).hexdigest()[:16] if sites else ""


def check_seen(sites: Sequence[SiteUse], seen: str) -> None:
    """Raise InUse unless exactly these sites were shown to whoever confirms."""
    if fingerprint(sites) != seen:
        raise InUse(sites)

"""May the lists answer today? Only when each required list is there, recent and beyond doubt (R3, M17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.models.restricted_list import ListVersion, Publication, RestrictedList
from partnerhub.accounts.models import User
from partnerhub.audit.trail import record
from partnerhub.errors import DomainError
from partnerhub.prepared import prepared


class NothingToConfirm(DomainError):
    """This list has no version in force that could be confirmed."""

    code, status = 91019, 409


class OnlyPeopleConfirm(DomainError):
    """Only a person can confirm that a list is up to date."""

    code, status = 91020, 403


class Health(StrEnum):
    """How a list stands; all but OK and AGEING keep it from answering."""

    OK = "ok"
    AGEING = "ageing"
    STALE = "stale"
    DOUBTED = "doubted"
    EMPTY = "empty"
    MISSING = "missing"


MAY_ANSWER = frozenset({Health.OK, Health.AGEING})


@dataclass(frozen=True, slots=True)
class ListHealth:
    """One list; `age` since its last fetch or confirmation; a list imported by hand `has_limits` not."""

    slug: str
    name: str
    health: Health
    age: timedelta | None
    has_limits: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """All required lists together."""

    lists: tuple[ListHealth, ...]

    @property
    def may_answer(self) -> bool:
        """May a screening end in "clear" now? Never without a list."""
        return bool(self.lists) and all(each.health in MAY_ANSWER for each in self.lists)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not, one sentence a list."""
        if not self.lists:
            return (_("No restricted-party list is switched on."),)
        return tuple(each.reason for each in self.lists if each.health not in MAY_ANSWER)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Lists that will soon be too old."""
        return tuple(each.reason for each in self.lists if each.health is Health.AGEING)


def state_of(lists: Iterable[RestrictedList], *, at: datetime) -> Freshness:
    """How `lists` (with `in_force` loaded) stand at this moment."""
    return Freshness(tuple(health_of(each, at=at) for each in lists))


def of_required(*, at: datetime) -> Freshness:
    """How the required lists stand: one query."""
    return state_of(_made(tuple(_required().ask({}))), at=at)


@lru_cache(maxsize=4)
def _made(rows: tuple[Any, ...]) -> tuple[RestrictedList, ...]:
    """The same rows are the same objects: nobody changes them, and each screening asks."""
    return tuple(_required().made_of(rows))


@prepared
def _required() -> QuerySet[RestrictedList]:
    return RestrictedList.objects.filter(required=True).select_related("in_force").order_by("slug")


def health_of(restricted_list: RestrictedList, *, at: datetime) -> ListHealth:
    """One list at this moment."""
    version = restricted_list.in_force
    age = at - version.known_good_at if version else None
    health, reason = judged(restricted_list, version, age)
    return ListHealth(
        slug=restricted_list.slug,
        name=restricted_list.name,
        health=health,
        age=age,
        has_limits=restricted_list.block_after_hours is not None,
        reason=f"{restricted_list.name}: {reason}" if reason else "",
    )


def judged(
    restricted_list: RestrictedList, version: ListVersion | None, age: timedelta | None
) -> tuple[Health, str]:
    """(health, why), the gravest first."""
    if version is None or age is None:
        return Health.MISSING, _("no version is in force.")
    if not version.party_count:
        return Health.EMPTY, _("the version in force is empty.")
    if restricted_list.doubt:
        return Health.DOUBTED, _("in doubt.") + f" {restricted_list.doubt}"
    if is_older(age, restricted_list.block_after_hours):
        facts = {"age": too_old(age), "most": restricted_list.block_after_hours}
        return Health.STALE, _("%(age)s, at most %(most)s are allowed.") % facts
    if is_older(age, restricted_list.warn_after_hours):
        return Health.AGEING, f"{too_old(age)}."
    return Health.OK, ""


def is_older(age: timedelta, limit: int | None) -> bool:
    """Beyond the limit? No limit, never."""
    return limit is not None and age > timedelta(hours=limit)


def too_old(age: timedelta) -> str:
    """The age in whole hours, as the beginning of a sentence."""
    hours = int(age.total_seconds() // 3600)
    sentence = ngettext(
        "last fetched or confirmed %(n)d hour ago", "last fetched or confirmed %(n)d hours ago", hours
    )
    return sentence % {"n": hours}


def confirm(restricted_list: RestrictedList, *, by: User, at: datetime, note: str = "") -> ListVersion:
    """A person vouches for the version in force: its age starts again, and a doubt is settled (R3)."""
    if by.kind != User.Kind.PERSON:
        raise OnlyPeopleConfirm
    with transaction.atomic():
        publication = Publication.lock()
        locked = RestrictedList.objects.select_for_update().get(pk=restricted_list.pk)
        version = locked.in_force
        if version is None:
            raise NothingToConfirm
        version.confirmed_at, version.confirmed_by = at, by
        version.save(update_fields=["confirmed_at", "confirmed_by"])
        settle_doubt(locked, publication, at=at)
        record("list.confirmed", on=version, by=by, at=at, note=note, internal=True)
    return version


def settle_doubt(restricted_list: RestrictedList, publication: Publication, *, at: datetime) -> None:
    """Nothing is in doubt any more; screenings that are being made start again."""
    if restricted_list.doubt:
        restricted_list.doubt, restricted_list.doubted_at = "", None
        restricted_list.save(update_fields=["doubt", "doubted_at"])
        publication.move_on(at=at)

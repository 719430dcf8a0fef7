"""Threshold and weights: a version is written down, tried, and put in force by a person with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from compliance import policies
from compliance.lists import index_store
from compliance.lists.index_store import LoadedIndex
from compliance.models import Publication, ScreeningSettings
from compliance.screening import engines, self_test
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Role
from partnerhub.audit import trail
from partnerhub.errors import DomainError

TUNING_ROLES = (Role.OPERATOR, Role.LEAD)


class MayNotTune(DomainError):
    """Only an operator or an RPL lead sets threshold and weights."""

    code, status = 91021, 403


class SettingsInvalid(DomainError):
    """Threshold or weights cannot be used."""

    code, status = 91022, 400


class SelfTestFails(DomainError):
    """With these settings the self-test fails."""

    code, status = 91023, 409


class AlreadyInForce(DomainError):
    """This version is in force already."""

    code, status = 91024, 409


class CannotBeTried(DomainError):
    """The lists in force cannot be searched now, so the settings cannot be tried. Try again later."""

    code, status = 91025, 503


def ensure_first(*, at: datetime) -> None:
    """Version 1, everything as the engine ships it, where there is no version yet."""
    if not ScreeningSettings.objects.exists():
        ScreeningSettings.objects.get_or_create(
            version=1, defaults={"note": "As the engine ships.", "created_at": at}
        )


def may_tune(user: User) -> bool:
    """A person who may write down a version and put it in force?"""
    return user.kind == User.Kind.PERSON and user.has_role(*TUNING_ROLES)


def add(
    *, threshold: float | None, weights: Mapping[str, Any] | None = None, note: str, by: User, at: datetime
) -> ScreeningSettings:
    """The next version, not in force. `threshold` None and features not named are as the engine ships them.

    Raises MayNotTune, NoteTooShort, SettingsInvalid (its `field` says which).
    """
    check_may_tune(by)
    text = policies.check_note(note)
    chosen = checked(threshold, weights or {})
    with transaction.atomic():
        Publication.lock()  # two people at once: two numbers
        last = ScreeningSettings.objects.aggregate(last=Max("version"))["last"] or 0
        version = ScreeningSettings.objects.create(
            version=last + 1,
            threshold=threshold,
            weights=chosen,
            note=text,
            engine=engines.name_and_version(),
            created_at=at,
            created_by=by,
        )
        trail.record(
            "screening_settings.added",
            on=version,
            by=by,
            at=at,
            after=_told(version),
            note=text,
            internal=True,
        )
    return version


def put_in_force(version: ScreeningSettings, *, by: User, at: datetime, reason: str) -> None:
    """From now on screenings use this version; whoever was screened with another one is screened again (R6).

    Screenings that are being made start again. Open cases stay open whatever is found now (R4). Raises
    MayNotTune, NoteTooShort, AlreadyInForce, SelfTestFails, CannotBeTried. Not to be called in a transaction.
    """
    check_may_tune(by)
    text = policies.check_note(reason)
    loaded = lists_in_force()
    if failure := self_test.failure_with(loaded, version, at=at):
        raise SelfTestFails(f"{SelfTestFails.__doc__} {failure}.")
    with transaction.atomic():
        publication = Publication.lock()
        if publication.settings_id == version.pk:
            raise AlreadyInForce
        if publication.generation != loaded.generation:
            raise CannotBeTried("The lists changed during the self-test. Try again.")
        before = publication.settings
        publication.settings, publication.settings_since = version, at
        publication.move_on(at=at)
        trail.record(
            "screening_settings.put_in_force",
            on=version,
            by=by,
            at=at,
            before=_told(before) if before else {},
            after=_told(version),
            note=text,
            internal=True,
        )
    index_store.forget()  # this process uses them at once


def check_may_tune(user: User) -> None:
    """Or MayNotTune."""
    if not may_tune(user):
        raise MayNotTune


def checked(threshold: float | None, weights: Mapping[str, Any]) -> dict[str, float]:
    """The weights as numbers, or SettingsInvalid: the engine in use has to understand both."""
    if threshold is not None and not 0 < threshold < 1:
        raise SettingsInvalid(f"The threshold is {threshold}; it lies between 0 and 1.", field="threshold")
    chosen = {name: _number(name, weight) for name, weight in weights.items()}
    engine = engines.current()
    if chosen and not hasattr(engine, "scorecard"):
        raise SettingsInvalid("The engine in use has no weights to set.", field="weights")
    try:
        if chosen:
            engine.scorecard(engines.threshold_of(None), chosen)
    except ValueError as error:
        raise SettingsInvalid(f"{str(error)[:1].upper()}{str(error)[1:]}.", field="weights") from error
    return chosen


def _number(name: str, weight: object) -> float:
    if not isinstance(weight, bool) and isinstance(weight, int | float):
        try:
            return float(weight)
        except OverflowError:
            pass
    raise SettingsInvalid(f"The weight of {name[:60]!r} is not a number.", field="weights")


def lists_in_force() -> LoadedIndex:
    """The lists as they are searched now, or CannotBeTried."""
    try:
        return index_store.current(recheck=True)
    except Exception as error:  # whatever is wrong with index or disk: nothing can be tried
        raise CannotBeTried(f"{CannotBeTried.__doc__} {error}") from error


def _told(version: ScreeningSettings) -> dict[str, Any]:
    return {"version": version.version, "threshold": version.threshold, "weights": version.weights}

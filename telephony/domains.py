"""A telephony domain is opened, changed, made the default, retired, put back or removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Invalid, Problem
from telephony import ordering, policies, usage
from telephony.models import TelephonyDomain
from telephony.numbers import one_line

FIELDS = ("name", "region", "partner", "prefer", "primary_bridge", "backup_bridge", "web_domain", "note")


class DomainIsDefault(DomainError):
    """This is a default domain. Make another one the default first."""

    code, status = 92010, 409
    sentence = _("This is a default domain. Make another one the default first.")


class DomainCannotTakeOver(DomainError):
    """Sites move only to an active domain with the same bridges and web domain."""

    code, status = 92011, 400
    sentence = _("Sites move only to an active domain with the same bridges and web domain.")


class DomainInactive(DomainError):
    """An inactive domain cannot be the default."""

    code, status = 92012, 409
    sentence = _("An inactive domain cannot be the default.")


@dataclass(frozen=True, slots=True)
class Consent:
    """What an operator confirms when sites are affected; `seen` is the fingerprint of the list shown."""

    seen: str = ""
    replacement: TelephonyDomain | None = None
    apply_to_sites: bool = False


def open_domain(*, by: User, at: datetime, **values: Any) -> TelephonyDomain:
    """A new domain without numbers. Raises Invalid on a bad value."""
    policies.check_can_edit(by)
    domain = TelephonyDomain(**values)
    _check(domain)
    with transaction.atomic():
        domain.save(force_insert=True)
        trail.record(
            "telephony_domain.opened",
            on=domain,
            by=by,
            at=at,
            partner=domain.partner,
            after=values_of(domain),
        )
    return domain


def change(domain: TelephonyDomain, *, by: User, at: datetime, **values: Any) -> TelephonyDomain:
    """Change what describes a domain (see FIELDS). Raises Invalid on a bad value."""
    policies.check_can_edit(by)
    with transaction.atomic():
        row = ordering.lock(domain.pk)
        before = values_of(row)
        if row.is_default and "partner" in values and values["partner"] != row.partner:
            raise DomainIsDefault(field="partner")
        for name in FIELDS:
            setattr(row, name, values.get(name, getattr(row, name)))
        _check(row)
        row.save()
        _record_change("telephony_domain.changed", row, before, by=by, at=at)
    return row


def make_default(domain: TelephonyDomain, *, by: User, at: datetime) -> None:
    """The domain where a template names none: of its partner, or of the operator for all others."""
    policies.check_can_edit(by)
    with transaction.atomic():
        row = ordering.lock(domain.pk)
        if not row.active:
            raise DomainInactive
        former = (
            TelephonyDomain.objects.select_for_update().filter(partner=row.partner, is_default=True).first()
        )
        TelephonyDomain.objects.filter(partner=row.partner, is_default=True).update(is_default=False)
        TelephonyDomain.objects.filter(pk=row.pk).update(is_default=True)
        trail.record(
            "telephony_domain.made_default",
            on=row,
            by=by,
            at=at,
            partner=row.partner,
            before={"default": former.name if former else ""},
            after={"default": row.name},
        )


def deactivate(domain: TelephonyDomain, consent: Consent, *, by: User, at: datetime) -> None:
    """No number of it is given to a site any more; sites keep what they have unless given the replacement.

    Raises usage.InUse unless exactly the affected sites were seen and a replacement is named.
    """
    policies.check_can_edit(by)
    with transaction.atomic():
        row = ordering.lock(domain.pk)
        outcome = _prepare_to_go(row, consent, by=by, at=at)
        TelephonyDomain.objects.filter(pk=row.pk).update(active=False)
        trail.record(
            "telephony_domain.deactivated",
            on=row,
            by=by,
            at=at,
            partner=row.partner,
            before={"active": row.active},
            after={"active": False, **outcome},
        )


def activate(domain: TelephonyDomain, *, by: User, at: datetime) -> None:
    """The domain's numbers can be given to sites again."""
    policies.check_can_edit(by)
    with transaction.atomic():
        row = ordering.lock(domain.pk)
        before = values_of(row)
        row.active = True
        row.save(update_fields=["active"])
        _record_change("telephony_domain.activated", row, before, by=by, at=at)


def remove(domain: TelephonyDomain, consent: Consent, *, by: User, at: datetime) -> None:
    """Delete a domain with its numbers. Raises usage.InUse as long as a site holds on to it."""
    policies.check_can_edit(by)
    with transaction.atomic():
        row = ordering.lock(domain.pk)
        outcome = _prepare_to_go(row, consent, by=by, at=at)
        trail.record(
            "telephony_domain.removed",
            on=row,
            by=by,
            at=at,
            partner=row.partner,
            before={**values_of(row), "numbers": [number.e164 for number in row.numbers.all()]},
            after=outcome,
        )
        try:
            row.delete()
        except ProtectedError:
            raise usage.InUse(usage.sites_of(domain)) from None


def values_of(domain: TelephonyDomain) -> dict[str, Any]:
    """A domain in plain values, for history."""
    plain = {name: getattr(domain, name) for name in FIELDS if name != "partner"}
    return {**plain, "partner": domain.partner.name if domain.partner else "", "active": domain.active}


def _prepare_to_go(row: TelephonyDomain, consent: Consent, *, by: User, at: datetime) -> dict[str, Any]:
    if row.is_default:
        raise DomainIsDefault
    sites = usage.sites_of(row)
    usage.check_seen(sites, consent.seen)
    replacement = consent.replacement
    if sites and replacement is None:
        raise usage.InUse(sites)
    changed = 0
    if replacement:
        other = ordering.lock(replacement.pk)
        if not other.can_take_over_from(row):
            raise DomainCannotTakeOver(field="replacement")
        changed = usage.apply_to_sites(row, other, by=by, at=at) if consent.apply_to_sites else 0
    return {"replacement": str(replacement or ""), "sites": len(sites), "sites_changed": changed}


def _check(domain: TelephonyDomain) -> None:
    domain.name = one_line(domain.name)
    try:
        domain.full_clean()
    except ValidationError as invalid:
        raise Invalid(
            [
                Problem(90001, " ".join(messages), "" if name == "__all__" else name)
                for name, messages in invalid.message_dict.items()
            ]
        ) from None


def _record_change(
    action: str, domain: TelephonyDomain, before: dict[str, Any], *, by: User, at: datetime
) -> None:
    after = values_of(domain)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        trail.record(
            action,
            on=domain,
            by=by,
            at=at,
            partner=domain.partner,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )

"""A number is taken out of use, put back, or removed; sites that use it are looked at first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError
from telephony import ordering, policies, usage
from telephony.call_in_numbers import (
    check_list,
    default_flag,
    record_change,
    rows_of,
    settle_defaults,
    values_of,
)
from telephony.models import CallInNumber, TelephonyDomain


class NotAReplacement(DomainError):
    """The replacement must be another available number of the same domain."""

    code, status = 92007, 400
    sentence = _("The replacement must be another available number of the same domain.")


class Way(StrEnum):
    """How a number goes."""

    HIDE = "hide"
    DEACTIVATE = "deactivate"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Consent:
    """What an operator confirms when sites are affected; `seen` is the fingerprint of the list shown."""

    seen: str = ""
    replacement: CallInNumber | None = None
    apply_to_sites: bool = False


_PAST = {Way.HIDE: "hidden", Way.DEACTIVATE: "deactivated", Way.REMOVE: "removed"}


def withdraw(number: CallInNumber, way: Way, consent: Consent, *, by: User, at: datetime) -> None:
    """Take a number out of use: hide, deactivate or remove it.

    Sites that use it keep it (M20: results are stored) unless the operator gives them the replacement
    here. Raises usage.InUse unless exactly the affected sites were seen and a replacement is named.
    """
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = ordering.lock(number.domain_id)
        row = domain.numbers.with_countries().get(pk=number.pk)
        sites = usage.sites_of(row)
        usage.check_seen(sites, consent.seen)
        replacement = _check_replacement(row, consent.replacement, needed=bool(sites))
        before = values_of(row)
        changed = _give(row, replacement, consent, by=by, at=at)
        _take_out(domain, row, way)
        if replacement:
            _hand_over_default(row, replacement)
        check_list(rows_of(domain))
        settle_defaults(domain)
        trail.record(
            f"call_in_number.{_PAST[way]}",
            on=domain,
            by=by,
            at=at,
            partner=domain.partner,
            before=before,
            after={"replacement": str(replacement or ""), "sites": len(sites), "sites_changed": changed},
        )


def restore(number: CallInNumber, *, by: User, at: datetime) -> None:
    """Put a hidden or inactive number back to use, at its place."""
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = ordering.lock(number.domain_id)
        row = domain.numbers.with_countries().get(pk=number.pk)
        before = values_of(row)
        row.active, row.hidden = True, False
        check_list([row if other.pk == row.pk else other for other in rows_of(domain)])
        row.save(update_fields=["active", "hidden"])
        settle_defaults(domain)
        record_change("call_in_number.restored", row, before, domain, by=by, at=at)


def _check_replacement(
    number: CallInNumber, replacement: CallInNumber | None, *, needed: bool
) -> CallInNumber | None:
    if replacement is None:
        if needed:
            raise usage.InUse(usage.sites_of(number))
        return None
    other = CallInNumber.objects.filter(pk=replacement.pk, domain=number.domain_id).available().first()
    if other is None or other.pk == number.pk:
        raise NotAReplacement(field="replacement")
    return other


def _give(
    number: CallInNumber, replacement: CallInNumber | None, consent: Consent, *, by: User, at: datetime
) -> int:
    if replacement is None or not consent.apply_to_sites:
        return 0
    return usage.apply_to_sites(number, replacement, by=by, at=at)


def _take_out(domain: TelephonyDomain, number: CallInNumber, way: Way) -> None:
    if way == Way.REMOVE:
        _remove(domain, number)
        return
    if way == Way.HIDE:
        number.hidden = True
    else:
        number.active = False
    was_default = {"is_default_toll": False, "is_default_toll_free": False}
    domain.numbers.filter(pk=number.pk).update(hidden=number.hidden, active=number.active, **was_default)


def _remove(domain: TelephonyDomain, number: CallInNumber) -> None:
    try:
        domain.numbers.filter(pk=number.pk).delete()
    except ProtectedError:
        raise usage.InUse(usage.sites_of(number)) from None
    ordering.arrange(domain, ordering.ids_in_order(domain))


def _hand_over_default(number: CallInNumber, replacement: CallInNumber) -> None:
    flag = default_flag(number.toll_type)
    if getattr(number, flag) and replacement.toll_type == number.toll_type:
        CallInNumber.objects.filter(pk=replacement.pk).update(**{flag: True})

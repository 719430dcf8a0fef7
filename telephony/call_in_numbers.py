"""A number is added to a domain, changed, or made its default; see `withdrawal` for how one goes.

History tells of numbers on their domain: it is one story, and numbers come and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError
from telephony import limits, ordering, policies
from telephony.entries import Entry
from telephony.enums import TollType
from telephony.models import CallInNumber, NumberCountry, TelephonyDomain

KEPT_FIELDS = ("display", "label", "access_number", "toll_type", "inferred_toll_type", "call_type", "hidden")


class NotAvailable(DomainError):
    """Only an active, visible number can be a default number."""

    code, status = 92008, 409
    sentence = _("Only an active, visible number can be a default number.")


class NumberIsFixed(DomainError):
    """A number is not turned into another one. Add the new one and take this one out of use."""

    code, status = 92009, 409
    sentence = _("A number is not turned into another one. Add the new one and take this one out of use.")


def add(
    domain: TelephonyDomain, entry: Entry, *, in_global_list: bool = True, by: User, at: datetime
) -> CallInNumber:
    """Append a number to the domain's list. Raises limits.LimitBroken."""
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = ordering.lock(domain.pk)
        rows = rows_of(domain)
        number = row_of(domain, entry, place=len(rows) + 1, in_global_list=in_global_list)
        check_list([*rows, number])
        number.save(force_insert=True)
        set_countries(number, entry.countries)
        settle_defaults(domain)
        trail.record(
            "call_in_number.added", on=domain, by=by, at=at, partner=domain.partner, after=values_of(number)
        )
    return number


def change(
    number: CallInNumber, entry: Entry, *, in_global_list: bool = True, by: User, at: datetime
) -> CallInNumber:
    """Change what stands beside the number. Whether it is in use is changed in `withdrawal`."""
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = ordering.lock(number.domain_id)
        row = domain.numbers.with_countries().get(pk=number.pk)
        if entry.e164 != row.e164:
            raise NumberIsFixed(field="phone")
        before = values_of(row)
        row.in_global_list = in_global_list
        assign(row, entry, hidden=row.hidden)
        check_list([row if other.pk == row.pk else other for other in rows_of(domain)])
        row.save()
        set_countries(row, entry.countries)
        settle_defaults(domain)
        row = domain.numbers.with_countries().get(pk=row.pk)
        record_change("call_in_number.changed", row, before, domain, by=by, at=at)
    return row


def make_default(number: CallInNumber, *, by: User, at: datetime) -> None:
    """This becomes the domain's default toll (or toll-free) number; the one before no longer is."""
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = ordering.lock(number.domain_id)
        row = domain.numbers.get(pk=number.pk)
        if not row.is_available:
            raise NotAvailable
        flag = default_flag(row.toll_type)
        former = domain.numbers.filter(**{flag: True}).first()
        domain.numbers.filter(**{flag: True}).update(**{flag: False})
        domain.numbers.filter(pk=row.pk).update(**{flag: True})
        trail.record(
            "call_in_number.made_default",
            on=domain,
            by=by,
            at=at,
            partner=domain.partner,
            before={"default": str(former) if former else ""},
            after={"default": str(row)},
        )


def row_of(domain: TelephonyDomain, entry: Entry, *, place: int, in_global_list: bool = True) -> CallInNumber:
    """A new row for this entry, not written yet."""
    number = CallInNumber(domain=domain, e164=entry.e164, display_order=place, in_global_list=in_global_list)
    assign(number, entry, hidden=entry.hidden)
    return number


def differs(number: CallInNumber, entry: Entry) -> bool:
    """Does the entry say anything else than the row?"""
    kept = any(getattr(number, name) != getattr(entry, name) for name in KEPT_FIELDS)
    return kept or number.get_countries() != list(entry.countries)


def assign(number: CallInNumber, entry: Entry, *, hidden: bool) -> None:
    """Copy an entry to a row. A number that is no longer what it was a default for is none any more."""
    for name in KEPT_FIELDS:
        setattr(number, name, getattr(entry, name))
    number.hidden = hidden
    if number.toll_type != TollType.TOLL or not number.is_available:
        number.is_default_toll = False
    if number.toll_type != TollType.TOLL_FREE or not number.is_available:
        number.is_default_toll_free = False


def settle_defaults(domain: TelephonyDomain) -> None:
    """Exactly one default toll number wherever there is a toll number: by itself the first in order."""
    toll = domain.numbers.available().filter(toll_type=TollType.TOLL)
    if not toll.filter(is_default_toll=True).exists():
        first = toll.order_by("display_order").values_list("pk", flat=True).first()
        if first:
            domain.numbers.filter(pk=first).update(is_default_toll=True)


def check_list(rows: Sequence[Any]) -> None:
    """Raise limits.LimitBroken unless this could be a domain's list."""
    limits.check(rows, in_use=lambda row: getattr(row, "active", True), listed=is_listed)


def is_listed(row: Any) -> bool:
    """Is it shown in the global list? A new row is."""
    return getattr(row, "in_global_list", True)


def values_of(number: CallInNumber) -> dict[str, Any]:
    """A row in plain values, for history."""
    return {
        "number": number.e164,
        "countries": number.get_countries(),
        **{name: getattr(number, name) for name in (*KEPT_FIELDS, "in_global_list", "active")},
    }


def rows_of(domain: TelephonyDomain) -> list[CallInNumber]:
    """The domain's list, in order."""
    return list(domain.numbers.order_by("display_order"))


def set_countries(number: CallInNumber, countries: Iterable[str]) -> None:
    """The countries that it serves, in this order."""
    number.country_rows.all().delete()
    NumberCountry.objects.bulk_create(NumberCountry(number=number, country=code) for code in countries)


def default_flag(toll_type: str) -> str:
    """The field that marks the default number of this toll type."""
    return "is_default_toll" if toll_type == TollType.TOLL else "is_default_toll_free"


def record_change(
    action: str,
    number: CallInNumber,
    before: dict[str, Any],
    domain: TelephonyDomain,
    *,
    by: User,
    at: datetime,
) -> None:
    """Into the history, what differs from `before` only; nothing if nothing does."""
    after = values_of(number)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        trail.record(
            action,
            on=domain,
            by=by,
            at=at,
            partner=domain.partner,
            before={name: before[name] for name in ("number", *changed)},
            after={name: after[name] for name in ("number", *changed)},
        )

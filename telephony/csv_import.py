"""A file replaces a domain's list: first as a plan that can be looked at, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import Invalid
from telephony import csv_format, limits, ordering, policies, usage
from telephony.call_in_numbers import (
    assign,
    differs,
    is_listed,
    record_change,
    row_of,
    set_countries,
    settle_defaults,
    values_of,
)
from telephony.csv_format import FileRefused, Line, LineProblem
from telephony.entries import Entry, check
from telephony.models import CallInNumber, NumberCountry, TelephonyDomain
from telephony.models.number import NUMBERS_MAX
from telephony.usage import SiteUse


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the file as it will be kept, with the number that it changes (None: a new one)."""

    line: int
    entry: Entry
    number: CallInNumber | None = None

    @property
    def is_new(self) -> bool:
        """Is it not in the list yet?"""
        return self.number is None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do to a domain: the list as it will be, what goes, and which sites use that."""

    rows: tuple[PlannedRow, ...]
    removed: tuple[CallInNumber, ...]
    hidden: tuple[CallInNumber, ...]
    sites: tuple[SiteUse, ...] = field(default=())

    @property
    def seen(self) -> str:
        """The fingerprint of the affected sites, for the confirmation."""
        return usage.fingerprint(self.sites)


def export(domain: TelephonyDomain) -> bytes:
    """The domain's list as a file; imported again it changes nothing."""
    return csv_format.write(domain.numbers.order_by("display_order").with_countries())


def plan(domain: TelephonyDomain, raw: bytes) -> Plan:
    """What the file would do; writes nothing. Raises FileRefused with every line that is wrong."""
    entries = _checked(csv_format.read(raw))
    known = list(domain.numbers.order_by("display_order").with_countries())
    rows = _matched(entries, known)
    _check_list(rows)
    kept = {row.number.pk for row in rows if row.number}
    removed = tuple(number for number in known if number.pk not in kept)
    hidden = tuple(row.number for row in rows if row.number and row.number.is_available and row.entry.hidden)
    return Plan(tuple(rows), removed, hidden, tuple(usage.sites_of(*removed, *hidden)))


def take_in(domain: TelephonyDomain, raw: bytes, *, seen: str = "", by: User, at: datetime) -> Plan:
    """Make the file the domain's list, all or nothing, and return what it did.

    Raises FileRefused, and usage.InUse unless `seen` says that exactly the sites were shown whose
    numbers go (they keep them until the rule is applied to them again).
    """
    policies.check_can_edit(by)
    with transaction.atomic():
        domain = ordering.lock(domain.pk)
        planned = plan(domain, raw)
        usage.check_seen(planned.sites, seen)
        _remove(domain, planned.removed)
        added = iter(_add(domain, [row.entry for row in planned.rows if row.is_new]))
        numbers = [row.number or next(added) for row in planned.rows]
        for row in planned.rows:
            if row.number and differs(row.number, row.entry):
                _rewrite(domain, row.number, row.entry, by=by, at=at)
        ordering.arrange(domain, [number.pk for number in numbers])
        settle_defaults(domain)
        _record(domain, planned, by=by, at=at)
    return planned


def _checked(lines: Sequence[Line]) -> list[tuple[int, Entry]]:
    entries, problems = [], []
    for line in lines:
        try:
            entries.append((line.line, check(line.stated)))
        except Invalid as invalid:
            problems += [
                LineProblem(line.line, problem.field, problem.message) for problem in invalid.problems
            ]
    if problems:
        raise FileRefused(problems)
    return entries


def _matched(entries: Sequence[tuple[int, Entry]], known: Sequence[CallInNumber]) -> list[PlannedRow]:
    """A row is the same one if number, label and access number agree, else if the number alone does."""
    exact = {(number.e164, number.label, number.access_number): number for number in known}
    taken = {exact[entry.key].pk for _line, entry in entries if entry.key in exact}
    loose: dict[str, list[CallInNumber]] = {}
    for number in known:
        if number.pk not in taken:
            loose.setdefault(number.e164, []).append(number)
    return [PlannedRow(line, entry, _match(entry, exact, loose)) for line, entry in entries]


def _match(
    entry: Entry, exact: dict[tuple[str, str, str], CallInNumber], loose: dict[str, list[CallInNumber]]
) -> CallInNumber | None:
    if entry.key in exact:
        return exact[entry.key]
    waiting = loose.get(entry.e164)
    return waiting.pop(0) if waiting else None


def _check_list(rows: Sequence[PlannedRow]) -> None:
    entries = [row.entry for row in rows]
    number_of = {id(row.entry): row.number for row in rows}

    def in_use(entry: Any) -> bool:
        number = number_of[id(entry)]
        return number is None or number.active

    def listed(entry: Any) -> bool:
        return is_listed(number_of[id(entry)])

    breaches = limits.breaches_of(entries, in_use=in_use, listed=listed)
    if breaches:
        raise FileRefused([_at_line(breach, rows) for breach in breaches])


def _at_line(breach: limits.Breach, rows: Sequence[PlannedRow]) -> LineProblem:
    if breach.position is None:
        return LineProblem(0, breach.field, breach.message)
    return LineProblem(rows[breach.position].line, breach.field, breach.message)


def _remove(domain: TelephonyDomain, removed: Sequence[CallInNumber]) -> None:
    try:
        domain.numbers.filter(pk__in=[number.pk for number in removed]).delete()
    except ProtectedError:
        raise usage.InUse(usage.sites_of(*removed)) from None


def _add(domain: TelephonyDomain, entries: Sequence[Entry]) -> list[CallInNumber]:
    """Write all new rows at once, at any free places: the list is put in order afterwards."""
    taken = set(domain.numbers.values_list("display_order", flat=True))
    free = (place for place in range(1, NUMBERS_MAX + 1) if place not in taken)
    numbers = [row_of(domain, entry, place=next(free)) for entry in entries]
    CallInNumber.objects.bulk_create(numbers)
    NumberCountry.objects.bulk_create(
        NumberCountry(number=number, country=code)
        for number, entry in zip(numbers, entries, strict=True)
        for code in entry.countries
    )
    return numbers


def _rewrite(domain: TelephonyDomain, number: CallInNumber, entry: Entry, *, by: User, at: datetime) -> None:
    before = values_of(number)
    assign(number, entry, hidden=entry.hidden)
    set_countries(number, entry.countries)
    number.save()
    written = domain.numbers.with_countries().get(pk=number.pk)
    record_change("call_in_number.changed", written, before, domain, by=by, at=at)


def _record(domain: TelephonyDomain, planned: Plan, *, by: User, at: datetime) -> None:
    """One event tells what came and what went; each changed row has its own."""
    added = [row.entry.e164 for row in planned.rows if row.is_new]
    trail.record(
        "telephony_domain.imported",
        on=domain,
        by=by,
        at=at,
        partner=domain.partner,
        before={"removed": [values_of(number) for number in planned.removed]},
        after={"rows": len(planned.rows), "added": added, "sites": len(planned.sites)},
    )

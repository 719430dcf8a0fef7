"""What must hold of a domain's list as a whole; each row was checked by itself before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnerhub.errors import DomainError, Problem
from telephony.enums import TollType
from telephony.models.number import NUMBERS_MAX

LIST_BYTES_MAX = 11 * 1024


class Row(Protocol):
    """A row of the list, kept or about to be kept."""

    @property
    def e164(self) -> str: ...

    @property
    def display(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def access_number(self) -> str: ...

    @property
    def toll_type(self) -> str: ...

    @property
    def call_type(self) -> str: ...

    @property
    def hidden(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that is broken, by the row at `position` (None: by the list as a whole)."""

    message: str | Promise
    field: str
    position: int | None = None


class LimitBroken(DomainError):
    """The list of call-in numbers would break a limit."""

    code, status = 92004, 400

    def __init__(self, breaches: Sequence[Breach]) -> None:
        self.breaches = tuple(breaches)
        super().__init__(breaches[0].message, field=breaches[0].field)

    @property
    def problems(self) -> Sequence[Problem]:
        return tuple(Problem(self.code, breach.message, breach.field) for breach in self.breaches)


def breaches_of(
    rows: Sequence[Row], *, in_use: Callable[[Row], bool], listed: Callable[[Row], bool]
) -> list[Breach]:
    """Every broken limit. `in_use`: is the row active; `listed`: is it shown in the global list."""
    active = [(position, row) for position, row in enumerate(rows) if in_use(row)]
    return [
        *_too_many(rows),
        *_too_long(rows),
        *_entered_twice(rows),
        *_differing(
            active, "toll_type", _("The same access number has another toll type in an earlier row.")
        ),
        *_differing(
            active, "call_type", _("The same access number has another call type in an earlier row.")
        ),
        *_never_visible(active),
        *_no_toll_number([row for _position, row in active if not row.hidden], listed),
    ]


def check(rows: Sequence[Row], *, in_use: Callable[[Row], bool], listed: Callable[[Row], bool]) -> None:
    """Raise LimitBroken with every broken limit."""
    breaches = breaches_of(rows, in_use=in_use, listed=listed)
    if breaches:
        raise LimitBroken(breaches)


def size_of(rows: Iterable[Row]) -> int:
    """The bytes that all `phone@%label` texts take in UTF-8; 11 KiB at most."""
    return sum(len(f"{row.display}@%{row.label}".encode()) for row in rows)


def _too_many(rows: Sequence[Row]) -> list[Breach]:
    if len(rows) <= NUMBERS_MAX:
        return []
    message = format_lazy(_("A domain has at most 300 call-in numbers; these are {count}."), count=len(rows))
    return [Breach(message, "phone")]


def _too_long(rows: Sequence[Row]) -> list[Breach]:
    size = size_of(rows)
    if size <= LIST_BYTES_MAX:
        return []
    message = format_lazy(
        _("Numbers and labels of a domain take at most {limit} bytes together; these take {size}."),
        limit=LIST_BYTES_MAX,
        size=size,
    )
    return [Breach(message, "label")]


def _entered_twice(rows: Sequence[Row]) -> list[Breach]:
    message = _("The same number, label and access number stand in an earlier row.")
    return _repeats(enumerate(rows), lambda row: (row.e164, row.label, row.access_number), message)


def _repeats(
    rows: Iterable[tuple[int, Row]], key: Callable[[Row], Hashable], message: str | Promise
) -> list[Breach]:
    seen: set[Hashable] = set()
    breaches = []
    for position, row in rows:
        if key(row) in seen:
            breaches.append(Breach(message, "phone", position))
        seen.add(key(row))
    return breaches


def _differing(rows: Iterable[tuple[int, Row]], field: str, message: str | Promise) -> list[Breach]:
    first: dict[str, str] = {}
    return [
        Breach(message, field, position)
        for position, row in rows
        if getattr(row, field) != first.setdefault(row.access_number, getattr(row, field))
    ]


def _never_visible(rows: Iterable[tuple[int, Row]]) -> list[Breach]:
    by_number: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for position, row in rows:
        by_number[row.e164].append((position, row))
    message = _("A number that is entered several times must be visible in at least one row.")
    return [
        Breach(message, "hidden", entered[-1][0])
        for entered in by_number.values()
        if len(entered) > 1 and all(row.hidden for _position, row in entered)
    ]


def _no_toll_number(available: Sequence[Row], listed: Callable[[Row], bool]) -> list[Breach]:
    if not available or any(row.toll_type == TollType.TOLL and listed(row) for row in available):
        return []
    return [Breach(_("At least one visible toll number must be shown in the global list."), "toll_type")]

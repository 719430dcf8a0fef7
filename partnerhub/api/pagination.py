"""Paging by a Link header whose URLs a client follows as they are (wholesale-api.md section 8).

Each URL carries `offset`, for clients that parse it, and a `cursor`, which the server goes by: the page after a
cursor costs the same however far down it is, and rows added meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Lookup, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _
from rest_framework.response import Response

from partnerhub.api.requests import Request
from partnerhub.errors import Invalid, Problem
from partnerhub.prepared import Given, Prepared, Values, moment_of, uuid_of

CAP = 100
CURSOR_AT, CURSOR_PK = Given("cursor_at"), Given("cursor_pk")


def whole_number(request: Request, name: str, *, default: int, least: int, most: int | None = None) -> int:
    """A query parameter that must be a whole number. Raises Invalid, naming it."""
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < least:
        message = _("%(name)s must be a whole number of at least %(least)s.") % {"name": name, "least": least}
        raise Invalid([Problem(90001, message, name)])
    return min(int(text), most) if most else int(text)


class LinkPage:
    """One page of a short list: `max` rows from `offset`; one row more is read to know whether there is a next."""

    def __init__(self, request: Request, *, default: int = CAP) -> None:
        self.request = request
        self.max = whole_number(request, "max", default=default, least=1, most=CAP)
        self.offset = whole_number(request, "offset", default=0, least=0)
        self.has_next = False

    def rows_of(self, queryset: Any) -> list[Any]:
        """The rows of this page."""
        rows = list(queryset[self.offset : self.offset + self.max + 1])
        self.has_next = len(rows) > self.max
        return rows[: self.max]

    def respond(self, items: list[Any], *, keys: tuple[str, ...] = ("items",)) -> Response:
        """The body, with its Link header where there is another page."""
        return Response(dict.fromkeys(keys, items), headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        """The Link header, or nothing where this is the only page."""
        links = self._links()
        return {"Link": ", ".join(links)} if links else {}

    def _links(self) -> list[str]:
        links = []
        if self.has_next:
            links.append(self._link("next", self.offset + self.max, self._cursor_after()))
        if self.offset:
            links.append(self._link("prev", max(0, self.offset - self.max), self._cursor_before()))
            links.append(self._link("first", 0, ""))
        return links

    def _cursor_after(self) -> str:
        return ""

    def _cursor_before(self) -> str:
        return ""

    def _link(self, relation: str, offset: int, cursor: str) -> str:
        # No comma in the URL: clients split the header at commas. So lists are spelled status=a&status=b.
        pairs = [
            (name, part)
            for name, values in self.request.query_params.lists()
            for value in values
            for part in value.split(",")
            if name not in ("offset", "max", "cursor")
        ]
        pairs += [("max", str(self.max)), ("offset", str(offset))]
        if cursor:
            pairs.append(("cursor", cursor))
        return f'<{self.request.build_absolute_uri(self.request.path)}?{urlencode(pairs)}>; rel="{relation}"'


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list ordered by a moment and an id: the page after it, or the one before it."""

    at: datetime
    pk: UUID
    backwards: bool = False

    def __str__(self) -> str:
        plain = f"{'<' if self.backwards else '>'}{self.at.astimezone(UTC).isoformat()}|{self.pk}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def at_row(cls, row: Sequence[Any], *, backwards: bool = False) -> Cursor:
        """The place of a row that begins with the moment and the id."""
        return cls(moment_of(row[0]), uuid_of(row[1]), backwards)

    @classmethod
    def read(cls, text: str) -> Cursor:
        """The reverse of str(). Raises Invalid."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            moment, _bar, pk = plain[1:].partition("|")
            return cls(datetime.fromisoformat(moment).astimezone(UTC), UUID(pk), backwards=plain[0] == "<")
        except (binascii.Error, ValueError, IndexError, OverflowError):
            raise Invalid([Problem(90001, _("This cursor is not one of ours."), "cursor")]) from None


@dataclass(frozen=True, slots=True)
class Way:
    """In which order a long list is read, which way, and whether from its beginning or from beyond a place."""

    order: str
    downwards: bool
    is_beyond: bool

    def narrow[Rows: QuerySet[Any]](self, queryset: Rows, at: Any = CURSOR_AT, pk: Any = CURSOR_PK) -> Rows:
        """The rows in this order, beyond the place (at, pk) if this is the way."""
        return self.sort(queryset.filter(self._beyond(at, pk)) if self.is_beyond else queryset)

    def sort[Rows: QuerySet[Any]](self, queryset: Rows) -> Rows:
        """The rows in this order."""
        sign = "-" if self.downwards else ""
        return queryset.order_by(f"{sign}{self.order}", f"{sign}id")

    def _beyond(self, at: Any, pk: Any) -> Lookup[bool]:
        # As a pair, which an index has in the same order: the database starts in it at the place. Django has these
        # lookups for keys of several columns and does not document them.
        lookup = TupleLessThan if self.downwards else TupleGreaterThan
        return lookup((F(self.order), F("id")), (at, pk))


class KeysetPage(LinkPage):
    """One page of a long list, ordered by a moment and the id.

    `cut` wants rows that begin with the moment and the id: (moment, id, …), as `values_list` or a prepared
    question gives them.
    """

    def __init__(
        self, request: Request, *, default: int = CAP, order: str = "created_at", descending: bool = True
    ) -> None:
        super().__init__(request, default=default)
        text = request.query_params.get("cursor")
        self.cursor = Cursor.read(text) if text else None
        is_backwards = self.cursor is not None and self.cursor.backwards
        self.way = Way(order, downwards=descending != is_backwards, is_beyond=self.cursor is not None)
        self._first: Sequence[Any] = ()
        self._last: Sequence[Any] = ()

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The queryset in order, cut down to this page and one row more."""
        if self.cursor is None:
            return self.way.narrow(queryset)[self.offset : self.offset + self.max + 1]
        return self.way.narrow(queryset, self.cursor.at, self.cursor.pk)[: self.max + 1]

    def ask(
        self, question: Callable[[Way, int], Prepared], places: Callable[[Way], Prepared], values: Values
    ) -> list[tuple[Any, ...]]:
        """The same of prepared questions, whose querysets go the given way: for so many rows, and for the moment and
        the id alone. By the latter an offset becomes a cursor: to skip whole rows costs as much as to read them.
        """
        if self.cursor is None and self.offset:
            skipped = places(self.way).ask(values, limit=1, offset=self.offset - 1)
            if not skipped:
                return []
            self.cursor, self.way = Cursor.at_row(skipped[0]), replace(self.way, is_beyond=True)
        if self.cursor is not None:
            values = {**values, CURSOR_AT.name: self.cursor.at, CURSOR_PK.name: self.cursor.pk}
        return question(self.way, self.max + 1).ask(values)

    def cut[Row: Sequence[Any]](self, rows: list[Row]) -> list[Row]:
        """The rows of this page, out of what `narrow` or `ask` gave."""
        has_more, rows = len(rows) > self.max, rows[: self.max]
        if self.cursor is not None and self.cursor.backwards:
            rows.reverse()
            self.has_next = True  # There is the page that we came back from.
        else:
            self.has_next = has_more
        if rows:
            self._first, self._last = rows[0], rows[-1]
        return rows

    def _cursor_after(self) -> str:
        return str(Cursor.at_row(self._last)) if self._last else ""

    def _cursor_before(self) -> str:
        return str(Cursor.at_row(self._first, backwards=True)) if self._first else ""

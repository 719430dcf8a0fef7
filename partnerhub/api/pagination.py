"""Paging by a Link header whose URLs a client follows as they are (wholesale-api.md section 8)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from partnerhub.errors import Invalid, Problem

CAP = 100


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
    """One page of a list: `max` rows from `offset`; one row more is read to know whether there is a next."""

    def __init__(self, request: Request, *, default: int = CAP) -> None:
        self.request = request
        self.max = whole_number(request, "max", default=default, least=1, most=CAP)
        self.offset = whole_number(request, "offset", default=0, least=0)

    def rows_of(self, queryset: Any) -> list[Any]:
        """The rows of this page."""
        rows = list(queryset[self.offset : self.offset + self.max + 1])
        self.has_next = len(rows) > self.max
        return rows[: self.max]

    def respond(self, items: list[Any], *, keys: tuple[str, ...] = ("items",)) -> Response:
        """The body, with its Link header where there is another page."""
        response = Response({key: items for key in keys})
        links = self._links()
        if links:
            response["Link"] = ", ".join(links)
        return response

    def _links(self) -> list[str]:
        links = []
        if self.has_next:
            links.append(self._link(self.offset + self.max, "next"))
        if self.offset:
            links.append(self._link(max(0, self.offset - self.max), "prev"))
            links.append(self._link(0, "first"))
        return links

    def _link(self, offset: int, relation: str) -> str:
        # No comma in the URL: clients split the header at commas. So lists are spelled status=a&status=b.
        pairs = [
            (name, part)
            for name, values in self.request.query_params.lists()
            for value in values
            for part in value.split(",")
            if name not in ("offset", "max")
        ]
        query = urlencode([*pairs, ("max", self.max), ("offset", offset)])
        return f'<{self.request.build_absolute_uri(self.request.path)}?{query}>; rel="{relation}"'

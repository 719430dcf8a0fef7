"""The desk's list: tabs with counts, search, sorting, pages by key; the queries do not grow with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance import queue
from compliance.enums import Disposition
from compliance.models import CaseMatch, ReviewCase
from compliance.models.review_case import ReviewCaseQuerySet
from compliance.queue import Tab
from compliance.web import keyset
from partnerhub.accounts.access import Access

PAGE_SIZE = 50
BULK_MOST = 500

TABS: Mapping[Tab, str | Promise] = {
    Tab.MINE: _("Mine"),
    Tab.UNCLAIMED: _("Unclaimed"),
    Tab.ESCALATED: _("Escalated"),
    Tab.SECOND_APPROVAL: _("Second approval"),
    Tab.AWAITING_INFORMATION: _("Awaiting information"),
    Tab.DUE_SOON: _("Due in 12 hours"),
    Tab.OPEN: _("All open"),
    Tab.CLOSED: _("Closed"),
}
# Score alone is a bad key: it only breaks ties, or is asked for by name.
SORTS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "deadline": (_("Deadline"), queue.IN_ORDER),
    "severity": (_("Severity"), ("-severity", "due_at", "-top_score", "id")),
    "score": (_("Score"), ("-top_score", "due_at", "-severity", "id")),
}
NEWEST_CLOSED = ("-closed_at", "id")


@dataclass(frozen=True, slots=True)
class Query:
    """What the URL asks for."""

    tab: Tab
    search: str = ""
    sort: str = "deadline"
    after: str = ""

    @classmethod
    def of(cls, params: QueryDict, default: Tab) -> Query:
        """What the URL does not know is as if it were not there."""
        tab, sort = params.get("tab", ""), params.get("sort", "")
        return cls(
            tab=Tab(tab) if tab in Tab else default,
            search=params.get("q", "").strip()[:200],
            sort=sort if sort in SORTS else "deadline",
            after=params.get("after", ""),
        )

    @property
    def order(self) -> tuple[str, ...]:
        """As for order_by()."""
        return NEWEST_CLOSED if self.tab == Tab.CLOSED else SORTS[self.sort][1]

    def url(self, **changes: str) -> str:
        """The same list, changed; from its first page unless `after` is named."""
        sort = "" if self.sort == "deadline" else self.sort
        values = {"tab": self.tab.value, "q": self.search, "sort": sort, **changes}
        params = QueryDict(mutable=True)
        params.update({name: value for name, value in values.items() if value})
        return f"?{params.urlencode()}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A tab or a way of sorting; `count` where it has a badge."""

    label: str | Promise
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the list shows it."""

    case: ReviewCase
    matches: int
    undecided: int
    top_name: str
    top_source: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one page of the list shows."""

    rows: list[Row]
    tabs: list[Choice]
    sorts: list[Choice]
    first_url: str
    next_url: str


def read(query: Query, access: Access, *, at: datetime) -> Page:
    """One page, with the badges of all tabs."""
    found = list(_from_key(matching(query, access, at=at), query)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    has_more = len(found) > PAGE_SIZE
    return Page(
        rows=_rows_of(shown),
        tabs=tabs_of(query, access, at=at),
        sorts=[
            Choice(label, query.url(sort=name), query.sort == name) for name, (label, _o) in SORTS.items()
        ],
        first_url=query.url() if query.after else "",
        next_url=query.url(after=keyset.key_of(shown[-1], query.order)) if has_more else "",
    )


def matching(query: Query, access: Access, *, at: datetime) -> ReviewCaseQuerySet:
    """Every case that the tab and the search mean, in order."""
    cases = queue.cases_of(query.tab, by=access.user, at=at).visible_to(access)  # type: ignore[arg-type]
    return queue.searched(cases, query.search).order_by(*query.order)


def tabs_of(query: Query, access: Access, *, at: datetime) -> list[Choice]:
    """The tabs with their badges: one query."""
    counts = queue.counts(by=access.user, at=at)  # type: ignore[arg-type]
    return [
        Choice(label, query.url(tab=tab.value), query.tab == tab, counts.get(tab))
        for tab, label in TABS.items()
        if access.is_rpl_team or tab != Tab.MINE
    ]


def default_tab(access: Access) -> Tab:
    """Reviewers begin with what nobody works on yet; others only look."""
    return Tab.UNCLAIMED if access.is_rpl_team else Tab.OPEN


def _from_key(cases: ReviewCaseQuerySet, query: Query) -> Any:
    beyond = keyset.after(query.after, query.order, ReviewCase) if query.after else None
    rows = cases.select_related("subject__partner", "assignee", "approved_by")
    return rows.filter(beyond) if beyond else rows


def _rows_of(cases: list[ReviewCase]) -> list[Row]:
    facts = _facts_of(cases)
    return [Row(case, *facts[case.pk]) for case in cases]


def _facts_of(cases: list[ReviewCase]) -> dict[Any, tuple[int, int, str, str]]:
    """(matches, undecided, name of the gravest, its list) by case: one query."""
    gravest = CaseMatch.objects.filter(case=OuterRef("pk")).order_by(
        "-evidence__severity", "-evidence__score"
    )
    rows = (
        ReviewCase.objects.filter(pk__in=[case.pk for case in cases])
        .order_by()
        .annotate(
            match_count=Count("matches"),
            undecided=Count("matches", filter=Q(matches__disposition=Disposition.UNDECIDED)),
            top_name=Subquery(gravest.values("evidence__name")[:1]),
            top_source=Subquery(gravest.values("evidence__source")[:1]),
        )
        .values_list("pk", "match_count", "undecided", "top_name", "top_source")
    )
    return {pk: (count, undecided, name or "", source or "") for pk, count, undecided, name, source in rows}

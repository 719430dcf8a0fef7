"""The list of customers: searched, narrowed by chips, read page by page by key, never counted through."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance import queue
from compliance.queue import PartnerView
from customers.enums import CustomerStatus
from customers.models import Customer, PackageAssignment
from partnerhub.accounts.access import Access

PAGE_SIZE, CHUNK_SIZE = 50, 1000
S = CustomerStatus

FULL_SOON = Exists(
    PackageAssignment.objects.filter(customer=OuterRef("pk"), quantity__isnull=False, used__gt=0).filter(
        used__gte=F("quantity") * 9 / 10
    )
)

# A chip's name in the URL, its label, and the rows that it keeps.
CHIPS: Mapping[str, tuple[str | Promise, Q]] = {
    "review": (_("In review"), Q(status=S.PENDING_RPL_REVIEW)),
    "setup": (_("Being set up"), Q(status__in=sorted(S.BEING_SET_UP))),
    "service": (_("In service"), Q(status=S.PROVISIONED)),
    "errors": (_("Errors"), Q(status__in=[S.ERROR, S.PROVISIONED_WITH_ERRORS])),
    # A percentage, no placeholder; xgettext:no-python-format
    "full": (_("Over 90 % of a quantity"), Q(FULL_SOON)),
    "own": (_("Your organization"), Q(is_own_organization=True)),
    "others": (_("Without your organization"), Q(is_own_organization=False)),
}


@dataclass(frozen=True)
class Chip:
    """One filter with the number of customers that it keeps."""

    label: str | Promise
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Row:
    """One customer as the list shows it; `quantity` is None where it is not limited."""

    customer: Customer
    used: int
    quantity: int | None
    call_in: str
    review: PartnerView | None


@dataclass(frozen=True)
class Query:
    """What the URL asks for."""

    search: str = ""
    chip: str = ""
    after: str = ""

    @classmethod
    def of(cls, params: QueryDict) -> Query:
        """Unknown chips are no chip."""
        chip = params.get("show", "")
        return cls(params.get("q", "").strip()[:200], chip if chip in CHIPS else "", params.get("after", ""))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.chip)

    def url(self, **changes: str) -> str:
        """The same list, changed; always from its first page unless `after` is named."""
        values = {"q": self.search, "show": self.chip, **changes}
        params = QueryDict(mutable=True)
        params.update({name: value for name, value in values.items() if value})
        return f"?{params.urlencode()}"


@dataclass(frozen=True)
class Page:
    """What one page of the list shows."""

    rows: list[Row]
    chips: list[Chip]
    first_url: str
    next_url: str


def customers_of(access: Access) -> QuerySet[Customer]:
    """The customers that a list means: the partner's own; for the portal's staff all."""
    rows = Customer.objects.visible_to(access)
    return rows.owned_by(access.partner) if access.partner else rows.listed()


def read(query: Query, access: Access) -> Page:
    """One page, in a number of queries that does not grow with the rows."""
    everyone = _matching(query.search, access)
    found = list(_from_key(_kept(everyone, query.chip), query.after)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Page(
        rows=_rows_of(shown),
        chips=_chips_of(everyone, query),
        first_url=query.url() if query.after else "",
        next_url=query.url(after=_key_of(shown[-1])) if len(found) > PAGE_SIZE else "",
    )


def chunks(query: Query, access: Access, *, size: int = CHUNK_SIZE) -> Iterator[list[Row]]:
    """All rows that the filters keep, newest first, so many at a time: read by key like pages, none held longer."""
    rows = _kept(_matching(query.search, access), query.chip)
    after = ""
    while found := list(_from_key(rows, after)[:size]):
        yield _rows_of(found)
        after = _key_of(found[-1])


def _kept(rows: QuerySet[Customer], chip: str) -> QuerySet[Customer]:
    return rows.filter(CHIPS[chip][1]) if chip else rows


def _matching(search: str, access: Access) -> QuerySet[Customer]:
    rows = customers_of(access)
    if not search or "\0" in search:
        return rows if not search else rows.none()
    digits = "".join(character for character in search if character.isdigit())
    wanted = Q(name__icontains=search) | Q(external_id__icontains=search) | Q(primary_email__icontains=search)
    if len(digits) >= 5:
        wanted |= Q(pk__in=rows.filter(subscribers__phone__contains=digits).values("pk"))
    return rows.filter(wanted)


def _from_key(rows: QuerySet[Customer], key: str) -> QuerySet[Customer]:
    rows = rows.select_related("meeting_site", "subject").order_by("-created_at", "-id")
    place = _place_of(key)
    if place is None:
        return rows
    created_at, pk = place
    return rows.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=pk))


def _key_of(customer: Customer) -> str:
    return base64.urlsafe_b64encode(f"{customer.created_at.isoformat()}|{customer.pk}".encode()).decode()


def _place_of(key: str) -> tuple[datetime, uuid.UUID] | None:
    """Where to go on; a key that nobody gave out means the first page."""
    try:
        created_at, pk = base64.urlsafe_b64decode(key.encode()).decode().split("|")
        return datetime.fromisoformat(created_at), uuid.UUID(pk)
    except (ValueError, binascii.Error):
        return None


def _chips_of(rows: QuerySet[Customer], query: Query) -> list[Chip]:
    counts = rows.aggregate(
        everything=Count("pk"),
        **{name: Count("pk", filter=wanted) for name, (_label, wanted) in CHIPS.items()},
    )
    chips = [Chip(_("All"), counts["everything"], query.url(show=""), query.chip == "")]
    for name, (label, _wanted) in CHIPS.items():
        if name in ("own", "others") and not (counts["own"] or query.chip == name):
            continue  # Most partners have no own organization here: nothing to filter.
        chips.append(Chip(label, counts[name], query.url(show=name), query.chip == name))
    return chips


def _rows_of(customers: list[Customer]) -> list[Row]:
    usage = _usage_of(customers)
    waiting = [customer.subject for customer in customers if customer.status == S.PENDING_RPL_REVIEW]
    reviews = queue.partner_views(waiting)
    return [
        Row(
            customer=customer,
            used=usage.get(customer.pk, (0, 0))[0],
            quantity=usage.get(customer.pk, (0, 0))[1],
            call_in=_call_in_of(customer),
            review=reviews.get(customer.subject_id) if customer.status == S.PENDING_RPL_REVIEW else None,
        )
        for customer in customers
    ]


def _usage_of(customers: list[Customer]) -> dict[uuid.UUID, tuple[int, int | None]]:
    rows = (
        PackageAssignment.objects.filter(customer__in=customers, package__assignable_to_users=True)
        .values("customer")
        .order_by("customer")
        .annotate(
            total_used=Sum("used"),
            total=Sum("quantity"),
            unlimited=Count("pk", filter=Q(quantity__isnull=True)),
        )
    )
    return {row["customer"]: (row["total_used"], None if row["unlimited"] else row["total"]) for row in rows}


def _call_in_of(customer: Customer) -> str:
    site = getattr(customer, "meeting_site", None)
    numbers = site.numbers_in_force if site else []
    return numbers[0]["e164"] if numbers else ""

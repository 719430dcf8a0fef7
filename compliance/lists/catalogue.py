"""Which lists are there, what does a hit on each mean, and which are required?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from compliance.enums import ListSource
from compliance.lists.reading import KnownSources
from compliance.models.restricted_list import Publication, RestrictedList, SourceList
from partnerhub.accounts.models import User
from partnerhub.audit.trail import record
from partnerhub.errors import DomainError

# For lists that a job fetches (R3); lists imported by hand have no limits.
FETCHED_WARN_HOURS, FETCHED_BLOCK_HOURS = 24, 48


class UnknownList(DomainError):
    """There is no restricted-party list of this name."""

    code, status = 91012, 404


@dataclass(frozen=True, slots=True)
class Shipped:
    """A list that the catalogue starts with."""

    slug: str
    name: str
    publisher: str


@dataclass(frozen=True, slots=True)
class ShippedSource:
    """A source list that the catalogue starts with; `severity` 0-100 sorts the queue."""

    code: ListSource
    severity: int
    high_risk: bool
    hit_means: str


LISTS = (
    Shipped("csl", "Consolidated Screening List", "US Department of Commerce"),
    Shipped("dpl", "Denied Persons List", "Bureau of Industry and Security"),
    Shipped("ofac", "OFAC Sanctions Lists", "US Office of Foreign Assets Control"),
    Shipped("un", "UN Security Council Consolidated List", "United Nations"),
    Shipped("opensanctions", "OpenSanctions", "OpenSanctions"),
    Shipped("internal", "Our own list", "this company"),
    Shipped("demo", "Demo list (fictional)", "shipped with the portal"),
)

S = ListSource
SOURCES = (
    ShippedSource(S.SDN, 100, True, _("Blocked: no dealings of any kind; assets of the party are frozen.")),
    ShippedSource(
        S.DPL, 95, True, _("Export privileges denied: nothing subject to the EAR may be supplied.")
    ),
    ShippedSource(S.UN, 95, True, _("UN Security Council: assets freeze, binding on all member states.")),
    ShippedSource(
        S.EL, 90, False, _("A licence is required for the items named; the policy is mostly denial.")
    ),
    ShippedSource(S.OFAC_OTHER, 85, False, _("On an OFAC list beside the SDN list: see the programme.")),
    ShippedSource(S.ISN, 85, False, _("Nonproliferation sanctions: the notice cited says what is barred.")),
    ShippedSource(S.DTC, 80, False, _("Debarred from exports of defence articles and services (ITAR).")),
    ShippedSource(S.SSI, 80, False, _("Sectoral sanctions: certain dealings, mostly credit, are barred.")),
    ShippedSource(S.MBS, 80, False, _("Restrictions short of blocking, named in the entry.")),
    ShippedSource(S.CAP, 80, False, _("Foreign bank with restrictions on its US correspondent accounts.")),
    ShippedSource(S.FSE, 75, False, _("Foreign sanctions evader: transactions with US persons are barred.")),
    ShippedSource(S.MEU, 75, False, _("Military end user: a licence is required for the items named.")),
    ShippedSource(S.CMIC, 70, False, _("Military-industrial complex: dealings in securities are barred.")),
    ShippedSource(S.OPENSANCTIONS, 70, False, _("Listed by a publisher whom OpenSanctions follows.")),
    ShippedSource(S.PLC, 60, False, _("Palestinian Legislative Council: transactions are to be rejected.")),
    ShippedSource(S.UVL, 50, False, _("Unverified: no licence exceptions; exports need a statement first.")),
    ShippedSource(
        S.INTERNAL, 40, False, _("Listed by this company itself; see the citation for the reason.")
    ),
    ShippedSource(S.DEMO_DENIED, 20, True, _("Fictional: stands for a list that bars all dealings.")),
    ShippedSource(S.DEMO_WATCH, 10, False, _("Fictional: stands for a list that asks for a closer look.")),
)


def ensure() -> None:
    """Add what the catalogue ships with and lacks; what people have edited stays."""
    have = set(RestrictedList.objects.values_list("slug", flat=True))
    lists = [
        RestrictedList(slug=shipped.slug, name=shipped.name, publisher=shipped.publisher)
        for shipped in LISTS
        if shipped.slug not in have
    ]
    known = set(SourceList.objects.values_list("code", flat=True))
    sources = [
        SourceList(
            code=source.code,
            name=source.code.label,
            severity=source.severity,
            high_risk=source.high_risk,
            hit_means=source.hit_means,
        )
        for source in SOURCES
        if source.code not in known
    ]
    # Conflicts: two processes may start at once.
    RestrictedList.objects.bulk_create(lists, ignore_conflicts=True)
    SourceList.objects.bulk_create(sources, ignore_conflicts=True)


def list_named(slug: str) -> RestrictedList:
    """The list of this slug; an unknown name is an error, never ignored (R3)."""
    found = RestrictedList.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(RestrictedList.objects.order_by("slug").values_list("slug", flat=True))
        raise UnknownList(f"There is no list {slug!r}; the catalogue has: {known}")
    return found


def known_sources(restricted_list: RestrictedList) -> KnownSources:
    """What rows of a file for this list may name as their source list."""
    sources = list(SourceList.objects.all())
    codes = {text.casefold(): source.code for source in sources for text in (source.name, source.code)}
    gravity = {source.code: source.severity for source in sources}
    return KnownSources(codes, gravity, default=default_code(restricted_list))


def default_code(restricted_list: RestrictedList) -> str:
    """The source list of rows that name none: the list itself."""
    return restricted_list.slug.upper()[:40]


def ensure_default(restricted_list: RestrictedList) -> None:
    """Rows named no source list, so the list itself is one."""
    SourceList.objects.get_or_create(
        code=default_code(restricted_list), defaults={"name": restricted_list.name, "severity": 40}
    )


def switch(restricted_list: RestrictedList, *, required: bool, by: User, at: datetime) -> None:
    """Require a list, or no longer (R3: every required list must answer)."""
    with transaction.atomic():
        publication = Publication.lock()
        restricted_list.refresh_from_db()
        if restricted_list.required == required:
            return
        restricted_list.required = required
        restricted_list.save(update_fields=["required"])
        action = "list.switched_on" if required else "list.switched_off"
        record(action, on=restricted_list, by=by, at=at, internal=True)
        publication.move_on(at=at)

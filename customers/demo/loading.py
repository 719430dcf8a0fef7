"""Loads the demo once: what is there is left alone, what an interrupted start left out is added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from compliance.lists import publish
from compliance.models import RestrictedList
from customers import templates
from customers.demo import people, story
from customers.models import OnboardingTemplate
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.audit import trail
from partnerhub.audit.models import AuditEvent
from telephony import domains
from telephony.enums import Region
from telephony.models import TelephonyDomain

LIST_FILE = settings.BASE_DIR / "compliance" / "data" / "demo_list.csv"
EMPTY_DOMAIN = "Domain without numbers"
_TEMPLATES = (
    ("northwind", "Standard"),
    ("northwind", "Without call-in numbers"),
    ("fabrikam", "Standard"),
    ("northwind-north", "Standard"),
)
Log = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Demo:
    """What a person needs to start: the password and token, and each partner's provisioning id."""

    password: str
    token: str
    provisioning_ids: dict[str, str]


def load(*, at: datetime, log: Log) -> Demo:
    """The demo, made at the first call; later calls change nothing."""
    if not AuditEvent.objects.filter(action="demo.loaded").exists():
        log("Loading demo data …")
        _load(at=at)
    kept = people.read_secrets()
    if kept is None or tokens.access_for(kept.token, at=at) is None:  # None: of another database, or too old.
        kept = replace(people.make_secrets(), token=_token(at=at))
        people.keep_secrets(kept)
    return Demo(password=kept.password, token=kept.token, provisioning_ids=_provisioning_ids())


def _load(*, at: datetime) -> None:
    people.settle()
    olga = people.person("olga@operator.example")
    if not RestrictedList.objects.filter(slug="demo", in_force__isnull=False).exists():
        # In force before the first of the demo's customers came.
        publish.publish("demo", LIST_FILE, by=olga, at=at - timedelta(days=7))
    _lay_out_templates(at=at)
    story.tell(at=at)
    northwind = Partner.objects.get(slug="northwind")
    trail.record("demo.loaded", on=northwind, by=olga, at=at)


def _lay_out_templates(*, at: datetime) -> None:
    olga = people.person("olga@operator.example")
    empty = TelephonyDomain.objects.filter(name=EMPTY_DOMAIN).first()
    if empty is None:
        empty = domains.open_domain(name=EMPTY_DOMAIN, region=Region.EMEA, note="Demo data", by=olga, at=at)
    for slug, name in _TEMPLATES:
        partner = Partner.objects.get(slug=slug)
        if not OnboardingTemplate.objects.filter(partner=partner, name=name).exists():
            templates.create(
                partner=partner,
                by=partner.memberships.select_related("user").get(role=Role.FULL).user,
                at=at,
                name=name,
                telephony_domain=empty if "Without" in name else None,
            )


def _token(*, at: datetime) -> str:
    alice = people.person("alice@northwind.example")
    client = tokens.client_for(name="Demo", owner=alice, partner=Partner.objects.get(slug="northwind"))
    return tokens.issue(client, scopes=["all"], by=alice, at=at, lifetime=timedelta(days=365))


def _provisioning_ids() -> dict[str, str]:
    found = OnboardingTemplate.objects.in_use().filter(name="Standard").select_related("partner")
    return {template.partner.slug: template.provisioning_id for template in found}

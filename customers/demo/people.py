"""The demo's partners and people."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password

from partnerhub.accounts.models import Membership, Partner, Subscription, User
from partnerhub.accounts.roles import Role

# slug, name, parent's slug
PARTNERS = (
    ("northwind", "Northwind Communications", ""),
    ("fabrikam", "Fabrikam Telecom", ""),
    ("northwind-north", "Northwind North", "northwind"),
)
# name, e-mail, role, partner's slug
PEOPLE = (
    ("Alice Moreau", "alice@northwind.example", Role.FULL, "northwind"),
    ("Nico Haas", "nico@northwind.example", Role.READ_ONLY, "northwind"),
    ("Bob Tanaka", "bob@fabrikam.example", Role.FULL, "fabrikam"),
    ("Carl Berg", "carl@northwind-north.example", Role.FULL, "northwind-north"),
    ("Rita Okafor", "rita@rpl.example", Role.REVIEWER, ""),
    ("Sam Novak", "sam@rpl.example", Role.REVIEWER, ""),
    ("Lena Fischer", "lena@rpl.example", Role.LEAD, ""),
    ("Otto Lind", "otto@audit.example", Role.AUDITOR, ""),
    ("Olga Petit", "olga@operator.example", Role.OPERATOR, ""),
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the demo's people sign in with, and the API token of its first partner."""

    password: str
    token: str = ""


def settle() -> None:
    """Make the partners and people that are not there yet."""
    for slug, name, parent in PARTNERS:
        partner, is_new = Partner.objects.get_or_create(
            slug=slug, defaults={"name": name, "parent": Partner.objects.filter(slug=parent).first()}
        )
        if is_new:
            Subscription.objects.create(
                partner=partner, number=f"Sub-{slug}", billing_start_date=date(2026, 1, 1)
            )
    for name, email, role, slug in PEOPLE:
        if not User.objects.filter(email=email).exists():
            user = User.objects.create_user(email, name=name, is_staff=not slug)
            Membership.objects.create(
                user=user, role=role, partner=Partner.objects.get(slug=slug) if slug else None
            )


def person(email: str) -> User:
    """One of the demo's people."""
    return User.objects.get(email=email)


def read_secrets() -> Secrets | None:
    """What an earlier start made up, if this machine keeps it."""
    path = settings.VAR_DIR / "demo.json"
    return Secrets(**json.loads(path.read_text())) if path.exists() else None


def make_secrets() -> Secrets:
    """A new password for all of the demo's people: a portal's sign-ins are not in its source."""
    made = Secrets(password=settings.DEMO_PASSWORD or secrets.token_urlsafe(9))
    emails = [email for _name, email, _role, _slug in PEOPLE]
    User.objects.filter(email__in=emails).update(
        password=make_password(made.password)
    )  # slow by design: once
    return made


def keep_secrets(made: Secrets) -> None:
    """For the next start, which prints them again."""
    path = settings.VAR_DIR / "demo.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"password": made.password, "token": made.token}))

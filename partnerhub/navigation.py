"""The main menu: which pages each role finds there. Routes by name: the frame imports no app."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Permission


@dataclass(frozen=True)
class Entry:
    """One page of the menu and the permission that it needs; `None` for anybody of the portal's staff."""

    label: str | Promise
    route: str
    permission: Permission | None


ENTRIES = (
    Entry(_("Customers"), "customers:list", Permission.CUSTOMERS_VIEW),
    Entry(_("Templates"), "customers:templates", Permission.TEMPLATES_VIEW),
    Entry(_("RPL queue"), "compliance:queue", Permission.CASES_VIEW),
    Entry(_("Telephony"), "telephony:domains", Permission.TELEPHONY_VIEW),
    Entry(_("Webhooks"), "webhooks:list", Permission.WEBHOOKS_EDIT),
    Entry(_("API clients"), "api-clients", Permission.PERSONAL_TOKENS),
    Entry(_("Admin"), "admin:index", None),
)


def entries_for(access: Access) -> list[Entry]:
    """What this access may open, in the order of the menu."""
    is_staff = bool(access.user and access.user.is_staff)
    return [
        entry for entry in ENTRIES if (is_staff if entry.permission is None else access.can(entry.permission))
    ]

"""What each role may do, as data (wholesale-api.md section 6, review-queue.md)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's or a program's part. The first four belong to a partner, the others to the portal's own staff."""

    FULL = "full", _("Partner admin")
    LIMITED = "limited", _("Limited partner admin")
    READ_ONLY = "read_only", _("Read-only")
    HELP_DESK = "help_desk", _("Help desk")
    REVIEWER = "reviewer", _("RPL reviewer")
    LEAD = "lead", _("RPL lead")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


class Permission(StrEnum):
    """One thing that can be done."""

    CUSTOMERS_VIEW = "customers_view"
    CUSTOMERS_CREATE = "customers_create"
    CUSTOMERS_EDIT = "customers_edit"
    SUBSCRIBERS_VIEW = "subscribers_view"
    SUBSCRIBERS_EDIT = "subscribers_edit"
    SUB_PARTNERS_VIEW = "sub_partners_view"
    TEMPLATES_VIEW = "templates_view"
    TEMPLATES_EDIT = "templates_edit"
    BILLING_VIEW = "billing_view"
    BILLING_EDIT = "billing_edit"
    API_CLIENTS_VIEW = "api_clients_view"
    API_CLIENTS_EDIT = "api_clients_edit"
    PERSONAL_TOKENS = "personal_tokens"
    WEBHOOKS_EDIT = "webhooks_edit"
    TELEPHONY_VIEW = "telephony_view"
    TELEPHONY_EDIT = "telephony_edit"
    CASES_VIEW = "cases_view"
    CASES_WORK = "cases_work"
    CASES_LEAD = "cases_lead"
    LISTS_VIEW = "lists_view"
    LISTS_EDIT = "lists_edit"
    AUDIT_VIEW = "audit_view"
    USERS_EDIT = "users_edit"


PARTNER_ROLES = frozenset({Role.FULL, Role.LIMITED, Role.READ_ONLY, Role.HELP_DESK})
STAFF_ROLES = frozenset({Role.REVIEWER, Role.LEAD, Role.AUDITOR, Role.OPERATOR})

# What a partner must not even know to exist: asked for without the permission it is a 404, not a 403.
HIDDEN_FROM_PARTNERS = frozenset(
    {
        Permission.CASES_VIEW,
        Permission.CASES_WORK,
        Permission.CASES_LEAD,
        Permission.LISTS_VIEW,
        Permission.LISTS_EDIT,
        Permission.TELEPHONY_EDIT,
    }
)

_PARTNER_READS = frozenset(
    {
        Permission.PERSONAL_TOKENS,
        Permission.CUSTOMERS_VIEW,
        Permission.SUBSCRIBERS_VIEW,
        Permission.SUB_PARTNERS_VIEW,
        Permission.TEMPLATES_VIEW,
        Permission.BILLING_VIEW,
        Permission.TELEPHONY_VIEW,
        Permission.AUDIT_VIEW,
    }
)
_REVIEWS = frozenset(
    {
        Permission.PERSONAL_TOKENS,
        Permission.CASES_VIEW,
        Permission.CASES_WORK,
        Permission.LISTS_VIEW,
        Permission.TELEPHONY_VIEW,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FULL: _PARTNER_READS
    | {
        Permission.CUSTOMERS_CREATE,
        Permission.CUSTOMERS_EDIT,
        Permission.SUBSCRIBERS_EDIT,
        Permission.TEMPLATES_EDIT,
        Permission.BILLING_EDIT,
        Permission.API_CLIENTS_VIEW,
        Permission.API_CLIENTS_EDIT,
        Permission.WEBHOOKS_EDIT,
    },
    Role.LIMITED: _PARTNER_READS | {Permission.CUSTOMERS_EDIT},
    Role.READ_ONLY: _PARTNER_READS,
    Role.HELP_DESK: _PARTNER_READS,
    Role.REVIEWER: _REVIEWS,
    Role.LEAD: _REVIEWS | {Permission.CASES_LEAD},
    Role.AUDITOR: _PARTNER_READS
    | {Permission.API_CLIENTS_VIEW, Permission.CASES_VIEW, Permission.LISTS_VIEW},
    Role.OPERATOR: _PARTNER_READS
    | {
        Permission.CASES_VIEW,
        Permission.LISTS_VIEW,
        Permission.LISTS_EDIT,
        Permission.TELEPHONY_EDIT,
        Permission.TEMPLATES_EDIT,
        Permission.CUSTOMERS_EDIT,
        Permission.USERS_EDIT,
        Permission.API_CLIENTS_VIEW,
        Permission.API_CLIENTS_EDIT,
    },
}

# Roles that allow no more, and show no more rows, than the one before the colon: its holder may give them on.
_WITHIN: dict[Role, frozenset[Role]] = {Role.FULL: PARTNER_ROLES, Role.LEAD: frozenset({Role.REVIEWER})}


def roles_within(role: Role) -> tuple[Role, ...]:
    """The roles that somebody of this role may give a program, its own first."""
    return role, *(other for other in Role if other != role and other in _WITHIN.get(role, ()))


@cache
def narrower(one: Role, other: Role) -> Role | None:
    """The one of two roles that lies within the other; None where neither does."""
    if one in roles_within(other):
        return one
    return other if other in roles_within(one) else None

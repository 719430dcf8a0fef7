"""API scopes and the permissions that each lets a token use (wholesale-api.md section 8)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerhub.accounts.roles import ROLE_PERMISSIONS, Permission, Role

SCOPE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "spark-admin:wholesale_customers_read": frozenset({Permission.CUSTOMERS_VIEW}),
    "spark-admin:wholesale_customers_write": frozenset(
        {Permission.CUSTOMERS_CREATE, Permission.CUSTOMERS_EDIT}
    ),
    "spark-admin:wholesale_subscribers_read": frozenset({Permission.SUBSCRIBERS_VIEW}),
    "spark-admin:wholesale_subscribers_write": frozenset({Permission.SUBSCRIBERS_EDIT}),
    "spark-admin:wholesale_sub_partners_read": frozenset({Permission.SUB_PARTNERS_VIEW}),
    "spark-admin:wholesale_sub_partners_write": frozenset({Permission.SUB_PARTNERS_VIEW}),
    "spark-admin:wholesale_billing_reports_read": frozenset({Permission.BILLING_VIEW}),
    "spark-admin:wholesale_billing_reports_write": frozenset({Permission.BILLING_EDIT}),
    "spark-admin:organizations_read": frozenset({Permission.CUSTOMERS_VIEW}),
    "identity:organizations_rw": frozenset({Permission.CUSTOMERS_EDIT}),
    "spark-admin:licenses_read": frozenset({Permission.CUSTOMERS_VIEW}),
    "spark-admin:locations_read": frozenset({Permission.CUSTOMERS_VIEW}),
    "partnerhub:templates_read": frozenset({Permission.TEMPLATES_VIEW}),
    "partnerhub:templates_write": frozenset({Permission.TEMPLATES_EDIT}),
    "partnerhub:telephony_read": frozenset({Permission.TELEPHONY_VIEW}),
    "partnerhub:telephony_write": frozenset({Permission.TELEPHONY_EDIT}),
    "partnerhub:cases_read": frozenset({Permission.CASES_VIEW}),
    "partnerhub:cases_write": frozenset({Permission.CASES_WORK, Permission.CASES_LEAD}),
    "partnerhub:lists_read": frozenset({Permission.LISTS_VIEW}),
    "partnerhub:lists_write": frozenset({Permission.LISTS_EDIT}),
    "partnerhub:webhooks_read": frozenset({Permission.CUSTOMERS_VIEW}),
    "partnerhub:webhooks_write": frozenset({Permission.WEBHOOKS_EDIT}),
    "partnerhub:audit_read": frozenset({Permission.AUDIT_VIEW}),
    "partnerhub:clients_read": frozenset({Permission.API_CLIENTS_VIEW}),
    "partnerhub:clients_write": frozenset({Permission.API_CLIENTS_EDIT}),
}

ALL_SCOPES = tuple(SCOPE_PERMISSIONS)

# What the scopes are about, by the middle of their names.
NOUNS = {
    "audit": gettext_lazy("audit"),
    "cases": gettext_lazy("cases"),
    "clients": gettext_lazy("clients"),
    "licenses": gettext_lazy("licenses"),
    "lists": gettext_lazy("lists"),
    "locations": gettext_lazy("calling locations"),
    "organizations": gettext_lazy("organizations"),
    "telephony": gettext_lazy("telephony"),
    "templates": gettext_lazy("templates"),
    "webhooks": gettext_lazy("webhooks"),
    "wholesale_billing_reports": gettext_lazy("wholesale billing reports"),
    "wholesale_customers": gettext_lazy("wholesale customers"),
    "wholesale_sub_partners": gettext_lazy("wholesale sub partners"),
    "wholesale_subscribers": gettext_lazy("wholesale subscribers"),
}


def permissions_of(scopes: frozenset[str]) -> frozenset[Permission]:
    """What a token with these scopes may use, if its role may too."""
    return frozenset().union(*(SCOPE_PERMISSIONS.get(scope, frozenset()) for scope in scopes))


def scopes_for(role: Role) -> tuple[str, ...]:
    """The scopes of which somebody of this role can use something, in the order of the table."""
    granted = ROLE_PERMISSIONS[role]
    return tuple(scope for scope, permissions in SCOPE_PERMISSIONS.items() if permissions & granted)


def sentence_of(scope: str) -> str:
    """A scope in words, for the person who is asked for it: Read wholesale customers."""
    what, _underscore, how = scope.partition(":")[2].rpartition("_")
    sentences = {
        "read": _("Read %(what)s"),
        "write": _("Change %(what)s"),
        "rw": _("Read and change %(what)s"),
    }
    return sentences[how] % {"what": NOUNS[what]}

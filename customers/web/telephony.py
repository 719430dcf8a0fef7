"""The call-in numbers of a customer's meeting site: what is in force, why, and what the rule gives now (M20, M21)."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from customers import call_in_defaults
from customers.provisioning.site import has_meetings
from customers.web import page
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import requires


@requires(Permission.CUSTOMERS_VIEW)
def telephony(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Numbers with their reason and the way to them; the override, and what the rule would give."""
    customer = page.customer_of(request, pk)
    site = getattr(customer, "meeting_site", None)
    applies = has_meetings(customer)
    rule = call_in_defaults.rule_for(customer, site) if site or applies else None
    return page.show(request, customer, "telephony", site=site, has_meetings=applies, call_in=rule)

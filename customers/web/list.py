"""The partner's customers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from customers.web import listing
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires


@requires(Permission.CUSTOMERS_VIEW)
def customers(request: PortalRequest) -> HttpResponse:
    """Search, chips and pages live in the URL."""
    query = listing.Query.of(request.GET)
    page = listing.read(query, request.access)
    context = {
        "query": query,
        "page": page,
        "export_query": query.url(),
        "may_create": request.access.can(Permission.CUSTOMERS_CREATE),
    }
    return render(request, "customers/list.html", context)

"""The queue: what waits for whom, and claiming the next case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from compliance import review
from compliance.web import alerts, listing
from compliance.web.forms import dispositions
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import database_now, now
from partnerhub.errors import DomainError


@requires(Permission.CASES_VIEW)
def queue(request: PortalRequest) -> HttpResponse:
    """Tab, search, sorting and page live in the URL."""
    at = now()
    query = listing.Query.of(request.GET, listing.default_tab(request.access))
    page = listing.read(query, request.access, at=at)
    return show(
        request, "compliance/queue.html", {"query": query, "page": page, "bulk_most": listing.BULK_MOST}
    )


@requires(Permission.CASES_WORK)
@require_POST
def claim_next(request: PortalRequest) -> HttpResponse:
    """The most urgent case that nobody works on."""
    try:
        case = review.claim_next(by=request.user, at=database_now())
    except DomainError as refusal:
        messages.info(request, str(refusal.message))
        return redirect("compliance:queue")
    return redirect("compliance:case", pk=case.pk)


def show(
    request: PortalRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the desk, with the alerts above it and what this person may do."""
    at = now()
    shared = {
        "alerts": alerts.of(request.access, at=at),
        "is_team": request.access.can(Permission.CASES_WORK),
        "is_lead": request.access.can(Permission.CASES_LEAD),
        "dispositions": dispositions(),
    }
    return render(request, template, shared | context, status=status)

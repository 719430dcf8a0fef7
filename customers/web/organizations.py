"""Organizations of removed customers: first what stands in the way, then the external id typed once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from customers import history
from customers import organizations as topic
from customers.models import Customer
from customers.web.removal import RemovalForm
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.audit import trail
from partnerhub.clock import now
from partnerhub.errors import DomainError

SHOWN, EVENTS = 50, 30


@requires(Permission.CUSTOMERS_VIEW)
def organizations(request: PortalRequest) -> HttpResponse:
    """Those that are still there, the latest first; the others are found by name or external id."""
    search = request.GET.get("q", "").strip()[:200]
    rows = topic.left_behind(request.access)
    if search:
        rows = (
            rows.none()
            if "\0" in search
            else rows.filter(Q(name__icontains=search) | Q(external_id__icontains=search))
        )
    found = list(rows[: SHOWN + 1])
    context = {
        "customers": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "search": search,
        "may_edit": request.access.can(Permission.CUSTOMERS_EDIT),
    }
    return render(request, "customers/organizations.html", context)


@requires(Permission.CUSTOMERS_EDIT)
def remove(request: PortalRequest, org_id: uuid.UUID) -> HttpResponse:
    """Asks, then has the organization removed within minutes; its customer's history tells of it."""
    try:
        customer = topic.known(request.access, org_id)
    except topic.UnknownOrganization:
        raise Http404 from None
    form = RemovalForm(request.POST or None, customer=customer, subscribers=0)
    if request.method == "POST" and form.is_valid() and _remove(request, customer, form):
        return redirect("customers:organizations")
    context = {"form": form, "customer": customer, **_standing(customer)}
    events = history.for_reader(trail.history_of(customer, public=True)[:EVENTS], request.access)
    return render(
        request,
        "customers/organization_remove.html",
        context | {"events": events},
        status=400 if form.errors else 200,
    )


def _standing(customer: Customer) -> dict[str, Any]:
    """How it stands with the removal: under way, barred by some things, or not known."""
    if topic.is_being_removed(customer):
        return {"is_being_removed": True}
    try:
        return {"obstacles": [topic.sentence_of(one) for one in topic.get_obstacles(customer)]}
    except DomainError as error:
        return {"unknown": error.message}


def _remove(request: PortalRequest, customer: Customer, form: RemovalForm) -> bool:
    try:
        topic.request_removal(customer, by=request.user, at=now())
    except DomainError as error:
        for problem in error.problems:
            form.add_error(None, str(problem.message))
        return False
    messages.success(request, _("The organization of %(name)s is being removed.") % {"name": customer})
    return True

"""One customer's page: what every tab shares, and the tabs that only show."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance import queue
from customers import changes, history
from customers.models import Customer
from customers.orders import Change
from customers.web import api_calls, next_steps
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires

EVENTS_ON_OVERVIEW, EVENTS_PER_PAGE = 6, 50

TABS: tuple[tuple[str, str | Promise], ...] = (
    ("detail", gettext_lazy("Overview")),
    ("packages", gettext_lazy("Packages and usage")),
    ("subscribers", gettext_lazy("Subscribers")),
    ("telephony", gettext_lazy("Telephony")),
    ("compliance", gettext_lazy("Compliance")),
    ("setup", gettext_lazy("Set-up")),
    ("timeline", gettext_lazy("Timeline")),
    ("api", gettext_lazy("API")),
)


@dataclass(frozen=True)
class Tab:
    """One tab of the page."""

    label: str | Promise
    url: str
    is_current: bool


def customer_of(request: PortalRequest, pk: uuid.UUID) -> Customer:
    """The customer, if this person may know of it; else 404."""
    rows = Customer.objects.visible_to(request.access).select_related(
        "subject", "template", "partner__parent", "meeting_site"
    )
    return get_object_or_404(rows, pk=pk)


def show(
    request: PortalRequest, customer: Customer, tab: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A tab of the customer's page."""
    shared = shared_context(request, customer) | {"tabs": _tabs_of(customer, tab), "tab": tab}
    return render(request, f"customers/tab_{tab}.html", shared | context, status=status)


def shared_context(request: PortalRequest, customer: Customer) -> dict[str, Any]:
    """What the head of the page needs, on tabs and on forms."""
    review = queue.partner_view(customer.subject)
    return {
        "customer": customer,
        "review": review,
        "review_label": next_steps.REVIEW_LABELS[review.state],
        "next": next_steps.of(customer, review),
        "errors": [{**error, "description": _(error.get("description", ""))} for error in customer.errors],
        "may_edit": request.access.can(Permission.CUSTOMERS_EDIT),
        "may_change": may_change(request, customer),
        "may_edit_subscribers": request.access.can(Permission.SUBSCRIBERS_EDIT),
    }


def may_change(request: PortalRequest, customer: Customer) -> bool:
    """May this person change it, and does its status allow it now?"""
    return request.access.can(Permission.CUSTOMERS_EDIT) and changes.can_change(customer)


@requires(Permission.CUSTOMERS_VIEW)
def detail(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Facts, a proposed change beside what is in force, and the latest events."""
    customer = customer_of(request, pk)
    return show(
        request,
        customer,
        "detail",
        proposal=proposal_of(customer),
        assignments=customer.assigned_packages.select_related("package"),
        administrators=customer.administrators.select_related("level"),
        events=history.for_reader(history.highlights_of(customer)[:EVENTS_ON_OVERVIEW], request.access),
    )


@requires(Permission.CUSTOMERS_VIEW)
def status(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """The head of the page alone: read again every few seconds while the customer changes by itself."""
    customer = customer_of(request, pk)
    response = render(request, "customers/head.html", shared_context(request, customer))
    if request.GET.get("was") not in (None, customer.status):
        response["HX-Refresh"] = "true"  # The tabs below are old as well.
    return response


@requires(Permission.CUSTOMERS_VIEW)
def timeline(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """People and machines, newest first."""
    customer = customer_of(request, pk)
    events = history.events_of(customer)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        events = events.filter(pk__lt=int(before))
    found = list(events[: EVENTS_PER_PAGE + 1])
    shown = found[:EVENTS_PER_PAGE]
    next_url = f"?before={shown[-1].pk}" if len(found) > EVENTS_PER_PAGE else ""
    return show(
        request,
        customer,
        "timeline",
        events=history.for_reader(shown, request.access),
        next_url=next_url,
        first_url=request.path if before else "",
    )


@requires(Permission.CUSTOMERS_VIEW)
def api(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """The ids and the same calls for a program."""
    customer = customer_of(request, pk)
    base_url = request.build_absolute_uri("/v1")
    return show(
        request, customer, "api", ids=api_calls.ids_of(customer), calls=api_calls.of(customer, base_url)
    )


def proposal_of(customer: Customer) -> Change | None:
    """The change that waits for compliance."""
    proposal = customer.get_open_proposal()
    return Change.from_json(proposal.change) if proposal else None


def _tabs_of(customer: Customer, current: str) -> list[Tab]:
    return [
        Tab(label, reverse(f"customers:{name}", kwargs={"pk": customer.pk}), name == current)
        for name, label in TABS
    ]

"""A new customer by form: precheck as often as wanted, created once however often the button is pressed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import dry_run, onboarding
from customers.dry_run import Difference
from customers.models import Customer
from customers.web.forms.order import OrderForm
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError
from partnerhub.keys import new_key

_SUBMISSION = "customers.web.create"


@requires(Permission.CUSTOMERS_CREATE)
def create(request: PortalRequest) -> HttpResponse:
    """The form carries the id of the customer that it will create: sent twice, the second finds the first."""
    if request.method != "POST":
        return _show(request, OrderForm(partner=_partner_of(request)), new_key())
    customer_id = _customer_id_of(request)
    if _exists(customer_id):
        return _to(customer_id)
    form = OrderForm(request.POST, partner=_partner_of(request))
    if not form.is_valid():
        return _show(request, form, customer_id)
    if request.POST.get("do") == "precheck":
        return _precheck(request, form, customer_id)
    return _create(request, form, customer_id)


def _precheck(request: PortalRequest, form: OrderForm, customer_id: uuid.UUID) -> HttpResponse:
    found = None
    try:
        found = dry_run.of_order(form.to_order(), partner=_partner_of(request))
    except DomainError as error:
        form.refuse(error)
    return _show(request, form, customer_id, found)


def _create(request: PortalRequest, form: OrderForm, customer_id: uuid.UUID) -> HttpResponse:
    try:
        customer = onboarding.onboard(
            form.to_order(),
            partner=_partner_of(request),
            by=request.user,
            at=now(),
            customer_id=customer_id,
        )
    except (DomainError, IntegrityError) as error:
        if _exists(customer_id):  # The same form, sent twice at once: the other one won.
            return _to(customer_id)
        if not isinstance(error, DomainError):
            raise
        form.refuse(error)
        return _show(request, form, customer_id)
    messages.success(request, _("%(name)s was created.") % {"name": customer})
    return _to(customer.pk)


def _show(
    request: PortalRequest, form: OrderForm, customer_id: uuid.UUID, found: Difference | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "submission": signing.dumps(str(customer_id), salt=_salt(request)),
        "found": found,
        "notes": form.checked.notes if form.checked else (),
        "call_in": found.call_in if found else None,
        "has_templates": form.has_templates,
        "preview_url": reverse("telephony:preview-fragment"),
    }
    return render(
        request, "customers/create.html", context, status=400 if form.is_bound and form.errors else 200
    )


def _customer_id_of(request: PortalRequest) -> uuid.UUID:
    """The id that this person was given with the form; a new one for a form that nobody gave out."""
    try:
        return uuid.UUID(signing.loads(request.POST.get("submission", ""), salt=_salt(request)))
    except (signing.BadSignature, ValueError):
        return new_key()


def _salt(request: PortalRequest) -> str:
    return f"{_SUBMISSION}:{request.user.pk}:{_partner_of(request).pk}"


def _partner_of(request: PortalRequest) -> Partner:
    """For whom this person orders: only partner roles create customers."""
    if request.access.partner is None:
        raise Http404
    return request.access.partner


def _exists(customer_id: uuid.UUID) -> bool:
    return Customer.everything.filter(pk=customer_id).exists()


def _to(customer_id: Any) -> HttpResponseRedirect:
    return redirect("customers:detail", pk=customer_id)

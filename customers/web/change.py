"""Changing a customer: company, billing address, packages; asking compliance again after a refusal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import changes, resubmission
from customers.enums import CustomerStatus
from customers.models import Customer
from customers.web import page
from customers.web.forms.change import AddressForm, ChangeForm, CompanyForm, PackagesForm
from customers.web.forms.order import OrderForm
from customers.web.usage import usage_of
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError


@requires(Permission.CUSTOMERS_EDIT)
def company(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, administrator, external id."""
    customer = page.customer_of(request, pk)
    return _edit(
        request, customer, CompanyForm(request.POST or None, customer=customer), "customers/company_form.html"
    )


@requires(Permission.CUSTOMERS_EDIT)
def address(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """A new billing address, with the old one beside it."""
    customer = page.customer_of(request, pk)
    return _edit(
        request, customer, AddressForm(request.POST or None, customer=customer), "customers/address_form.html"
    )


@requires(Permission.CUSTOMERS_VIEW)
def packages(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """What is used of what was ordered; with the form below it for those who may change it."""
    customer = page.customer_of(request, pk)
    form = None
    if page.may_change(request, customer):
        form = PackagesForm(request.POST or None, customer=customer)
        if request.method == "POST" and form.is_valid() and _make(request, customer, form):
            return redirect("customers:packages", pk=customer.pk)
    elif request.method == "POST":
        messages.error(request, str(changes.CustomerBusy().message))
    assignments = customer.assigned_packages.select_related("package")
    return page.show(
        request,
        customer,
        "packages",
        status=_status_of(form),
        form=form,
        usages=[usage_of(row) for row in assignments],
    )


@requires(Permission.CUSTOMERS_EDIT)
def resubmit(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """The order once more, corrected: compliance is asked again."""
    customer = page.customer_of(request, pk)
    if not resubmission.can_resubmit(customer):
        messages.error(request, str(resubmission.NothingToResubmit().message))
        return redirect("customers:detail", pk=customer.pk)
    form = OrderForm.for_resubmission(customer, request.POST or None)
    if request.method == "POST" and form.is_valid() and _resubmit(request, customer, form):
        return redirect("customers:detail", pk=customer.pk)
    context = page.shared_context(request, customer) | {
        "form": form,
        "preview_url": reverse("telephony:preview-fragment"),
    }
    return render(request, "customers/resubmit.html", context, status=_status_of(form))


def act(
    request: PortalRequest, customer: Customer, verb: Callable[[], Any], said: str, *, to: str = "detail"
) -> HttpResponseRedirect:
    """Do one thing and say so, or say why it was refused; back to a tab of the customer."""
    try:
        verb()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, said)
    return redirect(f"customers:{to}", pk=customer.pk)


def _edit(request: PortalRequest, customer: Customer, form: ChangeForm, template: str) -> HttpResponse:
    if not changes.can_change(customer):
        messages.error(request, str(changes.CustomerBusy().message))
        return redirect("customers:detail", pk=customer.pk)
    if request.method == "POST" and form.is_valid() and _make(request, customer, form):
        return redirect("customers:detail", pk=customer.pk)
    context = page.shared_context(request, customer) | {
        "form": form,
        "preview_url": reverse("telephony:preview-fragment"),
    }
    return render(request, template, context, status=_status_of(form))


def _make(request: PortalRequest, customer: Customer, form: ChangeForm) -> bool:
    try:
        changed = changes.make(customer, form.to_change(), by=request.user, at=now())
    except DomainError as error:
        form.refuse(error)
        return False
    if changed.status == CustomerStatus.PENDING_RPL_REVIEW:
        messages.warning(
            request, _("The change waits for the compliance check. What is in force stays meanwhile.")
        )
    else:
        messages.success(request, _("The change is being carried out."))
    return True


def _resubmit(request: PortalRequest, customer: Customer, form: OrderForm) -> bool:
    try:
        resubmission.resubmit(customer, form.to_order(), by=request.user, at=now())
    except DomainError as error:
        form.refuse(error)
        return False
    messages.success(request, _("Resubmitted. You can follow the review here."))
    return True


def _status_of(form: Any) -> int:
    return 400 if form is not None and form.is_bound and form.errors else 200

"""Removing a customer: first what stands in the way, then its name typed once."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import deletion
from customers.models import Customer
from customers.web import page
from customers.web.forms.parts import needed
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError


class RemovalForm(forms.Form):
    """The customer's external id, typed: nobody removes the wrong one by a slip."""

    typed = needed(forms.CharField(label=gettext_lazy("Type the customer's external id"), required=False))
    with_subscribers = forms.BooleanField(label=gettext_lazy("Also remove its subscribers"), required=False)

    def __init__(self, *args: object, customer: Customer, subscribers: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.customer = customer
        self.fields["typed"].help_text = customer.external_id
        self.fields["typed"].widget.attrs.update({"autocomplete": "off", "dir": "auto"})
        if not subscribers:
            del self.fields["with_subscribers"]

    def clean_typed(self) -> str:
        typed = self.cleaned_data["typed"]
        if typed != self.customer.external_id:
            raise forms.ValidationError(_("This is not the external id of the customer."))
        return typed


@requires(Permission.CUSTOMERS_EDIT)
def remove(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks, then begins the removal; the customer leaves the list when the platform has released it."""
    customer = page.customer_of(request, pk)
    blockers = deletion.get_blockers(customer)
    form = RemovalForm(request.POST or None, customer=customer, subscribers=blockers.subscribers)
    if request.method == "POST" and form.is_valid() and _remove(request, customer, form):
        return redirect("customers:detail", pk=customer.pk)
    context = page.shared_context(request, customer) | {"form": form, "blockers": blockers}
    return render(request, "customers/remove.html", context, status=400 if form.errors else 200)


def _remove(request: PortalRequest, customer: Customer, form: RemovalForm) -> bool:
    verb = deletion.delete_with_subscribers if form.cleaned_data.get("with_subscribers") else deletion.delete
    try:
        verb(customer, by=request.user, at=now())
    except DomainError as error:
        form.add_error(None, str(error.message))
        return False
    messages.success(request, _("%(name)s is being removed.") % {"name": customer})
    return True

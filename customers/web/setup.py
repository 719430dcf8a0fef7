"""The setup tool: what is done, what is missing, and the missing part done at the press of a button (M16)."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import setup as tool
from customers.web import page
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError


@requires(Permission.CUSTOMERS_VIEW)
def setup(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """The checklist; looking at it changes nothing."""
    customer = page.customer_of(request, pk)
    return page.show(request, customer, "setup", checklist=tool.checklist(customer))


@requires(Permission.CUSTOMERS_EDIT)
@require_POST
def run(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Do what is missing and repeat nothing."""
    customer = page.customer_of(request, pk)
    try:
        checklist = tool.run(customer, by=request.user, at=now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        if checklist.started:
            messages.success(request, _("The setup tool runs. It does what is missing and repeats nothing."))
        else:
            messages.info(request, _("Everything is set up: there was nothing to do."))
    return redirect("customers:setup", pk=customer.pk)

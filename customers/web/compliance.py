"""What a partner may know of the check: how it stands, until when, what is asked. Never a match or a list."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance import queue, review
from compliance.models import ReviewCase
from compliance.queue import PartnerView
from customers import history
from customers.web import page
from customers.web.forms.parts import needed
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import database_now
from partnerhub.errors import DomainError

EVENTS = 50


class AnswerForm(forms.Form):
    """The partner's answer to the RPL team."""

    answer = needed(
        forms.CharField(
            label=gettext_lazy("Your answer"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            help_text=gettext_lazy("The review goes on as soon as it is sent; the deadline stays."),
        )
    )


@requires(Permission.CUSTOMERS_VIEW)
def compliance(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """The state of the check with its history; a question is answered here."""
    customer = page.customer_of(request, pk)
    view = queue.partner_view(customer.subject)
    may_answer = (
        bool(view.question) and request.access.is_partner and request.access.can(Permission.CUSTOMERS_EDIT)
    )
    form = AnswerForm(request.POST or None) if may_answer else None
    if form and request.method == "POST" and form.is_valid() and _answer(request, view, form):
        return redirect("customers:compliance", pk=customer.pk)
    status = 400 if form is not None and form.errors else 200
    events = history.for_reader(history.of_check(customer)[:EVENTS], request.access)
    return page.show(request, customer, "compliance", status=status, answer_form=form, events=events)


def _answer(request: PortalRequest, view: PartnerView, form: AnswerForm) -> bool:
    case = get_object_or_404(ReviewCase.objects.select_related("subject__partner"), pk=view.case_id)
    try:
        review.answer_question(case, form.cleaned_data["answer"], by=request.user, at=database_now())
    except DomainError as error:
        form.add_error("answer" if error.field else None, str(error.message))
        return False
    messages.success(request, _("Your answer was sent. The review goes on."))
    return True

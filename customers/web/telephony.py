"""A meeting site's call-in numbers: what is in force, why, what the rule gives now (M20, M21)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers import call_in_defaults, meeting_sites, precheck
from customers.models import Customer, MeetingSite
from customers.provisioning.site import has_meetings
from customers.web import page
from customers.web.change import act
from customers.web.forms.parts import needed
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError
from telephony.models import CallInNumber


class _NumberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: CallInNumber) -> str:
        # Isolated, left to right: an option cannot hold markup.
        return f"\u2066{obj.display}\u2069 · {obj.label}"


class OverrideForm(forms.Form):
    """One or two numbers of the site's domain, the default first."""

    first = needed(_NumberField(label=gettext_lazy("Default number"), queryset=CallInNumber.objects.none()))
    second = _NumberField(
        label=gettext_lazy("Second number"), queryset=CallInNumber.objects.none(), required=False
    )

    def __init__(self, data: Any = None, *, site: MeetingSite) -> None:
        super().__init__(data, initial={"first": site.first_number, "second": site.second_number})
        for field in self.fields.values():
            field.queryset = meeting_sites.choices(site)  # type: ignore[attr-defined]

    @property
    def numbers(self) -> list[CallInNumber]:
        """Those that were picked, in order."""
        picked = (self.cleaned_data.get("first"), self.cleaned_data.get("second"))
        return [number for number in picked if number is not None]


@requires(Permission.CUSTOMERS_VIEW)
def telephony(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Numbers with their reason and the way to them; the override, and what the rule would give."""
    customer = page.customer_of(request, pk)
    site = getattr(customer, "meeting_site", None)
    form = None
    if site and request.access.can(Permission.CUSTOMERS_EDIT) and customer.is_live:
        form = OverrideForm(request.POST or None, site=site)
        if request.method == "POST" and form.is_valid() and _override(request, site, form):
            return redirect("customers:telephony", pk=customer.pk)
    return _show(request, customer, site, form)


@requires(Permission.CUSTOMERS_EDIT)
@require_POST
def reapply(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the rule anew, and end an override if there is one."""
    customer = page.customer_of(request, pk)
    site = getattr(customer, "meeting_site", None)
    if site is None:
        raise Http404

    def verb() -> None:
        precheck.check_partner(customer.partner)
        if site.is_overridden:
            meeting_sites.clear_override(site, by=request.user, at=now())
        else:
            meeting_sites.reapply([site], by=request.user, at=now())

    return act(request, customer, verb, _("The site shows the numbers of the rule."), to="telephony")


def _show(
    request: PortalRequest, customer: Customer, site: MeetingSite | None, form: OverrideForm | None
) -> HttpResponse:
    applies = has_meetings(customer)
    rule = call_in_defaults.rule_for(customer, site) if site or applies else None
    in_force = [number["e164"] for number in site.numbers_in_force] if site else []
    return page.show(
        request,
        customer,
        "telephony",
        status=400 if form is not None and form.errors else 200,
        site=site,
        has_meetings=applies,
        call_in=rule,
        differs=bool(site and rule and in_force != [number.e164 for number in rule.numbers]),
        override_form=form,
    )


def _override(request: PortalRequest, site: MeetingSite, form: OverrideForm) -> bool:
    try:
        precheck.check_partner(site.customer.partner)
        meeting_sites.override(site, form.numbers, by=request.user, at=now())
    except DomainError as error:
        for problem in error.problems:
            form.add_error("first" if problem.field == "numbers" else None, str(problem.message))
        return False
    messages.success(request, _("The site shows the numbers that you picked."))
    return True

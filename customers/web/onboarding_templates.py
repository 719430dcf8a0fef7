"""Onboarding templates: settings that many customers share (M4)."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import templates as verbs
from customers.models import OnboardingTemplate
from customers.web.forms.template import TemplateForm
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError


@requires(Permission.TEMPLATES_VIEW)
def templates(request: PortalRequest) -> HttpResponse:
    """All of them, with the provisioning id to copy; retired ones last."""
    rows = OnboardingTemplate.objects.visible_to(request.access).select_related("partner", "telephony_domain")
    rows = rows.annotate(customer_count=Count("customers")).order_by("retired_at", "name")
    may_edit = request.access.can(Permission.TEMPLATES_EDIT)
    context = {
        "templates": rows,
        "may_edit": may_edit,
        "may_create": may_edit and request.access.partner is not None,
    }
    return render(request, "customers/templates.html", context)


@requires(Permission.TEMPLATES_EDIT)
def create(request: PortalRequest) -> HttpResponse:
    """A new one, of the partner that this person works for."""
    partner = request.access.partner
    if partner is None:
        raise Http404
    initial = {"restricted_admins": True, "invites_when_attaching": True, "email_language": "en"}
    form = TemplateForm(request.POST or None, partner=partner, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            template = verbs.create(partner=partner, by=request.user, at=now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s was created.") % {"name": template})
            return redirect("customers:templates")
    return _show(request, form, None)


@requires(Permission.TEMPLATES_EDIT)
def edit(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Other settings, for customers to come."""
    template = _template_of(request, pk)
    form = TemplateForm.of(template, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(template, by=request.user, at=now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": template})
            return redirect("customers:templates")
    return _show(request, form, _template_of(request, pk))


@requires(Permission.TEMPLATES_EDIT)
@require_POST
def retire(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """No new order may name it; its customers keep it."""
    template = _template_of(request, pk)
    verbs.retire(template, by=request.user, at=now())
    messages.success(request, _("%(name)s was retired.") % {"name": template})
    return redirect("customers:templates")


def _template_of(request: PortalRequest, pk: uuid.UUID) -> OnboardingTemplate:
    rows = OnboardingTemplate.objects.visible_to(request.access).select_related("partner")
    if request.access.partner is not None:
        rows = rows.filter(
            partner=request.access.partner
        )  # A sub-partner uses its parent's, and changes its own.
    return get_object_or_404(rows, pk=pk)


def _show(request: PortalRequest, form: TemplateForm, template: OnboardingTemplate | None) -> HttpResponse:
    context = {"form": form, "template": template}
    return render(request, "customers/template_form.html", context, status=400 if form.errors else 200)

"""Domains and their numbers to look at, and which number a customer in a country would get, and why (B5)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import requires
from partnerhub.audit import trail
from telephony import directory
from telephony.callin import CallInDefaults
from telephony.models import CallInNumber, TelephonyDomain
from telephony.web.forms import PreviewForm

HISTORY_SHOWN = 50


@require_safe
@requires(Permission.TELEPHONY_VIEW)
def domains(request: HttpRequest) -> HttpResponse:
    """Every domain that this person may see."""
    usable = Q(numbers__active=True, numbers__hidden=False)
    rows = (
        TelephonyDomain.objects.visible_to(_access(request))
        .select_related("partner")
        .annotate(number_count=Count("numbers"), usable_count=Count("numbers", filter=usable))
        .order_by("name")  # counting drops the model's own order
    )
    return render(request, "telephony/domains.html", {"domains": rows, **_rights(request)})


@require_safe
@requires(Permission.TELEPHONY_VIEW)
def domain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One domain: its numbers in order; for the portal's own staff its history too."""
    access = _access(request)
    row = get_object_or_404(TelephonyDomain.objects.visible_to(access).select_related("partner"), pk=pk)
    numbers = CallInNumber.objects.filter(domain=row).with_countries()
    events = () if access.is_partner else trail.history_of(row)[:HISTORY_SHOWN]
    context = {"domain": row, "numbers": numbers, "events": events, **_rights(request)}
    return render(request, "telephony/domain.html", context)


@require_safe
@requires(Permission.TELEPHONY_VIEW)
def preview(request: HttpRequest) -> HttpResponse:
    """Which number would a customer in X get, and why? Answers at once, without JavaScript too."""
    asked = request.GET if request.GET.get("country") else None
    form = PreviewForm(asked, access=_access(request), initial={"domain": request.GET.get("domain")})
    return render(request, "telephony/preview.html", {"form": form, "found": _answer(form, _access(request))})


@require_safe
@requires(Permission.TELEPHONY_VIEW)
def preview_fragment(request: HttpRequest) -> HttpResponse:
    """The answer alone, for pages that show it while a form is filled in (`?country=IL[&domain=…]`)."""
    form = PreviewForm(request.GET, access=_access(request))
    context = {
        "form": form,
        "found": _answer(form, _access(request)),
        "asked": bool(request.GET.get("country")),
    }
    return render(request, "telephony/preview_result.html", context)


def _answer(form: PreviewForm, access: Access) -> CallInDefaults | None:
    if not form.is_bound or not form.is_valid():
        return None
    return directory.call_in_defaults(
        form.cleaned_data["country"], form.cleaned_data["domain"], partner=access.partner
    )


def _access(request: HttpRequest) -> Access:
    return request.access  # type: ignore[attr-defined]


def _rights(request: HttpRequest) -> dict[str, bool]:
    access = _access(request)
    staff = bool(access.user and access.user.is_staff)
    return {"can_edit": staff and access.can(Permission.TELEPHONY_EDIT)}

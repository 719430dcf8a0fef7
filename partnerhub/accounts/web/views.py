"""Signing in and out, choosing the partner, and where each person starts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from partnerhub.accounts.middleware import MEMBERSHIP_KEY
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, public, signed_in

sign_in = public(LoginView.as_view(template_name="accounts/sign_in.html", redirect_authenticated_user=True))
sign_out = public(LogoutView.as_view())


@signed_in
def home(request: PortalRequest) -> HttpResponse:
    """Each to its own work."""
    access = request.access
    if access.is_partner:
        return redirect("customers:list")
    if access.is_operator:
        return redirect("admin:index")
    if access.can(Permission.CASES_VIEW):
        return redirect("compliance:queue")
    return render(request, "accounts/no_role.html", status=403)


@signed_in
@require_POST
def choose_partner(request: PortalRequest) -> HttpResponse:
    """Act for another of the partners that this person belongs to."""
    membership = get_object_or_404(request.user.memberships, pk=request.POST.get("membership") or 0)
    request.session[MEMBERSHIP_KEY] = membership.pk
    return redirect("home")


@signed_in
@require_POST
def choose_theme(request: PortalRequest) -> HttpResponse:
    """Light, dark or as the system; kept with the person."""
    theme = request.POST.get("theme", "")
    if theme in request.user.Theme.values:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    return redirect(_back(request))


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's language cookie, and for a signed-in person the same choice on every machine."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        request.user.language = language
        request.user.save(update_fields=["language"])
    return set_language(request)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/"

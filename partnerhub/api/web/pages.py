"""Pages about the programs that call the API, and a person's own tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from partnerhub.accounts.models import ApiClient
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.api import clients, tokens
from partnerhub.api.web.forms import ClientForm, PersonalTokenForm, ProgramForm, RotationForm
from partnerhub.audit import trail
from partnerhub.clock import now
from partnerhub.errors import DomainError

SHOWN = 200


@requires(Permission.PERSONAL_TOKENS)
def overview(request: PortalRequest) -> HttpResponse:
    """The partner's programs, where the role allows it, and the person's own tokens."""
    at, with_ended = now(), "ended" in request.GET
    found = ApiClient.objects.visible_to(request.access).select_related("partner", "user", "created_by")
    found = (found if with_ended else found.in_use(at)).order_by("-created")
    context = {
        "programs": _rows(found.filter(is_personal=False)[:SHOWN], at),
        "own": _rows(found.filter(is_personal=True)[:SHOWN], at),
        "allowed": tokens.allowed_by(request.user, request.access.partner)[:SHOWN],
        "may_view": request.access.can(Permission.API_CLIENTS_VIEW),
        "may_create": request.access.can(Permission.API_CLIENTS_EDIT),
        "with_ended": with_ended,
    }
    return render(request, "api/clients/list.html", context)


@never_cache
@requires(Permission.API_CLIENTS_EDIT)
def create(request: PortalRequest) -> HttpResponse:
    """A new program; its secret is shown once."""
    return _make(request, ProgramForm(request.POST or None, access=request.access), _("New API client"))


@never_cache
@requires(Permission.PERSONAL_TOKENS)
def create_token(request: PortalRequest) -> HttpResponse:
    """A token of one's own, shown once."""
    form = PersonalTokenForm(request.POST or None, access=request.access)
    return _make(request, form, _("New personal token"))


@requires(Permission.PERSONAL_TOKENS)
def show(request: PortalRequest, client_id: str) -> HttpResponse:
    """One client: what it may do, its history, another secret, its end."""
    client, at = _client_of(request, client_id), now()
    context = {
        "client": client,
        "status": client.status_at(at),
        "has_previous_secret": client.has_previous_secret(at),
        "events": trail.history_of(client)[:SHOWN],
        "rotation": RotationForm(),
        "may_rotate": _may_rotate(request, client),
        "may_revoke": client.revoked_at is None and _may_end(request, client),
    }
    return render(request, "api/clients/client.html", context)


@never_cache
@requires(Permission.API_CLIENTS_EDIT)
@require_POST
def rotate(request: PortalRequest, client_id: str) -> HttpResponse:
    """Another secret, shown once."""
    client, form = _client_of(request, client_id), RotationForm(request.POST)
    if not form.is_valid():
        return redirect("api-client", client_id)
    try:
        overlap = timedelta(hours=form.cleaned_data["hours"])
        made = clients.rotate(client, overlap=overlap, by=request.access, at=now())
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("api-client", client_id)
    return render(request, "api/clients/made.html", {"made": made})


@requires(Permission.PERSONAL_TOKENS)
@require_POST
def revoke(request: PortalRequest, client_id: str) -> HttpResponse:
    """End a client and all its tokens."""
    client = _client_of(request, client_id)
    if not _may_end(request, client):
        raise PermissionDenied
    clients.revoke(client, by=request.user, at=now())
    messages.success(request, _("%(name)s was revoked.") % {"name": client})
    return redirect("api-clients")


@requires(Permission.PERSONAL_TOKENS)
@require_POST
def withdraw(request: PortalRequest, client_id: str) -> HttpResponse:
    """A program that this person allowed to act for them may not any more."""
    found = tokens.allowed_by(request.user, request.access.partner)
    client = get_object_or_404(found, client_id=client_id)
    tokens.withdraw(client, by=request.user, at=now())
    messages.success(request, _("%(name)s does not act for you any more.") % {"name": client})
    return redirect("api-clients")


def _make(request: PortalRequest, form: ClientForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = form.make(at=now())  # type: ignore[attr-defined]
        except DomainError as error:
            form.refuse(error)
        else:
            return render(request, "api/clients/made.html", {"made": made})
    context = {"form": form, "title": title}
    return render(request, "api/clients/form.html", context, status=400 if form.errors else 200)


def _client_of(request: PortalRequest, client_id: str) -> ApiClient:
    rows = ApiClient.objects.visible_to(request.access).select_related("partner", "user", "created_by")
    return get_object_or_404(rows, client_id=client_id)


def _may_end(request: PortalRequest, client: ApiClient) -> bool:
    return client.is_personal or request.access.can(Permission.API_CLIENTS_EDIT)


def _may_rotate(request: PortalRequest, client: ApiClient) -> bool:
    if not request.access.can(Permission.API_CLIENTS_EDIT):
        return False
    try:
        clients.check_may_rotate(client, by=request.access, at=now())
    except DomainError:
        return False
    return True


def _rows(found: Any, at: Any) -> list[tuple[ApiClient, str]]:
    return [(client, client.status_at(at)) for client in found]

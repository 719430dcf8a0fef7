"""Every page says who may see it; a test walks all URLs and asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import HIDDEN_FROM_PARTNERS, Permission


class PortalRequest(HttpRequest):
    """A request as guarded views see it: somebody is signed in, and `access` says who for whom."""

    user: User
    access: Access


View = Callable[..., HttpResponseBase]


def check_access(request: HttpRequest, permission: Permission) -> None:
    """Raise 404 for what this caller must not know of, 403 for what it may not do."""
    access = request.access  # type: ignore[attr-defined]
    if access.can(permission):
        return
    if access.role is None or (access.is_partner and permission in HIDDEN_FROM_PARTNERS):
        raise Http404
    if not access.is_partner and permission not in HIDDEN_FROM_PARTNERS and not access.permissions:
        raise Http404
    raise PermissionDenied


def requires(permission: Permission) -> Callable[[View], View]:
    """Only signed-in people with this permission; others are asked to sign in, or get 404 or 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            check_access(request, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Anybody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.permission = "signed in"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Anybody at all."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view

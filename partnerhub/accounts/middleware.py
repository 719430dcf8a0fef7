"""Gives every page request its access, its language and its theme."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from partnerhub.accounts.access import NOBODY, Access

MEMBERSHIP_KEY = "membership"


def access_of(request: HttpRequest) -> Access:
    """The signed-in person's access in the membership chosen with the partner switcher, else the first."""
    if not request.user.is_authenticated:
        return NOBODY
    memberships = request.user.current_memberships
    chosen = request.session.get(MEMBERSHIP_KEY)
    membership = next((m for m in memberships if m.pk == chosen), memberships[0] if memberships else None)
    return Access.of_membership(membership) if membership else Access(user=request.user)


class AccessMiddleware:
    """Sets `request.access`, read when it is first needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: access_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class PersonLanguageMiddleware:
    """A person's stored language wins over the browser's; the cookie of the language form wins over both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        return self.get_response(request)

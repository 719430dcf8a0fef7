"""Each request has a tracking id, given or made; below /v1 the language is English and failures have one shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from uuid_utils import uuid4

from partnerhub.api import errors
from partnerhub.audit.context import Door, through

_PAGES_FOR_PEOPLE = ("/v1/reference", "/v1/authorize")
_TRACKING_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,80}")


def is_of_api(request: HttpRequest) -> bool:
    """Does a program ask, which wants JSON whatever happens?"""
    return request.path.startswith("/v1/") and request.path not in _PAGES_FOR_PEOPLE


class TrackingMiddleware:
    """Echoes the caller's TrackingID, or makes one: history and log name it, with the caller's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_TRACKINGID", "")
        tracking_id = given if _TRACKING_ID.fullmatch(given) else f"ROUTER_{uuid4()}"
        address = request.META.get("REMOTE_ADDR", "")
        with through(Door(request_id=tracking_id, address=address)):
            response = self.get_response(request)
        response["TrackingID"] = tracking_id
        return response


class ApiShortcutMiddleware:
    """Programs pass by what stands between here and ApiLanguageMiddleware: sessions, forms, messages, languages.

    They bring a token each time and see no page; half of a quick answer's time would go into it otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.get_answer = _step_to(ApiLanguageMiddleware, get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_answer(request) if is_of_api(request) else self.get_response(request)


class ApiLanguageMiddleware:
    """Programs are answered in English, whatever language the caller, its cookie or its owner prefers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_api(request):
            return self.get_response(request)
        translation.activate("en")
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en")
        return response


class ApiErrorsMiddleware:
    """Outside the REST framework's reach (unknown route, failing middleware) the API still answers JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        return errors.answer_to(request, exc) if is_of_api(request) else None


def _step_to(kind: type, step: Any) -> Callable[[HttpRequest], HttpResponse]:
    # Django wraps each middleware in a function that turns exceptions into answers; __wrapped__ is the middleware.
    while not isinstance(step.__wrapped__, kind):
        step = step.__wrapped__.get_response
    found: Callable[[HttpRequest], HttpResponse] = step
    return found

"""Every failure in one shape: {message, errors: [{description, errorCode, fieldName}], trackingId}."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from partnerhub.audit import context
from partnerhub.errors import DomainError, Problem
from partnerhub.state_models import ConcurrentTransition

log = logging.getLogger(__name__)

MISSING, SIZE, INVALID = 1001, 1002, 90001

# Problems that are of the caller's request as a whole: an HTTP status has no number of its own in the contract.
_MISSING_CODES = {"required", "null", "blank", "empty"}
_SIZE_CODES = {"max_length", "min_length", "max_value", "min_value", "max_string_length"}


class ConcurrentChange(DomainError):
    """Somebody else changed this in the same moment. Read it again and repeat."""

    code, status = 93020, 409


def body_of(status: int, problems: Sequence[Problem]) -> dict[str, Any]:
    """The error document; `message` is the first problem's sentence."""
    return {
        "message": str(problems[0].message),
        "errors": [_element(problem) for problem in problems],
        "trackingId": context.current().request_id,
    }


def handle(exc: Exception, view_context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler."""
    status, problems, headers = describe(exc)
    if status is None:
        return None
    return Response(body_of(status, problems), status=status, headers=headers)


def describe(exc: Exception) -> tuple[int | None, Sequence[Problem], dict[str, str]]:
    """Status, problems and headers of an expected failure; status None for an unexpected one."""
    if isinstance(exc, ConcurrentTransition):
        exc = ConcurrentChange()
    if isinstance(exc, DomainError):
        return exc.status, exc.problems, {}
    if isinstance(exc, Http404):
        return 404, [Problem(93010, _("There is no such object."))], {}
    if isinstance(exc, DjangoPermissionDenied):
        return 403, [Problem(93011, _("This may not be done by this role."))], {}
    if isinstance(exc, (SuspiciousOperation, BadRequest, UnreadablePostError)):
        return _unreadable(exc)
    if isinstance(exc, exceptions.ValidationError):
        return 400, list(problems_of(exc.get_full_details())), {}
    if isinstance(exc, exceptions.APIException):
        return exc.status_code, [Problem(_code_of(exc), str(exc.detail))], _headers_of(exc)
    if _will_pass(exc):
        log.warning("database unavailable", exc_info=exc)
        return 503, [Problem(93014, _("The portal is busy. Try again."))], {"Retry-After": "1"}
    return None, (), {}


def answer_to(request: HttpRequest, exc: Exception) -> JsonResponse:
    """The answer to any failure that the REST framework did not answer itself."""
    if isinstance(exc, Http404):
        return unknown_route(request)
    status, problems, headers = describe(exc)
    if status is None:
        return server_error(exc)
    return JsonResponse(body_of(status, problems), status=status, headers=headers)


def problems_of(details: Any, path: str = "") -> Iterator[Problem]:
    """REST framework's nested details as a flat list; nesting becomes a dotted path."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield Problem(_number(details["code"]), _sentence(path, details), path)
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from problems_of(inner, _join(path, name))
    else:
        for position, inner in enumerate(details):
            is_leaf = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from problems_of(inner, path if is_leaf else f"{path}[{position}]")


@csrf_exempt
def unknown_route(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """Anything below /v1 that no endpoint serves, by whatever method: no browser form posts here."""
    return JsonResponse(body_of(404, [Problem(93010, _("There is no such resource."))]), status=404)


def server_error(exc: BaseException) -> JsonResponse:
    """The unexpected, in the same shape; the cause is in the log under the tracking id."""
    log.error("unexpected failure in the API", exc_info=exc)
    text = str(exc) if settings.DEBUG else ""
    message = _("Something went wrong on our side. Quote the tracking id when you ask for help.")
    return JsonResponse(body_of(500, [Problem(93050, f"{message} {text}".strip())]), status=500)


def _unreadable(exc: Exception) -> tuple[int, Sequence[Problem], dict[str, str]]:
    """The request cannot be read, whatever it asks for."""
    if isinstance(exc, RequestDataTooBig):
        return 413, [Problem(93013, _("The request is larger than this server takes."))], {}
    sentence = _("The request cannot be read.")
    if isinstance(exc, TooManyFieldsSent):
        sentence = _("The query has too many parameters.")
    elif isinstance(exc, DisallowedHost):
        sentence = _("This server is not reached by that host name.")
    return 400, [Problem(INVALID, sentence)], {}


def _will_pass(exc: Exception) -> bool:
    """Is it a lock, or a database that does not answer at the moment? Not a table that is missing."""
    is_of_database = isinstance(exc, (OperationalError, InterfaceError))
    return is_of_database and "no such" not in str(exc)


def _element(problem: Problem) -> dict[str, Any]:
    element: dict[str, Any] = {"description": str(problem.message), "errorCode": problem.code}
    if problem.field:
        element["fieldName"] = problem.field
    return element


def _join(path: str, name: str) -> str:
    if name == "non_field_errors":
        return path
    return f"{path}.{name}" if path else name


def _number(code: str) -> int:
    if code.isdigit():
        return int(code)
    if code in _MISSING_CODES:
        return MISSING
    return SIZE if code in _SIZE_CODES else INVALID


def _sentence(path: str, details: dict[str, str]) -> str:
    return f"{path}: {details['message']}" if path else details["message"]


def _code_of(exc: exceptions.APIException) -> int:
    if isinstance(exc, exceptions.ParseError):
        return INVALID
    return {401: 93012, 403: 93011, 404: 93010, 405: 93015, 406: 93016, 415: 93017, 429: 93018}.get(
        exc.status_code, 93050
    )


def _headers_of(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (seconds := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = str(int(seconds) + 1)  # Whole seconds: a date crashes clients.
    return headers

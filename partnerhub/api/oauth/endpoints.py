"""POST /v1/access_token and /v1/revoke: form-encoded as OAuth clients send it.

A failure is told in both languages at once: `error` and `error_description` for OAuth libraries (RFC 6749 5.2),
`message`, `errors` and `trackingId` for clients of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from oauth2_provider.oauth2_backends import get_oauthlib_core
from rest_framework.exceptions import MethodNotAllowed

from partnerhub.accounts.web.guards import public
from partnerhub.api import errors
from partnerhub.errors import Problem

FORM = "application/x-www-form-urlencoded"
GRANTS = ("authorization_code", "refresh_token", "client_credentials")
REFUSED = 93030
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_SECRETS = ("client_secret", "code", "code_verifier", "refresh_token", "token")


@csrf_exempt
@public
@sensitive_post_parameters(*_SECRETS)
def access_token(request: HttpRequest) -> HttpResponse:
    """An access token for a code, a refresh token, or the client's own id and secret."""
    return (
        _check(request)
        or _check_grant(request)
        or _answer(*_ask(get_oauthlib_core().create_token_response, request))
    )


@csrf_exempt
@public
@sensitive_post_parameters(*_SECRETS)
def revoke(request: HttpRequest) -> HttpResponse:
    """Ends a token of the calling client (RFC 7009); one that is unknown has ended already."""
    refused = _check(request)
    if refused is not None:
        return refused
    with transaction.atomic():
        headers, body, status = _ask(get_oauthlib_core().create_revocation_response, request)
    return _answer(headers, body or "{}", status)


def _ask(endpoint: Callable[[HttpRequest], Any], request: HttpRequest) -> tuple[Mapping[str, str], str, int]:
    _uri, headers, body, status = endpoint(request)
    return headers, body, status


def _check(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a request that the library would not understand."""
    if request.method != "POST":
        return errors.answer_to(request, MethodNotAllowed(str(request.method)))
    if request.content_type != FORM:
        return _refusal("invalid_request", _("The body must be sent as %(type)s.") % {"type": FORM}, 400)
    values = [value for _name, values in request.POST.lists() for value in values]
    if any("\x00" in value for value in values) or len(values) != len(request.POST):
        return _refusal("invalid_request", _("A parameter stands twice, or holds a NUL."), 400)
    return None


def _check_grant(request: HttpRequest) -> HttpResponse | None:
    """The library knows more ways to a token, people's passwords among them: none of those is open here."""
    if request.POST.get("grant_type") in GRANTS:
        return None
    return _refusal("unsupported_grant_type", _sentence("unsupported_grant_type"), 400)


def _answer(headers: Mapping[str, str], body: str, status: int) -> HttpResponse:
    told = json.loads(body)
    if status < 400:
        return JsonResponse(told, status=status, headers=NO_STORE)
    description = told.get("error_description") or _sentence(told["error"])
    challenge = {"WWW-Authenticate": headers["WWW-Authenticate"]} if "WWW-Authenticate" in headers else {}
    return _refusal(told["error"], description, status, challenge)


def _refusal(
    error: str, description: str, status: int, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    body = {"error": error, "error_description": description}
    body |= errors.body_of(status, [Problem(REFUSED, description)])
    return JsonResponse(body, status=status, headers={**NO_STORE, **(headers or {})})


def _sentence(error: str) -> str:
    sentences = {
        "invalid_client": _("There is no client of this id and secret, or it has ended."),
        "invalid_grant": _("The code or refresh token is unknown, used, expired or of another client."),
        "invalid_scope": _("This client was not given one of these scopes."),
        "unauthorized_client": _("This client may not use this kind of grant."),
        "unsupported_grant_type": _(
            "grant_type must be authorization_code, refresh_token or client_credentials."
        ),
    }
    return sentences.get(error, _("The request is not valid."))

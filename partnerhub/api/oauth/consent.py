"""GET and POST /v1/authorize: a signed-in person allows a program to act for them, or does not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.oauth2_backends import get_oauthlib_core

from partnerhub.accounts.models import ApiClient
from partnerhub.accounts.scopes import scopes_for, sentence_of
from partnerhub.accounts.web.guards import PortalRequest, signed_in
from partnerhub.api import tokens
from partnerhub.audit import trail
from partnerhub.clock import now

SCHEMES = ("https", "http")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def authorize(request: PortalRequest) -> HttpResponse:
    """Ask, and send the browser back to the program with a code or a refusal.

    The question is in the query alone: the form posts to the same address, so that nothing is asked twice and
    everything is checked again.
    """
    try:
        _check_query(request)
        scopes, asked = get_oauthlib_core().validate_authorization_request(request)
    except OAuthToolkitError as error:
        return _refused(request, error)
    except ValueError:  # The library's word for a query that it cannot take apart.
        return _refused_page(request, _("The link is damaged: its query cannot be read."))
    client = ApiClient.objects.select_related("partner").get(client_id=asked["client_id"])
    if tokens.role_of(request.user, client) is None:
        # As for any stranger's object: to this person there is no such program.
        return _refused_page(request, _unknown())
    if request.method == "POST":
        return _decide(request, client, scopes, asked)
    return _ask(request, client, scopes, asked)


def _ask(request: PortalRequest, client: ApiClient, scopes: list[str], asked: dict[str, Any]) -> HttpResponse:
    role = tokens.role_of(request.user, client)
    usable = scopes_for(role) if role else ()
    target = urlsplit(asked["redirect_uri"])
    context = {
        "client": client,
        "role": role.label if role else "",
        "scopes": [(scope, sentence_of(scope)) for scope in scopes if scope in usable],
        "idle_scopes": [(scope, sentence_of(scope)) for scope in scopes if scope not in usable],
        "target": target.netloc,
    }
    response = render(request, "api/consent.html", context)
    # Browsers hold the answer to a form to this rule too, and the answer leads to the program.
    origin = f"{target.scheme}://{target.netloc}"
    response._csp_config = {**settings.SECURE_CSP, "form-action": [CSP.SELF, origin]}  # type: ignore[attr-defined]
    return response


def _decide(
    request: PortalRequest, client: ApiClient, scopes: list[str], asked: dict[str, Any]
) -> HttpResponse:
    allow = request.POST.get("decision") == "allow"
    try:
        with transaction.atomic():
            uri, *_rest = get_oauthlib_core().create_authorization_response(request, scopes, asked, allow)
            trail.record(
                "client.authorized",
                on=client,
                by=request.user,
                at=now(),
                partner=client.partner,
                after={"scopes": scopes},
            )
    except OAuthToolkitError as error:
        return _refused(request, error)
    return OAuth2ResponseRedirect(uri, SCHEMES)


def _refused(request: HttpRequest, failure: OAuthToolkitError) -> HttpResponse:
    """To the program, if it is clear that the address is its own; else a page."""
    error = failure.oauthlib_error
    if isinstance(failure, FatalClientError) or not (error.redirect_uri or failure.redirect_uri):
        return _refused_page(request, _reason(error))
    return OAuth2ResponseRedirect(error.in_uri(error.redirect_uri or failure.redirect_uri), SCHEMES)


def _reason(error: Any) -> str:
    # The library's names of what is wrong; anything else in its own words.
    sentences = {
        "InvalidClientIdError": _unknown(),
        "MissingClientIdError": _("The link does not say which program it is for (client_id)."),
        "MismatchingRedirectURIError": _("The address to return to is not one of the program's own."),
        "InvalidRedirectURIError": _("The address to return to is not one of the program's own."),
        "MissingRedirectURIError": _("The link does not say where to return to (redirect_uri)."),
    }
    return sentences.get(type(error).__name__, error.description or error.error)


def _unknown() -> str:
    return _("There is no such program, it has ended, or it acts for people of another partner only.")


def _check_query(request: HttpRequest) -> None:
    """Raise ValueError for characters that no address holds and no database takes."""
    if any("\x00" in value for _name, values in request.GET.lists() for value in values):
        raise ValueError


def _refused_page(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "api/consent_refused.html", {"reason": reason}, status=400)

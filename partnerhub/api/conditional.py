"""ETag, If-Match and If-None-Match: nobody overwrites what they have not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from partnerhub.api.requests import Request
from partnerhub.errors import DomainError


class Changed(DomainError):
    """It has changed since it was read."""

    code, status = 93023, 412
    sentence = _("This has changed since you read it. Read it again and decide anew.")


def etag_of(content: bytes) -> str:
    """A strong tag of what a caller sees."""
    return f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'


def check_match(request: Request, tag: Callable[[], str]) -> None:
    """Raise Changed unless If-Match, if given, names the present tag.

    Asked before anything else, so that a stale call costs nothing; and again by whoever changes the row, once
    it is held: of two calls with the same tag one gets through.
    """
    wanted = _tags(request, "HTTP_IF_MATCH")
    if wanted and "*" not in wanted and tag() not in wanted:
        raise Changed


def tagged(request: Request, response: HttpResponse, tag: str) -> HttpResponse:
    """The answer with its tag; 304 without a body where the caller has it already."""
    known = {wanted.removeprefix("W/") for wanted in _tags(request, "HTTP_IF_NONE_MATCH")}
    if tag in known or "*" in known:
        response = HttpResponse(status=304)
        del response["Content-Type"]
    response["ETag"] = tag
    return response


def _tags(request: Request, header: str) -> set[str]:
    return {tag.strip() for tag in request.META.get(header, "").split(",") if tag.strip()}

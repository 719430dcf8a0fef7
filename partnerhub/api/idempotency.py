"""A POST with an Idempotency-Key is carried out once: sent again it gets the answer of the first time."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerhub.accounts.access import Access
from partnerhub.api.models import RepeatableRequest
from partnerhub.api.requests import Request
from partnerhub.errors import DomainError, Invalid, Problem

HEADER = "Idempotency-Key"
REMEMBERED = timedelta(hours=24)
# Longer than any request takes: whoever has not answered by then was cut off.
LEASE = timedelta(minutes=2)

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")


class KeyUsedForAnother(DomainError):
    """The idempotency key was used for another request."""

    code, status = 93021, 409
    sentence = gettext_lazy("This Idempotency-Key was already used for another request.")


class StillRunning(DomainError):
    """The first request with this idempotency key is still running."""

    code, status = 93022, 409
    sentence = gettext_lazy(
        "The first request with this Idempotency-Key is still running. Repeat it in a moment."
    )


class AlreadyAnswered(Exception):
    """Not a failure: there is an answer already."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__()


def claim(request: Request, *, at: datetime) -> RepeatableRequest | None:
    """Take the key of this request, before it is carried out; None where it has none.

    Raises AlreadyAnswered, KeyUsedForAnother, StillRunning, or Invalid for a key that is none.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid([Problem(90001, _("An Idempotency-Key is 1 to 255 visible ASCII characters."), HEADER)])
    caller, fingerprint = _caller_of(request.auth), _fingerprint_of(request)
    try:
        with transaction.atomic():
            return RepeatableRequest.objects.create(
                caller=caller, key=key, fingerprint=fingerprint, begun_at=at
            )
    except IntegrityError:
        return _claim_again(RepeatableRequest.objects.get(caller=caller, key=key), fingerprint, at)


def remember(claimed: RepeatableRequest, response: HttpResponse) -> None:
    """Keep the answer. One of a failure on our side is not kept: the request may be tried again."""
    if response.status_code >= 500:
        claimed.delete()
        return
    claimed.status = response.status_code
    claimed.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    claimed.body = response.content.decode()
    claimed.save(update_fields=["status", "headers", "body"])


def forget_old(*, at: datetime) -> int:
    """Delete what is older than a day; returns how many."""
    return RepeatableRequest.objects.filter(begun_at__lt=at - REMEMBERED).delete()[0]


def _claim_again(earlier: RepeatableRequest, fingerprint: str, at: datetime) -> RepeatableRequest:
    if earlier.fingerprint != fingerprint:
        raise KeyUsedForAnother
    if earlier.status is not None:
        raise AlreadyAnswered(_answer_of(earlier))
    cut_off = RepeatableRequest.objects.filter(pk=earlier.pk, status=None, begun_at__lte=at - LEASE)
    if not cut_off.update(begun_at=at):
        raise StillRunning
    return earlier


def _answer_of(earlier: RepeatableRequest) -> HttpResponse:
    response = HttpResponse(earlier.body, status=earlier.status, headers=earlier.headers)
    if "Content-Type" not in earlier.headers:
        del response["Content-Type"]
    response["Idempotent-Replayed"] = "true"
    return response


def _caller_of(access: Access) -> str:
    partner = access.partner.pk if access.partner else "staff"
    return f"{access.user.pk if access.user else ''}:{partner}:{access.client}"[:255]


def _fingerprint_of(request: Request) -> str:
    content = f"{request.method} {request.get_full_path()}\n".encode() + request._request.body
    return hashlib.sha256(content).hexdigest()

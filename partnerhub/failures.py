"""What fails before any view is reached: in the API's shape below /v1, as a page elsewhere."""

from __future__ import annotations

import sys

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views import defaults

from partnerhub.api import errors
from partnerhub.api.middleware import is_of_api


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Such as a host name that is not served."""
    return _api(request, exception) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Not for this person."""
    return _api(request, exception) or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """No such page, or none that this person may know of."""
    return _api(request, exception) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Our fault."""
    exception = sys.exception()
    if isinstance(exception, Exception) and (answer := _api(request, exception)):
        return answer
    return defaults.server_error(request)


def _api(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
    if not is_of_api(request):
        return None
    with translation.override("en"):
        return errors.answer_to(request, exception)

"""Each request has a tracking id, given or made; whatever fails below /v1 fails in the API's shape."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from partnerhub.api import errors
from partnerhub.audit.context import Door, through

_TRACKING_ID = re.compile(r"[A-Za-z0-9_.:\-]{1,80}")


class TrackingMiddleware:
    """Echoes the caller's TrackingID, or makes one, and opens the door that history names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("TrackingID", "")
        tracking_id = given if _TRACKING_ID.fullmatch(given) else f"ROUTER_{uuid.uuid4()}"
        with through(Door(request_id=tracking_id, address=request.META.get("REMOTE_ADDR", ""))):
            response = self.get_response(request)
        response["TrackingID"] = tracking_id
        return response


class ApiErrorsMiddleware:
    """Outside the REST framework's reach (unknown route, failing middleware) the API still answers JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        if not request.path.startswith("/v1/"):
            return None
        if isinstance(exc, Http404):
            return errors.unknown_route(request)
        status, problems, headers = errors.describe(exc)
        if status is None:
            return errors.server_error(exc)
        return errors.JsonResponse(errors.body_of(status, problems), status=status, headers=headers)

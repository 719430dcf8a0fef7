"""The log: one line for each request, and in every line the door that it came through."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from time import perf_counter
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from partnerhub.audit import context
from partnerhub.audit.context import Door

log = structlog.get_logger(__name__)
_stdlib_log = logging.getLogger(__name__)


def name_door(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog's: whoever asks for help quotes the tracking id."""
    door = context.current()
    facts = {"tracking_id": door.request_id, "client": door.client, "ip": door.address}
    line.update({name: fact for name, fact in facts.items() if fact})
    return line


class RequestLogMiddleware:
    """Stands inside TrackingMiddleware, which opens the door. What fails has a line of its own, with its trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        level = _level_of(response.status_code)
        if _stdlib_log.isEnabledFor(level):
            log.log(level, "request_finished", **_facts_of(request, response), ms=_milliseconds_since(began))
        if response.streaming:
            _follow(response)
        return response


def _facts_of(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "request": f"{request.method} {request.get_full_path()}",
        "code": response.status_code,
        "user_id": str(user.pk) if user is not None and user.pk else None,
        "user_agent": request.headers.get("User-Agent"),
    }


def _level_of(status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


def _milliseconds_since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 1)


def _follow(response: Any) -> None:
    """A streamed answer is made after its line: should that fail, it is told, too."""
    response.streaming_content = _followed(response.streaming_content, context.current())


def _followed(content: Iterable[bytes], door: Door) -> Iterator[bytes]:
    try:
        yield from content
    except Exception:
        with context.through(door):
            log.exception("streaming_failed")
        raise

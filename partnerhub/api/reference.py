"""The API describes itself: /v1/openapi.json from the code, and a page to read it, served from here alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from partnerhub.accounts.web.guards import public
from partnerhub.api.shapes import Shape


def described[F: Callable[..., Any]](
    operation: str,
    *,
    answer: type[Any] | None = None,
    status: int | Sequence[int] = 200,
    body: Shape | None = None,
    query: Mapping[str, str] | None = None,
    tag: str = "Wholesale",
) -> Callable[[F], F]:
    """Say for the document what an action takes and gives; `query` maps parameters to a sentence about each."""
    statuses = [status] if isinstance(status, int) else list(status)
    good: Any = schema_of(answer) if answer else OpenApiResponse(description="Done; no body.")
    decorator: Callable[[F], F] = extend_schema(
        operation_id=operation,
        tags=[tag],
        request={"application/json": body.schema()} if body else None,
        parameters=[OpenApiParameter(name, str, description=about) for name, about in (query or {}).items()],
        responses=dict.fromkeys(statuses, good),
    )
    return decorator


def schema_of(document: type[Any]) -> dict[str, Any]:
    """The JSON schema of an answer, in one piece."""
    (schema,), components = msgspec.json.schema_components([document], ref_template="{name}")
    found: dict[str, Any] = _whole(schema, components)
    return found


@cache
def document() -> bytes:
    """The OpenAPI document. The code does not change while the process runs."""
    generated = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(generated, default=str).encode()


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """GET /v1/openapi.json"""
    return HttpResponse(document(), content_type="application/json")


@public
def page(request: HttpRequest) -> HttpResponse:
    """GET /v1/reference: the document, to be read by people."""
    return render(request, "api/reference.html")


def _whole(schema: Any, components: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_whole(part, components) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(components[schema["$ref"]], components)
    if "anyOf" in schema:
        # What may be None is left out of an answer, never null.
        kinds = [part for part in schema["anyOf"] if part != {"type": "null"}]
        return _whole(kinds[0] if len(kinds) == 1 else {"anyOf": kinds}, components)
    empty: dict[str, Any] = {"default": None, "required": []}
    return {
        name: _whole(part, components)
        for name, part in schema.items()
        if name not in empty or part != empty[name]
    }

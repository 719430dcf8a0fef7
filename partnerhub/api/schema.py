"""How the OpenAPI document is read off the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes

FAILURE: Mapping[str, Any] = {
    "type": "object",
    "required": ["message", "errors", "trackingId"],
    "properties": {
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["description"],
                "properties": {
                    "description": {"type": "string"},
                    "errorCode": {"type": "integer"},
                    "fieldName": {"type": "string", "description": "The dotted path of the field."},
                },
            },
        },
        "trackingId": {"type": "string"},
    },
}
FAILURES = (400, 401, 403, 404, 405, 409, 412, 413, 415, 423, 429, 500, 503)


class ApiSchema(AutoSchema):
    """Endpoints say what they take and give (`reference.described`); of one that does not, only that it answers JSON.

    Every one of them may also fail, in the one shape of failures.
    """

    def _is_list_view(self, serializer: Any = None) -> bool:
        # A list is an object with `items`, described as a whole.
        return False

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(*args, **kwargs)
        failure = {"content": {"application/json": {"schema": dict(FAILURE)}}, "description": ""}
        return {**{str(code): failure for code in FAILURES}, **bodies}

    def get_request_serializer(self) -> Any:
        return OpenApiTypes.OBJECT if self.method in ("POST", "PUT", "PATCH") else None

    def get_response_serializers(self) -> Any:
        return {200: OpenApiTypes.OBJECT}

    def get_operation_id(self) -> str:
        words = re.findall(r"[a-z]+", self.path.removeprefix("/v1/").replace("_", ""), re.IGNORECASE)
        return f"{self.method.lower()}{''.join(word.title() for word in words)}"

"""How the OpenAPI document is read off the code."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes


class ApiSchema(AutoSchema):
    """Endpoints say what they take and give (`reference.described`); of one that does not, only that it answers JSON."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        # A list is an object with `items`, described as a whole.
        return False

    def get_request_serializer(self) -> Any:
        return OpenApiTypes.OBJECT if self.method in ("POST", "PUT", "PATCH") else None

    def get_response_serializers(self) -> Any:
        return {200: OpenApiTypes.OBJECT}

    def get_operation_id(self) -> str:
        words = re.findall(r"[a-z]+", self.path.removeprefix("/v1/").replace("_", ""), re.IGNORECASE)
        return f"{self.method.lower()}{''.join(word.title() for word in words)}"

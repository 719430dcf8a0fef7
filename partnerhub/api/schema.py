"""How the OpenAPI document is read off the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes

from partnerhub.accounts.scopes import ALL_SCOPES, sentence_of
from partnerhub.api.examples import example_of

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
# What may go wrong anywhere: the number and an example of the sentence.
FAILURES: Mapping[int, tuple[int, str]] = {
    400: (1001, "addressLine1 is missing."),
    401: (93012, "The access token lacks the scope “{scope}”."),
    403: (93011, "The role “Read-only” may not do this."),
    404: (93010, "There is no such object."),
    405: (93015, "This method is not allowed here."),
    409: (93020, "Somebody else changed this in the same moment. Read it again and repeat."),
    412: (93023, "This has changed since you read it. Read it again and decide anew."),
    413: (93013, "The request is larger than this server takes."),
    415: (93017, "The body must be application/json."),
    423: (93014, "This is locked at present. Try again."),
    429: (93018, "Too many requests in this minute."),
    500: (93050, "Something went wrong on our side. Quote the tracking id when you ask for help."),
    503: (93014, "The portal is busy. Try again."),
}
OAUTH, BEARER = "oauth2", "bearer"
_FLOW = {"tokenUrl": "/v1/access_token", "refreshUrl": "/v1/access_token"}


class ApiSchema(AutoSchema):
    """Endpoints say what they take and give (`reference.described`); of one that does not, only that it answers JSON.

    Every one of them names the scope that it needs, and may fail in the one shape of failures.
    """

    def get_auth(self) -> list[dict[str, Any]]:
        """A token with this scope, however it was come by."""
        for name, scheme in security_schemes().items():
            self.registry.register_on_missing(
                ResolvedComponent(name, ResolvedComponent.SECURITY_SCHEMA, object=name, schema=scheme)
            )
        return [{OAUTH: [self._scope] if self._scope else []}, {BEARER: []}]

    @property
    def _scope(self) -> str:
        view: Any = self.view
        scope: str = view.scopes.get(view.action, "")
        return "" if view.any_scope else scope

    def get_description(self) -> str:  # type: ignore[override]
        about = f"Scope: `{self._scope}`." if self._scope else "Any scope."
        view: Any = self.view
        permission = view.permissions.get(view.action)
        return f"{super().get_description()}\n\n{about} Permission: `{permission}`."

    def _is_list_view(self, serializer: Any = None) -> bool:
        # A list is an object with `items`, described as a whole.
        return False

    def _get_request_body(self, *args: Any, **kwargs: Any) -> Any:
        return _with_example(super()._get_request_body(*args, **kwargs))

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(*args, **kwargs)
        failures = {str(status): self._failure(status) for status in FAILURES}
        return {**failures, **{status: _with_example(body) for status, body in bodies.items()}}

    def _failure(self, status: int) -> dict[str, Any]:
        code, sentence = FAILURES[status]
        sentence = sentence.format(scope=self._scope or ALL_SCOPES[0])
        example = {
            "message": sentence,
            "errors": [{"description": sentence, "errorCode": code}],
            "trackingId": example_of({"type": "string"}, "trackingId"),
        }
        failure = ResolvedComponent(
            "Failure", ResolvedComponent.SCHEMA, object="Failure", schema=dict(FAILURE)
        )
        self.registry.register_on_missing(failure)
        content = {"application/json": {"schema": failure.ref, "example": example}}
        return {"content": content, "description": sentence}

    def get_request_serializer(self) -> Any:
        return OpenApiTypes.OBJECT if self.method in ("POST", "PUT", "PATCH") else None

    def get_response_serializers(self) -> Any:
        return {200: OpenApiTypes.OBJECT}

    def get_operation_id(self) -> str:
        words = re.findall(r"[a-z]+", self.path.removeprefix("/v1/").replace("_", ""), re.IGNORECASE)
        return f"{self.method.lower()}{''.join(word.title() for word in words)}"


def security_schemes() -> dict[str, Any]:
    """How tokens are come by, with every scope there is."""
    scopes = {scope: sentence_of(scope) for scope in ALL_SCOPES}
    return {
        OAUTH: {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {**_FLOW, "scopes": scopes},
                "authorizationCode": {**_FLOW, "authorizationUrl": "/v1/authorize", "scopes": scopes},
            },
        },
        BEARER: {"type": "http", "scheme": "bearer", "description": "A token that is at hand already."},
    }


def _with_example(body: Any) -> Any:
    """The body of a request or an answer, with an example in each of its media types."""
    if not body or "content" not in body:
        return body
    content = {
        kind: {**media, "example": example_of(media["schema"])}
        if "$ref" not in media.get("schema", {"$ref": ""})
        else media
        for kind, media in body["content"].items()
    }
    return {**body, "content": content}

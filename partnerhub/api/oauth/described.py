"""Where tokens are given, for the OpenAPI document: these endpoints speak forms, not JSON."""

from __future__ import annotations

from typing import Any

from partnerhub.api.schema import FAILURE

_TEXT = {"type": "string"}
_CLIENT = {
    "client_id": {**_TEXT, "example": "UsevNT9hat3dsOQUKldL0QFJK9V9Ct1TyFtW55A2"},
    "client_secret": {**_TEXT, "example": "as it was shown once"},
}
_GRANT = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {**_TEXT, "enum": ["client_credentials", "authorization_code", "refresh_token"]},
        **_CLIENT,
        "scope": {**_TEXT, "example": "spark-admin:wholesale_customers_read"},
        "code": {**_TEXT, "description": "With authorization_code."},
        "redirect_uri": {**_TEXT, "description": "With authorization_code: the same again."},
        "code_verifier": {**_TEXT, "description": "With authorization_code, if there was a challenge."},
        "refresh_token": {**_TEXT, "description": "With refresh_token. It is good once."},
    },
}
_TOKEN = {
    "type": "object",
    "required": ["access_token", "expires_in", "token_type", "scope"],
    "properties": {
        "access_token": _TEXT,
        "expires_in": {"type": "integer", "description": "Seconds; 14 days at most."},
        "refresh_token": _TEXT,
        "refresh_token_expires_in": {"type": "integer", "description": "Seconds; 90 days at most."},
        "token_type": {**_TEXT, "enum": ["Bearer"]},
        "scope": {**_TEXT, "description": "Scopes with blanks between."},
    },
    "example": {
        "access_token": "zuH6VvT1Fq…",
        "expires_in": 1209600,
        "refresh_token": "p0Xn2rLk…",
        "refresh_token_expires_in": 7776000,
        "token_type": "Bearer",
        "scope": "spark-admin:wholesale_customers_read",
    },
}
_REVOCATION = {
    "type": "object",
    "required": ["token"],
    "properties": {**_CLIENT, "token": _TEXT, "token_type_hint": _TEXT},
}
_REFUSAL = {
    **FAILURE,
    "required": [*FAILURE["required"]],
    "properties": {"error": _TEXT, "error_description": _TEXT, **FAILURE["properties"]},
}


def add_to_document(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A hook of the document's generator."""
    result["paths"]["/v1/access_token"] = {
        "post": _operation(
            "createAccessToken", "A token for a secret, a code or a refresh token.", _GRANT, _TOKEN
        )
    }
    result["paths"]["/v1/revoke"] = {
        "post": _operation(
            "revokeToken", "End a token of the calling client.", _REVOCATION, {"type": "object"}
        )
    }
    return result


def _operation(name: str, about: str, form: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    refusals = {
        status: _json(_REFUSAL, "Refused; `error` says why.") for status in ("400", "401", "405", "413")
    }
    return {
        "operationId": name,
        "description": about,
        "tags": ["OAuth"],
        "security": [],
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form}}, "required": True},
        "responses": {"200": _json(answer, "Done."), **refusals},
    }


def _json(schema: dict[str, Any], about: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, "description": about}

"""Examples for the OpenAPI document, read off the schemas: a field's own example, else one that its name suggests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partnerhub.api import ids

MOMENT = "2026-03-02T09:00:00.000Z"
_UUID = "8f6c1d2e-5b7a-4c3d-9e10-a1b2c3d4e5f6"

# How the names of texts end, and what then stands in them; the first that fits.
_TEXTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("trackingid",), f"ROUTER_{_UUID}"),
    (("orgid",), ids.encode("ORGANIZATION", _UUID)),
    (("personid",), ids.encode("PEOPLE", _UUID)),
    (("externalid", "externalcustomerid"), "ext-1"),
    (("id",), ids.encode("ENTERPRISE", _UUID)),
    (("email", "emails"), "it@contoso.example"),
    (("date",), "2026-03-02"),
    (("url",), f"https://hub.example/v1/wholesale/customers/{ids.encode('ENTERPRISE', _UUID)}"),
    (("created", "expires", "lastused", "at", "ends", "change"), MOMENT),
    (("country",), "IL"),
    (("firstname",), "Dana"),
    (("lastname",), "Levi"),
    (("name",), "Contoso Bakery"),
    (("status",), "provisioned"),
    (("role", "roles"), "full"),
    (("scopes",), "spark-admin:wholesale_customers_read"),
    (("packages", "package"), "webex_calling"),
)


def example_of(schema: Mapping[str, Any], name: str = "") -> Any:
    """A value that fits this schema."""
    if "example" in schema:
        return schema["example"]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        return _object(schema)
    if kind == "array":
        return [example_of(schema.get("items", {"type": "string"}), name)]
    return _plain(kind, schema, name)


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: example_of(part, name) for name, part in schema.get("properties", {}).items()}
    values = schema.get("additionalProperties")
    return found or ({"webex_calling": example_of(values)} if isinstance(values, dict) and values else {})


def _plain(kind: str, schema: Mapping[str, Any], name: str) -> Any:
    if kind == "string":
        lowered = name.lower()
        return next((text for endings, text in _TEXTS if lowered.endswith(endings)), "text")
    return {"integer": schema.get("minimum", 1), "number": 0.93, "boolean": True}.get(kind)

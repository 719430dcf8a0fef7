"""An entry as JSON, as it is stored and as its content hash is taken from, and back."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality

TEXTS = ("start", "end", "citation", "remarks", "url")
TUPLES = ("countries", "dates", "ids", "programs", "also_on")


def to_json(entry: Entry) -> dict[str, Any]:
    """Plain values; what is empty is left out."""
    value: dict[str, Any] = {
        "key": entry.key,
        "source": entry.source,
        "kind": entry.kind.value,
        "names": [[name.text, name.quality.value, name.script] for name in entry.names],
        "addresses": [[address.text, address.country] for address in entry.addresses],
    }
    value.update((name, getattr(entry, name)) for name in TEXTS if getattr(entry, name))
    value.update((name, list(getattr(entry, name))) for name in TUPLES if getattr(entry, name))
    return value


def from_json(value: dict[str, Any]) -> Entry:
    """The reverse of `to_json`."""
    names = (ListedName(text, NameQuality(quality), script) for text, quality, script in value["names"])
    rest: dict[str, Any] = {name: value[name] for name in TEXTS if name in value}
    rest |= {name: tuple(value[name]) for name in TUPLES if name in value}
    return Entry(
        key=value["key"],
        source=value["source"],
        kind=Kind(value["kind"]),
        names=tuple(names),
        addresses=tuple(ListedAddress(text, country) for text, country in value["addresses"]),
        **rest,
    )


def content_hash(value: dict[str, Any]) -> str:
    """SHA-256 of an entry as JSON: changes when anything that the publisher says does."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

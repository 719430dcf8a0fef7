"""The US Consolidated Screening List as JSON: the same facts as the CSV, addresses as objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from compliance.lists.sources import consolidated_csv
from compliance.lists.sources.base import ListFile, Row, RowProblem
from compliance.lists.sources.json_text import read_objects
from compliance.lists.sources.text import head_text, tidy

# Not in every kind of row; the identifier is `id` here and `_id` there.
KEYS = frozenset({*consolidated_csv.COLUMNS, "id", "country", "score"})
ADDRESS = ("address", "city", "state", "postal_code", "country")
IDENTIFIER = ("country", "issue_date", "expiration_date", "number", "type")
LINES = {"addresses": ADDRESS, "ids": IDENTIFIER}


class ConsolidatedJson:
    """{"results": [...]}. Untried on a real file."""

    slug, list_slug, title = "csl-json", "csl", "Consolidated Screening List (JSON)"

    def sniff(self, head: bytes, filename: str) -> bool:
        text = head_text(head).lstrip()
        return text.startswith("{") and '"results"' in text

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for found in read_objects(file, "results"):
                yield found if isinstance(found, RowProblem) else read_object(*found)


def read_object(line: int, value: dict[str, Any]) -> Row | RowProblem:
    """One party, read as a row of the CSV would be."""
    unknown = sorted(value.keys() - KEYS)
    if unknown:
        return RowProblem(line, f"has unknown {', '.join(map(repr, unknown[:8]))}")
    if "name" not in value or "source" not in value:
        return RowProblem(line, "lacks 'name' or 'source'")
    values = {column: as_text(column, value.get(column)) for column in consolidated_csv.COLUMNS}
    values["_id"] = as_text("_id", value.get("id") or value.get("_id"))
    return consolidated_csv.read_row(line, values)


def as_text(column: str, value: Any) -> str:
    """A value as the CSV writes it: several joined by "; ", objects as one line each."""
    if isinstance(value, list):
        return "; ".join(filter(None, (one_line(column, each) for each in value)))
    return "" if value is None else str(value)


def one_line(column: str, value: Any) -> str:
    """An element of a list. A semicolon inside it would look like two elements."""
    if isinstance(value, dict):
        names = LINES.get(column, tuple(value))
        value = ", ".join(str(value[name]).strip() for name in names if value.get(name))
    return tidy(str(value).replace(";", ",")) if value is not None else ""

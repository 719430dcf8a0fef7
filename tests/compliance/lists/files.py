"""Small list files, made as the publishers make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from compliance.entries import Entry
from compliance.lists.sources import bis_text, consolidated_csv, simple_csv
from compliance.lists.sources.base import Row, RowProblem, Source
from compliance.lists.sources.files import files_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "lists"


def csv_text(columns: Iterable[str], rows: Iterable[dict[str, str]], delimiter: str = ",") -> str:
    """A CSV file with these rows; columns that a row leaves out are empty."""
    columns, out = list(columns), io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def csl_text(*rows: dict[str, str]) -> str:
    """A Consolidated Screening List; each row has an id, a source and a name unless it says otherwise."""
    defaults = {"source": "Entity List (EL) - Bureau of Industry and Security", "name": "Zorvax Ltd"}
    numbered = ({"_id": str(number)} | defaults | row for number, row in enumerate(rows, start=1))
    return csv_text(consolidated_csv.COLUMNS, numbered)


def bis_rows(*rows: dict[str, str]) -> str:
    """A Denied Persons List."""
    defaults = {"Name": "ZORVAX LTD", "Street_Address": "1 QUAY", "Effective_Date": "06/19/2003"}
    return csv_text(bis_text.COLUMNS, (defaults | row for row in rows), delimiter="\t")


def simple_text(*rows: dict[str, str]) -> str:
    """A list in our own format."""
    return csv_text((*simple_csv.COLUMNS, *simple_csv.OPTIONAL), rows)


def parties(count: int, *, first: int = 1, list_code: str = "") -> str:
    """A list in our own format with so many parties."""
    numbers = range(first, first + count)
    return simple_text(*({"id": f"P{n}", "name": f"Zorvax Works {n}", "list": list_code} for n in numbers))


def rows_of(source: Source, path: Path) -> list[Row | RowProblem]:
    """All that an adaptor finds in a file."""
    return list(source.read(files_of(path)))


def entries_of(source: Source, path: Path) -> list[Entry]:
    """The entries of a file without problems."""
    rows = rows_of(source, path)
    assert [row for row in rows if isinstance(row, RowProblem)] == []
    return [row.entry for row in rows if isinstance(row, Row)]


def problems_of(source: Source, path: Path) -> list[str]:
    """The problems of a file, as people read them."""
    return [str(row) for row in rows_of(source, path) if isinstance(row, RowProblem)]

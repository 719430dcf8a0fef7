"""Labelled queries: customers of whom it is known which listed party they are, or that they are none.

A CSV file, plain or gzip, with the columns `label` (1 or 0), `name`, and for 1 `targets`: the keys of the
listed parties, separated by `|`, any of which is right. A key is the publisher's (as in our list of parties),
with or without the list before it (`csl:20293`). `country`, `address`, `transform` (the kind of change) and
`group` (beginning with "hard": hard on purpose) may be left out.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from compliance.profile import PostalAddress, Profile
from partnerhub.errors import DomainError

NEEDED = ("label", "name")
LONGEST_NAME = 1000
_GZIP = b"\x1f\x8b"


class UnreadableQueries(DomainError):
    """The file of labelled queries cannot be read."""

    code, status = 91026, 400


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """One row. `targets` is empty for somebody who is on no list; `is_hard`: made to be mistaken for one."""

    line: int
    profile: Profile
    targets: frozenset[str]
    change: str
    is_hard: bool


def read(path: Path) -> list[LabelledQuery]:
    """All rows, or UnreadableQueries with the line and column of the first that is wrong."""
    try:
        with _opened(path) as stream:
            queries = list(_rows(path.name, stream))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableQueries(f"{path.name} cannot be read: {error}") from error
    if not queries:
        raise UnreadableQueries(f"{path.name} has no queries.")
    return queries


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == _GZIP
    if is_gzip:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(file: str, stream: IO[str]) -> Iterator[LabelledQuery]:
    reader = csv.DictReader(stream, strict=True)
    columns = reader.fieldnames or []
    if missing := [name for name in NEEDED if name not in columns]:
        raise UnreadableQueries(f"{file}, line 1: the column {missing[0]!r} is missing.", field=missing[0])
    for row in reader:
        if None in row or None in row.values():
            raise UnreadableQueries(f"{file}, line {reader.line_num}: {len(columns)} columns are expected.")
        yield _query(file, reader.line_num, row)


def _query(file: str, line: int, row: dict[str, str]) -> LabelledQuery:
    def refuse(column: str, why: str) -> UnreadableQueries:
        return UnreadableQueries(f"{file}, line {line}, column {column}: {why}", field=column)

    name, label = row["name"].strip(), row["label"].strip()
    targets = frozenset(filter(None, (key.strip() for key in row.get("targets", "").split("|"))))
    if label not in ("0", "1"):
        raise refuse("label", f"{row['label'][:40]!r} is neither 1 nor 0.")
    if not name or len(name) > LONGEST_NAME:
        raise refuse("name", f"a name has 1 to {LONGEST_NAME} characters.")
    if label == "1" and not targets:
        raise refuse("targets", "a query labelled 1 names the party to be found.")
    address = PostalAddress(line1=row.get("address", ""), country=row.get("country", "").strip().upper())
    return LabelledQuery(
        line=line,
        profile=Profile(name, address),
        targets=targets if label == "1" else frozenset(),
        change=row.get("transform", "").strip() or "-",
        is_hard=row.get("group", "").startswith("hard"),
    )

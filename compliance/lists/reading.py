"""A list file is read as a whole: its parties, the rows of each source list, every row that is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from compliance.entries import Entry
from compliance.lists.sources import files, formats
from compliance.lists.sources.base import UNREADABLE, ListFile, RowProblem, Source
from compliance.lists.sources.merging import merged
from partnerhub.errors import DomainError

# So many problems are kept to be shown; the others are counted.
KEPT_PROBLEMS = 1000


class UnknownFormat(DomainError):
    """This file is in none of the list formats that can be taken in."""

    code, status = 91010, 400


class UnreadableListFile(DomainError):
    """The list file cannot be opened."""

    code, status = 91011, 400


@dataclass(slots=True)
class Reading:
    """What a file says. `parties` by key; `counts` are rows per source list; not usable with `problems`."""

    source: Source
    file_name: str
    file_hash: str
    parties: dict[str, Entry] = field(default_factory=dict)
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0

    def add_problem(self, problem: RowProblem) -> None:
        """Keep it to be shown, if there are not too many."""
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True)
class KnownSources:
    """The source lists that the catalogue knows: code by any way of writing it, and how grave a hit is."""

    codes: Mapping[str, str]
    gravity: Mapping[str, int]
    default: str

    def code_of(self, text: str) -> str | None:
        """The catalogue's code of a source list; the default where the row names none."""
        return self.codes.get(text.casefold()) if text else self.default

    def gravity_of(self, code: str) -> int:
        """For sorting: more is graver."""
        return self.gravity.get(code, 0)


def files_at(path: Path, on_bytes: files.OnBytes | None = None) -> list[ListFile]:
    """The files in `path`, or UnreadableListFile."""
    try:
        return files.files_of(path, on_bytes)
    except UNREADABLE as error:
        raise UnreadableListFile(f"{path.name} cannot be opened: {error}") from error


def source_of(path: Path, wanted: str = formats.AUTO) -> Source:
    """The adaptor for `path`: the one named `wanted`, or the one that recognises it."""
    source = formats.recognise(files_at(path)) if wanted == formats.AUTO else formats.source_named(wanted)
    if source is None:
        known = ", ".join(each.slug for each in formats.SOURCES)
        what = (
            f"{path.name} is in none of the known formats"
            if wanted == formats.AUTO
            else f"{wanted!r} is no format"
        )
        raise UnknownFormat(f"{what}; known are: {known}")
    return source


def read(
    path: Path, source: Source, known: KnownSources, *, on_bytes: Callable[[int], None] | None = None
) -> Reading:
    """Read all of `path`. An unknown name of a source list is a problem, never left out (R3)."""
    reading = Reading(source, path.name, files.hash_of(path))
    for found in source.read(formats.own_files(source, files_at(path, on_bytes))):
        if isinstance(found, RowProblem):
            reading.add_problem(found)
        elif code := known.code_of(found.entry.source):
            take_in(reading, replace(found.entry, source=code), known)
        else:
            reading.add_problem(RowProblem(found.line, f"unknown list name {found.entry.source!r}"))
    return reading


def take_in(reading: Reading, entry: Entry, known: KnownSources) -> None:
    """Count the row, and join it to its party."""
    reading.rows += 1
    reading.counts[entry.source] += 1
    earlier = reading.parties.get(entry.key)
    reading.parties[entry.key] = merged(earlier, entry, gravity=known.gravity_of) if earlier else entry

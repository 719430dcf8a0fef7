"""JSON list files, object by object: neither needs the whole file in memory, both know their lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from compliance.lists.sources.base import ListFile, RowProblem
from compliance.lists.sources.text import read_lines

type Found = tuple[int, dict[str, Any]] | RowProblem

DECODER = json.JSONDecoder()
BLANKS = re.compile(r"[\s,]*")
# An object this large is no party: a bracket is missing.
LONGEST_OBJECT = 8_000_000


def read_json_lines(file: ListFile) -> Iterator[Found]:
    """One object a line."""
    found: list[RowProblem] = []
    for number, line in enumerate(read_lines(file, found), start=1):
        yield from found
        broken = bool(found)
        found.clear()
        if not broken and line.strip():
            yield parsed(number, line)
    yield from found


def parsed(number: int, line: str) -> Found:
    """A line as an object."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return RowProblem(number, f"is not JSON: {error}")
    return (number, value) if isinstance(value, dict) else RowProblem(number, "is not a JSON object")


def read_objects(file: ListFile, key: str) -> Iterator[Found]:
    """The objects of the array under `key`, in a file that is one object."""
    found: list[RowProblem] = []
    reader = ArrayReader(read_lines(file, found))
    yield from reader.objects(key)
    yield from found


class ArrayReader:
    """A window over the text of a file, with the line on which it begins."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.text, self.line = lines, "", 1

    def more(self) -> bool:
        """Read on; false at the end of the file."""
        line = next(self.lines, "")
        self.text += line
        return bool(line)

    def skip(self, count: int) -> None:
        """Move the beginning of the window on."""
        self.line += self.text.count("\n", 0, count)
        self.text = self.text[count:]

    def objects(self, key: str) -> Iterator[Found]:
        """Each element; the last thing is a problem where the array is not closed."""
        opening = re.compile(rf'"{re.escape(key)}"\s*:\s*\[')
        while (start := opening.search(self.text)) is None:
            if not self.more():
                yield RowProblem(self.line, f"the file has no {key!r}")
                return
        self.skip(start.end())
        while True:
            self.skip(blanks(self.text))
            if self.text.startswith("]"):
                return
            element = self.element() if self.text or self.more() else None
            if element is None:
                yield RowProblem(self.line, "the file ends here, inside a list")
                return
            if element != ():
                yield element
                if isinstance(element, RowProblem):
                    return

    def element(self) -> Any:
        """The object at the beginning of the window; () where only blanks were read, None at the end."""
        self.skip(blanks(self.text))
        while not self.text:
            if not self.more():
                return None
            self.skip(blanks(self.text))
        if self.text.startswith("]"):
            return ()
        return self.decoded()

    def decoded(self) -> Found | None:
        """Read on until the object is whole."""
        while True:
            try:
                value, end = DECODER.raw_decode(self.text)
            except RecursionError:
                return RowProblem(self.line, "is nested too deeply")
            except ValueError as error:
                if len(self.text) > LONGEST_OBJECT or not self.more():
                    return RowProblem(self.line, f"is not a whole JSON object: {error}")
                continue
            line = self.line
            self.skip(end)
            return (line, value) if isinstance(value, dict) else RowProblem(line, "is not a JSON object")


def blanks(text: str) -> int:
    """How much of the beginning is between two elements."""
    found = BLANKS.match(text)
    return found.end() if found else 0

"""XML list files, element by element, safe against what XML can do to a reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from compliance.lists.sources.base import UNREADABLE, ListFile, RowProblem
from compliance.lists.sources.text import tidy


class LineByLine:
    """A stream that is read a line at a time, so that an element's line is known when it ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.line = stream, 0

    def read(self, size: int = -1) -> bytes:
        """At most one line."""
        self.line += 1
        return self.stream.readline(65536)


def read_elements(
    file: ListFile, root: str, names: Sequence[str]
) -> Iterator[tuple[int, Element] | RowProblem]:
    """(line on which it ends, element) for each element of these names, freed from memory afterwards."""
    reader: LineByLine | None = None
    try:
        with file.open() as stream:
            reader = LineByLine(stream)
            yield from elements(reader, root, names)
    except ParseError as error:
        yield RowProblem(error.position[0], f"is not readable XML ({error})")
    except (DefusedXmlException, ValueError, LookupError) as error:
        yield RowProblem(reader.line if reader else 1, f"is not readable XML ({error})")
    except UNREADABLE as error:
        yield RowProblem(
            reader.line if reader else 1, f"the file ends here, it is cut off or damaged ({error})"
        )


def elements(
    reader: LineByLine, root: str, names: Sequence[str]
) -> Iterator[tuple[int, Element] | RowProblem]:
    """The elements; a problem where the file is about something else."""
    parents: list[Element] = []
    for event, element in iterparse(reader, events=("start", "end")):
        element.tag = local(element.tag)
        if event == "start":
            parents.append(element)
            if len(parents) == 1 and element.tag != root:
                yield RowProblem(reader.line, f"begins with <{element.tag}>, not <{root}>")
                return
            continue
        parents.pop()
        if element.tag in names:
            yield reader.line, element
            if parents:
                parents[-1].remove(element)


def local(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


def text_of(element: Element | None, path: str = ".") -> str:
    """The tidy text at `path`; empty where there is none."""
    found = element.find(path) if element is not None else None
    return tidy(found.text or "") if found is not None else ""


def texts_of(element: Element, path: str) -> tuple[str, ...]:
    """The texts at `path` that are not empty, each once."""
    return tuple(dict.fromkeys(filter(None, (tidy(found.text or "") for found in element.findall(path)))))

"""Text files of any encoding become records, each with its line; what is broken is reported."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from compliance.lists.sources.base import UNREADABLE, ListFile, RowProblem

# A line longer than this is no list: it would only fill the memory.
LONGEST_LINE = 4_000_000
END_OF_FILE = "\x1a"  # how DOS ended a text file; OFAC still does


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one row, and the line on which it starts."""

    line: int
    fields: list[str]


def tidy(text: str) -> str:
    """Without blanks at the ends, runs of blanks as one."""
    return " ".join(text.split())


def parts(text: str, separator: str = ";") -> tuple[str, ...]:
    """The values that a publisher joined into one field, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, (tidy(part) for part in text.split(separator)))))


def iso_date(text: str, *formats: str) -> str:
    """`text` as YYYY-MM-DD; raises ValueError where it is no date in one of `formats` (default ISO)."""
    for form in formats or ("%Y-%m-%d",):
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    raise ValueError(text)


def head_text(head: bytes) -> str:
    """The beginning of a file as text, good enough to tell formats apart."""
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return head.decode(encoding, "replace")


def first_line(head: bytes) -> str:
    """The first line of a file that begins with `head`, blank lines before it left out."""
    return next((line for line in head_text(head).splitlines() if line.strip()), "")


def read_lines(file: ListFile, found: list[RowProblem], fallback: str = "") -> Iterator[str]:
    """Decoded lines with their ends. Problems go to `found`; the line then comes with replacements.

    UTF-8 with or without a byte order mark, UTF-16 with one; a line that is not UTF-8 is read in
    `fallback`, where the publisher is known to use that encoding.
    """
    line = 0
    try:
        with file.open() as stream:
            for line, text in enumerate(decoded(stream, found, fallback), start=1):
                if "\0" in text:
                    found.append(RowProblem(line, "has a NUL character"))
                if text.strip("\r\n") != END_OF_FILE:
                    yield text.replace("\0", "").rstrip(END_OF_FILE)
    except UNREADABLE as error:
        found.append(RowProblem(line + 1, f"the file ends here, it is cut off or damaged ({error})"))
    except UnicodeError as error:
        found.append(RowProblem(line + 1, f"is not readable text ({error})"))


def decoded(stream: BinaryIO, found: list[RowProblem], fallback: str) -> Iterator[str]:
    """Lines in the encoding that the first bytes promise."""
    first = stream.readline(LONGEST_LINE)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        rest = codecs.getincrementaldecoder("utf-16")()
        yield from utf16_lines(first, stream, rest)
        return
    first, line = first.removeprefix(codecs.BOM_UTF8), 1
    while first:
        yield decode_line(first, line, found, fallback)
        first, line = stream.readline(LONGEST_LINE), line + 1
        if len(first) == LONGEST_LINE:
            found.append(RowProblem(line, f"is longer than {LONGEST_LINE:,} bytes"))
            return


def utf16_lines(first: bytes, stream: BinaryIO, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    """Lines of UTF-16 text, whose bytes cannot be cut at a newline byte."""
    pending, block = "", first
    while block:
        pending += decoder.decode(block)
        *whole, pending = pending.splitlines(keepends=True) or [""]
        yield from whole
        block = stream.read(65536)
    decoder.decode(b"", final=True)
    if pending:
        yield pending


def decode_line(raw: bytes, line: int, found: list[RowProblem], fallback: str) -> str:
    """One line as text; reported where its bytes are in neither encoding."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if not fallback:
            message = f"is not UTF-8 at byte {error.start + 1}; save the file as UTF-8"
            found.append(RowProblem(line, message))
            return raw.decode("utf-8", "replace")
    try:
        return raw.decode(fallback)
    except UnicodeDecodeError as error:
        found.append(RowProblem(line, f"is neither UTF-8 nor {fallback} at byte {error.start + 1}"))
        return raw.decode("utf-8", "replace")


def read_records(
    file: ListFile, *, delimiter: str = ",", fallback: str = ""
) -> Iterator[Record | RowProblem]:
    """The records of a CSV file. Strict: a quote that is not closed is a problem, not a very long field."""
    found: list[RowProblem] = []
    reader = csv.reader(read_lines(file, found, fallback), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            fields = []
            found.append(RowProblem(line, f"cannot be read as a row: {error}"))
        broken = bool(found)
        yield from found
        found.clear()
        if fields is None:
            return
        # A row with a broken line in it was reported above; its fields cannot be trusted.
        if fields and not broken:
            yield Record(line, fields)


def read_table(
    file: ListFile,
    columns: Sequence[str],
    *,
    optional: Sequence[str] = (),
    delimiter: str = ",",
    fallback: str = "",
    spelled: Callable[[str], str] = tidy,
) -> Iterator[tuple[int, dict[str, str]] | RowProblem]:
    """Rows of a file with a header, as (line, values by column).

    `columns` must all be there and no other than them and `optional`: a column that we do not know
    may mean that the publisher has changed what the others say. `spelled` brings a column's name to
    the spelling of `columns`.
    """
    header: list[str] | None = None
    for record in read_records(file, delimiter=delimiter, fallback=fallback):
        if isinstance(record, RowProblem):
            yield record
        elif header is None:
            header = [spelled(name) for name in record.fields]
            if problem := header_problem(record.line, header, columns, optional):
                yield problem
                return
        elif [spelled(value) for value in record.fields] == header:
            yield RowProblem(record.line, "repeats the header: were two files joined?")
        elif len(record.fields) != len(header):
            yield RowProblem(record.line, f"has {len(record.fields)} columns, the header has {len(header)}")
        else:
            yield record.line, dict(zip(header, record.fields, strict=True))


def header_problem(
    line: int, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> RowProblem | None:
    """What is wrong with a header, in one sentence."""
    complaints = (
        ("lacks", [name for name in columns if name not in header]),
        ("has unknown", [name for name in header if name not in columns and name not in optional]),
        ("repeats", sorted({name for name in header if header.count(name) > 1})),
    )
    wrong = [f"{verb} {', '.join(repr(name) for name in names[:8])}" for verb, names in complaints if names]
    return RowProblem(line, f"the header {'; '.join(wrong)}") if wrong else None

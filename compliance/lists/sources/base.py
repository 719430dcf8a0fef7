"""What every adaptor of a publisher's format offers: it recognises its file and reads it row by row."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from compliance.entries import Entry

# What a broken or encrypted gzip or ZIP file can raise; OSError covers gzip.BadGzipFile.
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was read. Several rows may name one party (same key); `line` is where the row starts."""

    line: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row that could not be read. A file with a problem is refused as a whole."""

    line: int
    message: str
    column: str = ""
    file: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.file else f"line {self.line}"
        return f"{where}, column {self.column}: {self.message}" if self.column else f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file to read, already freed of gzip or ZIP. `open` may be called again for another pass."""

    name: str
    open: Callable[[], BinaryIO]

    def head(self, size: int = 4096) -> bytes:
        """The first bytes, for telling formats apart; empty where the file cannot be unpacked."""
        try:
            with self.open() as stream:
                return stream.read(size)
        except UNREADABLE:
            return b""


class Source(Protocol):
    """An adaptor. `slug` is what `--source` takes, `list_slug` the list of the catalogue that it feeds."""

    slug: str
    list_slug: str
    title: str

    def sniff(self, head: bytes, filename: str) -> bool:
        """Does a file that begins like this look like ours?"""

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        """Row by row, streaming; never raises for what a file may contain."""


def key_of(*parts: str) -> str:
    """A key for parties whose publisher gives them none: stable as long as `parts` are."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

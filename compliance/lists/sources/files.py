"""A list arrives plain, gzipped, zipped or as a folder: here it becomes the files that adaptors read."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from compliance.lists.sources.base import ListFile

GZIP, ZIP = b"\x1f\x8b", b"PK"
BLOCK = 1 << 20

type OnBytes = Callable[[int], None]


class Counted(io.RawIOBase):
    """A raw file that tells how far it has been read, so that a progress bar knows the share done."""

    def __init__(self, raw: BinaryIO, on_bytes: OnBytes) -> None:
        super().__init__()
        self.raw, self.on_bytes = raw, on_bytes

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.raw.seek(offset, whence)

    def tell(self) -> int:
        return self.raw.tell()

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        block = self.raw.read(len(buffer))
        buffer[: len(block)] = block
        self.on_bytes(len(block))
        return len(block)

    def close(self) -> None:
        self.raw.close()
        super().close()


class Unpacked(gzip.GzipFile):
    """What a gzip file holds; closing it closes that file too."""

    def __init__(self, packed: BinaryIO) -> None:
        super().__init__(fileobj=packed)
        self.packed = packed

    def close(self) -> None:
        super().close()
        self.packed.close()


def files_of(path: Path, on_bytes: OnBytes | None = None) -> list[ListFile]:
    """The files in `path`: itself, the members of a ZIP, or the files of a folder; gzip undone for each.

    Raises OSError where `path` cannot be opened and zipfile.BadZipFile for a ZIP without a directory.
    """
    if path.is_dir():
        return [
            file for part in sorted(path.iterdir()) if part.is_file() for file in files_of(part, on_bytes)
        ]
    with path.open("rb") as raw:
        magic = raw.read(2)
    if magic == ZIP and zipfile.is_zipfile(path):
        return zip_members(path)
    return [ListFile(plain_name(path.name), lambda: ungzipped(path.open("rb"), on_bytes))]


def zip_members(path: Path) -> list[ListFile]:
    """Each member of a ZIP file, without folders and without what macOS adds."""

    def opener(member: str) -> Callable[[], BinaryIO]:
        return lambda: ungzipped(cast(BinaryIO, zipfile.ZipFile(path).open(member)), None)

    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    wanted = [name for name in sorted(names) if not name.startswith("__MACOSX/")]
    return [ListFile(plain_name(Path(name).name), opener(name)) for name in wanted]


def ungzipped(raw: BinaryIO, on_bytes: OnBytes | None) -> BinaryIO:
    """The stream itself, or what its gzip holds."""
    counted = Counted(raw, on_bytes) if on_bytes else raw
    buffered = io.BufferedReader(cast(io.RawIOBase, counted), BLOCK)
    if buffered.peek(2)[:2] == GZIP:
        return cast(BinaryIO, Unpacked(buffered))
    return buffered


def plain_name(name: str) -> str:
    """`sdn.csv` for `SDN.CSV.gz`: adaptors know their files by name."""
    return name.lower().removesuffix(".gz")


def size_of(path: Path) -> int:
    """Bytes on disk, of a folder all of them."""
    return sum(part.stat().st_size for part in parts_of(path))


def hash_of(path: Path) -> str:
    """SHA-256 of the file as received; of a folder, of its files in the order of their names."""
    digest = hashlib.sha256()
    for part in parts_of(path):
        with part.open("rb") as raw:
            while block := raw.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def parts_of(path: Path) -> list[Path]:
    """The files that make up `path`."""
    return sorted(part for part in path.iterdir() if part.is_file()) if path.is_dir() else [path]

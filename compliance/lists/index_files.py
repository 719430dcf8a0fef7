"""Index files in the portal's own folder: written beside, checked, renamed in one step, cleared away."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files import locks

from compliance.entries import Entry
from compliance.screening import engine

log = structlog.get_logger(__name__)

# Processes that still map an older file have long moved on by then.
KEPT_SECONDS = 3600
BLOCK = 1 << 22

type Entries = Callable[[], Iterable[Entry]]


def folder() -> Path:
    """Where index files are."""
    path = Path(settings.VAR_DIR) / "indexes"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(fingerprint: str) -> Path:
    """The file for these lists and this engine."""
    return folder() / f"{fingerprint[:40]}-{engine.ENGINE_VERSION}-{engine_mark()}"


@cache
def engine_mark() -> str:
    """A hash of the engine's own files: an index folded by other code would miss names without a word."""
    digest = hashlib.sha256()
    for part in sorted(Path(engine.__file__).parent.rglob("*")):
        if part.suffix in {".py", ".gz", ".csv", ".tsv", ".txt", ".json"}:
            digest.update(part.name.encode() + b"\0" + part.read_bytes())
    return digest.hexdigest()[:8]


def note_of(path: Path) -> Path:
    """The small file beside an index that tells how it must look."""
    return path.with_name(path.name + ".json")


def opened(fingerprint: str, entries: Entries) -> engine.Index:
    """The index from its file, or built from `entries` where there is none that is whole.

    Several processes may ask at once: one builds, the others wait and map its file.
    """
    path = path_of(fingerprint)
    index = loaded(path)
    if index is not None:
        return index
    with alone():
        return loaded(path) or built(path, entries)


def loaded(path: Path) -> engine.Index | None:
    """The index in the file; None where the file is missing, damaged, or not of this engine."""
    if not is_whole(path):
        return None
    try:
        index = engine.Index.load(path)
        os.utime(note_of(path))  # in use: not to be cleared away
    except Exception as error:  # whatever a damaged file makes of the loader, the index is built again
        log.warning("index_file_unusable", path=path.name, error=str(error))
        return None
    return index


def built(path: Path, entries: Entries) -> engine.Index:
    """Build and write. A folder that cannot be written costs the next process time, and no screening."""
    index = engine.build(entries())
    try:
        write(index, path)
    except OSError as error:
        log.warning("index_file_not_written", path=path.name, error=str(error))
        return index
    clear_away(path)
    return loaded(path) or index


def write(index: engine.Index, path: Path) -> None:
    """Beside first, then in place: no process ever sees half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    remove(beside)
    index.save(beside)
    note = {"checksum": checksum(beside), "engine": f"{engine.ENGINE_NAME} {engine.ENGINE_VERSION}"}
    for part in parts_of(beside):
        flush(part)
    remove(path)
    beside.replace(path)
    note_of(beside).write_text(json.dumps(note), encoding="utf-8")
    note_of(beside).replace(note_of(path))


def is_whole(path: Path) -> bool:
    """Does the file look as when it was written?"""
    try:
        note = json.loads(note_of(path).read_text(encoding="utf-8"))
        return note["checksum"] == checksum(path)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def checksum(path: Path) -> str:
    """Sizes and CRC-32 of the file, or of the files in the folder: quick, and enough against damage."""
    sums = []
    for part in parts_of(path):
        value = 0
        with part.open("rb") as stream:
            while block := stream.read(BLOCK):
                value = zlib.crc32(block, value)
        sums.append(f"{part.name if part != path else ''}:{part.stat().st_size}:{value:08x}")
    return "/".join(sums)


def parts_of(path: Path) -> list[Path]:
    """The file itself, or the files of a folder."""
    return sorted(part for part in path.rglob("*") if part.is_file()) if path.is_dir() else [path]


def flush(path: Path) -> None:
    """Down to the disk before the name points at it."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


@contextmanager
def alone() -> Iterator[None]:
    """One builder at a time on this machine."""
    with (folder() / "lock").open("wb") as stream:
        locks.lock(stream, locks.LOCK_EX)
        try:
            yield
        finally:
            locks.unlock(stream)


def clear_away(current: Path) -> None:
    """Remove indexes that nobody has opened for a while; maps that are still open stay valid."""
    oldest = time.time() - KEPT_SECONDS
    for note in folder().glob("*.json"):
        path = note.with_suffix("")
        if path.name != current.name and note.stat().st_mtime < oldest:
            remove(path)
            note.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """A file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

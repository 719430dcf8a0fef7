"""The search index of the lists in force: built once, kept as a file, mapped by every process.

The file's name is the fingerprint of what it was built from, so that a file can never answer for other
lists than its own, whatever happened to the database or to the folder.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from compliance.entries import Entry
from compliance.lists import index_files, parties
from compliance.models.restricted_list import (
    ListVersion,
    Publication,
    RestrictedList,
    fingerprint_of,
    versions_in_force,
)
from compliance.models.settings import ScreeningSettings
from compliance.screening import engine


class IndexUnavailable(Exception):
    """The lists in force cannot be searched now. Screenings then end as UNAVAILABLE, never as clear (R3)."""


@dataclass(frozen=True, slots=True)
class LoadedIndex:
    """What a process searches. `index` is None where no list is in force. Keys of entries are `slug:key`.

    `versions` are as they were when the index was loaded: their fetch times may have moved on. `settings`
    are in force with them; None is as the engine ships.
    """

    generation: int
    fingerprint: str
    versions: tuple[ListVersion, ...]
    index: engine.Index | None
    settings: ScreeningSettings | None = None


class Store:
    """One per process. Looks at the publication row at most once in `RPL_INDEX_RECHECK_SECONDS`."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loaded: LoadedIndex | None = None
        self.looked_at = float("-inf")

    def current(self, *, recheck: bool = False) -> LoadedIndex:
        """The index in force; `recheck` looks now, as after ListsChanged. Raises IndexUnavailable."""
        with self.lock:
            if self.loaded is None or recheck or time.monotonic() - self.looked_at >= recheck_seconds():
                self.loaded = loaded_now(self.loaded)
                self.looked_at = time.monotonic()
            return self.loaded

    def forget(self) -> None:
        """Look again at the next use."""
        with self.lock:
            self.looked_at = float("-inf")


store = Store()
current, forget = store.current, store.forget


def recheck_seconds() -> float:
    """How long a process may go on without looking whether other versions are in force."""
    return float(settings.RPL_INDEX_RECHECK_SECONDS)


def loaded_now(before: LoadedIndex | None) -> LoadedIndex:
    """The index of the versions in force at this moment, the one from `before` where it is the same."""
    publication = Publication.current()
    if before and _is(before, publication):
        return before
    versions = tuple(versions_in_force())
    fingerprint = fingerprint_of(pairs(versions))
    if not versions:
        index = None
    elif before and before.fingerprint == fingerprint:
        index = before.index
    else:
        index = index_files.opened(fingerprint, lambda: entries_of(versions))
    return LoadedIndex(publication.generation, fingerprint, versions, index, publication.settings)


def _is(loaded: LoadedIndex, publication: Publication) -> bool:
    """Are these still the lists and settings in force? A database that was put back may count generations anew."""
    known = (loaded.generation, loaded.fingerprint, loaded.settings.pk if loaded.settings else None)
    return known == (publication.generation, publication.fingerprint, publication.settings_id)


def pairs(versions: Sequence[ListVersion]) -> list[tuple[str, str]]:
    """(slug, content hash) of each."""
    return [(version.restricted_list.slug, version.content_hash) for version in versions]


def entries_of(versions: Iterable[ListVersion]) -> list[Entry]:
    """The parties of these versions, from the database, in an order that does not depend on it."""
    entries: list[Entry] = []
    for version in versions:
        found = list(parties.for_index(version.restricted_list.slug, parties.parties_of(version)))
        if len(found) != version.party_count:
            raise IndexUnavailable(f"{version} has {len(found)} parties instead of {version.party_count}")
        entries += found
    return ordered(entries)


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """By key: the same lists give the same index, bit for bit."""
    return sorted(entries, key=lambda entry: entry.key)


def prepare(restricted_list: RestrictedList, new: Iterable[Entry], content_hash: str) -> None:
    """Build the index as it will be with a new version of one list, before that version is in force.

    So nobody waits for it afterwards. Should another list be published meanwhile, the next `current()`
    builds what is then in force.
    """
    slug = restricted_list.slug
    others = [version for version in versions_in_force() if version.restricted_list_id != restricted_list.pk]
    fingerprint = fingerprint_of([*pairs(others), (slug, content_hash)])
    index_files.opened(fingerprint, lambda: ordered([*entries_of(others), *parties.for_index(slug, new)]))

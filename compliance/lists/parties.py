"""The parties of a list, stored once for all versions in which they say the same, and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from compliance import entry_json
from compliance.entries import Entry
from compliance.models.restricted_list import ListVersion, RestrictedList, RestrictedParty

BATCH = 2000
# Between the slug of a list and the key of a party; slugs have no colon.
SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry ready to be stored: as JSON, with its hash."""

    content: dict[str, Any]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file changes, as keys of parties. `gone` are the rows that end, changed ones included."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    gone: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Does the file say what the version in force says?"""
        return not (self.added or self.changed or self.removed)


def prepared(parties: Mapping[str, Entry]) -> dict[str, Stored]:
    """Each party as it would be stored, by key."""
    contents = ((key, entry_json.to_json(entry)) for key, entry in parties.items())
    return {key: Stored(content, entry_json.content_hash(content)) for key, content in contents}


def content_hash_of(stored: Mapping[str, Stored]) -> str:
    """SHA-256 over all parties, whatever their order in the file."""
    digest = hashlib.sha256()
    for key in sorted(stored):
        digest.update(f"{key}\x1f{stored[key].content_hash}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def difference(restricted_list: RestrictedList, stored: Mapping[str, Stored]) -> Difference:
    """What `stored` changes against the version in force."""
    rows = RestrictedParty.objects.open_of(restricted_list).values_list("key", "content_hash", "id")
    before = {key: (content_hash, row) for key, content_hash, row in rows.iterator(chunk_size=BATCH)}
    changed = [key for key, new in stored.items() if key in before and before[key][0] != new.content_hash]
    removed = [key for key in before if key not in stored]
    return Difference(
        added=tuple(key for key in stored if key not in before),
        changed=tuple(changed),
        removed=tuple(removed),
        gone=tuple(before[key][1] for key in (*changed, *removed)),
    )


def store(version: ListVersion, stored: Mapping[str, Stored], change: Difference) -> None:
    """Write what `version` changes; the parties that stay as they are, stay untouched."""
    number = version.number or 0
    for ids in batches(change.gone):
        RestrictedParty.objects.filter(id__in=ids).update(last_version=number - 1)
    for keys in batches((*change.added, *change.changed)):
        RestrictedParty.objects.bulk_create([row_of(version, stored[key]) for key in keys])


def row_of(version: ListVersion, stored: Stored) -> RestrictedParty:
    """One party from this version on."""
    content = stored.content
    shown = content["names"] or content["addresses"]
    return RestrictedParty(
        restricted_list_id=version.restricted_list_id,
        key=content["key"],
        content_hash=stored.content_hash,
        name=shown[0][0],
        source=content["source"],
        kind=content["kind"],
        content=content,
        first_version=version.number or 0,
    )


def batches[T](values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Lists of at most `size`: SQLite bounds the parameters of a statement."""
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def parties_of(version: ListVersion) -> Iterator[Entry]:
    """The parties of a version, streaming. Keys are the publisher's."""
    contents = RestrictedParty.objects.of_version(version).order_by("id").values_list("content", flat=True)
    return map(entry_json.from_json, contents.iterator(chunk_size=BATCH))


def for_index(slug: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The same entries with keys that are unique over all lists: `slug:key`."""
    return (replace(entry, key=f"{slug}{SEPARATOR}{entry.key}") for entry in entries)


def of_candidates(entry_keys: Iterable[str], versions: Iterable[ListVersion]) -> dict[str, RestrictedParty]:
    """The stored parties that candidates of the engine name by `slug:key`, in the given versions."""
    by_slug = {version.restricted_list.slug: version for version in versions}
    wanted: dict[str, list[str]] = {}
    for entry_key in entry_keys:
        slug, _, key = entry_key.partition(SEPARATOR)
        wanted.setdefault(slug, []).append(key)
    return {
        f"{slug}{SEPARATOR}{party.key}": party
        for slug, keys in wanted.items()
        if slug in by_slug
        for party in RestrictedParty.objects.of_slug(slug, by_slug[slug].number).filter(key__in=keys)
    }


def changed_between(
    restricted_list: RestrictedList, after: int, until: int
) -> tuple[list[RestrictedParty], list[str]]:
    """(parties that are new or say something new, keys removed) from version `after` to version `until`."""
    rows = RestrictedParty.objects.filter(restricted_list=restricted_list)
    new = rows.filter(first_version__gt=after, first_version__lte=until)
    still = [party for party in new if party.last_version is None or party.last_version >= until]
    ended = rows.filter(first_version__lte=after, last_version__gte=after, last_version__lt=until)
    kept = {party.key for party in still}
    return still, sorted(set(ended.values_list("key", flat=True)) - kept)

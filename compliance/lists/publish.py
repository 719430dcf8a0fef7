"""A list version is taken in: read, compared with the last good one, refused or put in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from compliance.lists import catalogue, index_store, parties, refusals
from compliance.lists.reading import Reading, read, source_of
from compliance.lists.sources.files import OnBytes
from compliance.lists.sources.formats import AUTO
from compliance.models.restricted_list import ListVersion, Publication, RestrictedList
from partnerhub.accounts.models import User
from partnerhub.audit.trail import record
from partnerhub.errors import DomainError

type OnPublished = Callable[[ListVersion], None]


class NotConfirmed(DomainError):
    """The first import of a list waits for somebody to confirm its counts."""

    code, status = 91013, 409


class ListMovedOn(DomainError):
    """Another version of this list was published meanwhile. Import the file again."""

    code, status = 91014, 409


@dataclass(frozen=True, slots=True)
class Published:
    """What an import did. `is_new` is false where the file says what was in force already (R3)."""

    version: ListVersion
    difference: parties.Difference
    is_new: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """A file that was read and compared, with the version that it was compared with."""

    restricted_list: RestrictedList
    previous: ListVersion | None
    reading: Reading
    stored: Mapping[str, parties.Stored]
    difference: parties.Difference
    content_hash: str
    shrink_reason: str


def publish(
    slug: str,
    path: Path,
    *,
    by: User,
    at: datetime,
    source: str = AUTO,
    accept_shrink: str = "",
    confirm_first: Callable[[Reading], bool] | None = None,
    on_bytes: OnBytes | None = None,
    on_published: OnPublished | None = None,
) -> Published:
    """Put the file at `path` in force as the next version of the list `slug` (R3, M17).

    `slug` may be empty: then the format tells the list. `accept_shrink` is a person's reason to accept a
    much smaller file. `confirm_first` is asked before the first version of a list. `on_published` is
    called inside the transaction, for a new version only: the place to order the re-screening.

    Raises UnknownList, UnknownFormat, UnreadableListFile, RefusedFile (written down, the version in force
    stays), NotConfirmed, ListMovedOn. Not to be called inside a transaction: it reads for seconds.
    """
    catalogue.ensure()
    adaptor = source_of(path, source)
    restricted_list = catalogue.list_named(slug or adaptor.list_slug)
    reading = read(path, adaptor, catalogue.known_sources(restricted_list), on_bytes=on_bytes)
    previous = restricted_list.in_force
    refusals.check(reading, previous, restricted_list, accept_shrink=accept_shrink, by=by, at=at)
    if previous is None and confirm_first is not None and not confirm_first(reading):
        raise NotConfirmed
    intake = compared(restricted_list, previous, reading, accept_shrink)
    if previous is not None and previous.content_hash == intake.content_hash:
        return renew(intake, previous, by=by, at=at)
    index_store.prepare(restricted_list, reading.parties.values(), intake.content_hash)
    return switch(intake, by=by, at=at, on_published=on_published)


def compared(
    restricted_list: RestrictedList, previous: ListVersion | None, reading: Reading, shrink_reason: str
) -> Intake:
    """The file beside the version in force."""
    stored = parties.prepared(reading.parties)
    return Intake(
        restricted_list=restricted_list,
        previous=previous,
        reading=reading,
        stored=stored,
        difference=parties.difference(restricted_list, stored),
        content_hash=parties.content_hash_of(stored),
        shrink_reason=shrink_reason.strip(),
    )


def renew(intake: Intake, version: ListVersion, *, by: User, at: datetime) -> Published:
    """The same content again: only the time of the last fetch moves on (R3)."""
    with transaction.atomic():
        publication, restricted_list = locked(intake)
        version.refresh_from_db()
        version.fetched_at = at
        version.save(update_fields=["fetched_at"])
        if restricted_list.doubt or not restricted_list.required:
            trust(restricted_list)
            publication.move_on(at=at)
        record("list.fetched", on=version, by=by, at=at, note=intake.reading.file_name, internal=True)
    return Published(version, intake.difference, is_new=False)


def switch(intake: Intake, *, by: User, at: datetime, on_published: OnPublished | None) -> Published:
    """Write the version and put it in force, all at once."""
    with transaction.atomic():
        publication, restricted_list = locked(intake)
        version = ListVersion.objects.create(**version_fields(intake, by=by, at=at))
        parties.store(version, intake.stored, intake.difference)
        if catalogue.default_code(restricted_list) in intake.reading.counts:
            catalogue.ensure_default(restricted_list)
        restricted_list.in_force = version
        trust(restricted_list)
        publication.move_on(at=at)
        record(
            "list.published",
            on=version,
            by=by,
            at=at,
            after=told(version),
            note=intake.shrink_reason,
            internal=True,
        )
        if on_published is not None:
            on_published(version)
    index_store.forget()  # this process sees the new version at once
    return Published(version, intake.difference, is_new=True)


def locked(intake: Intake) -> tuple[Publication, RestrictedList]:
    """The publication and the list, locked; refused where the file was compared with an older version."""
    publication = Publication.lock()
    restricted_list = RestrictedList.objects.select_for_update().get(pk=intake.restricted_list.pk)
    if restricted_list.in_force_id != (intake.previous.pk if intake.previous else None):
        raise ListMovedOn
    return publication, restricted_list


def trust(restricted_list: RestrictedList) -> None:
    """A good file: the list is required from now on (R3), and no longer in doubt (M17)."""
    restricted_list.required, restricted_list.doubt, restricted_list.doubted_at = True, "", None
    restricted_list.save(update_fields=["in_force", "required", "doubt", "doubted_at"])


def version_fields(intake: Intake, *, by: User, at: datetime) -> dict[str, object]:
    """The fields of a new version."""
    reading, difference = intake.reading, intake.difference
    last = intake.previous.number if intake.previous and intake.previous.number else 0
    return {
        **refusals.file_fields(reading, intake.restricted_list, by=by, at=at),
        "state": ListVersion.State.PUBLISHED,
        "number": last + 1,
        "content_hash": intake.content_hash,
        "party_count": len(intake.stored),
        "added": len(difference.added),
        "changed": len(difference.changed),
        "removed": len(difference.removed),
        "shrink_reason": intake.shrink_reason,
    }


def told(version: ListVersion) -> dict[str, object]:
    """What the history keeps of a version."""
    names = (
        "file_name",
        "file_hash",
        "content_hash",
        "row_count",
        "party_count",
        "added",
        "changed",
        "removed",
    )
    return {"list": version.restricted_list.slug, **{name: getattr(version, name) for name in names}}

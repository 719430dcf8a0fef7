"""A file that must not be put in force: broken, empty, or much smaller than the last good one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from compliance.lists.reading import Reading
from compliance.models.restricted_list import ListVersion, Publication, RestrictedList
from partnerhub.accounts.models import User
from partnerhub.audit.trail import record
from partnerhub.errors import DomainError

# More than a fifth of a source list gone is an accident until a person says otherwise (R3).
SMALLEST_SHARE = (4, 5)
SHOWN_PROBLEMS = 50


class RefusedFile(DomainError):
    """The list file is refused; the last good version stays in force."""

    code, status = 91015, 422

    def __init__(self, message: str, *, lines: tuple[str, ...] = (), more: int = 0) -> None:
        super().__init__(message)
        self.lines, self.more = lines, more


class BrokenFile(RefusedFile):
    """The list file has rows that cannot be read."""

    code, status = 91016, 422


class EmptyFile(RefusedFile):
    """The list file has no entries."""

    code, status = 91017, 422


class ShrunkenFile(RefusedFile):
    """The list file is much smaller than the last good one."""

    code, status = 91018, 422


def check(
    reading: Reading,
    previous: ListVersion | None,
    restricted_list: RestrictedList,
    *,
    accept_shrink: str,
    by: User,
    at: datetime,
) -> None:
    """Raise, and write down, why the file is refused; a person's reason accepts a smaller file."""
    refusal = reason_against(reading, previous, accept_shrink)
    if refusal is not None:
        write_down(refusal, reading, restricted_list, by=by, at=at)
        raise refusal


def reason_against(reading: Reading, previous: ListVersion | None, accept_shrink: str) -> RefusedFile | None:
    """The first reason to refuse, broken before empty before small."""
    if reading.problems:
        shown = tuple(str(problem) for problem in reading.problems)
        message = f"{reading.file_name} is refused: {reading.problem_count} rows cannot be read"
        return BrokenFile(message, lines=shown, more=reading.problem_count - len(shown))
    if not reading.parties:
        return EmptyFile(f"{reading.file_name} is refused: it has no entries")
    shrunken = () if accept_shrink.strip() else shrinkage(reading, previous)
    if shrunken:
        message = f"{reading.file_name} is refused: much smaller than the last good version"
        return ShrunkenFile(message, lines=shrunken)
    return None


def shrinkage(reading: Reading, previous: ListVersion | None) -> tuple[str, ...]:
    """Each source list that lost more than a fifth of its rows, in words."""
    before = previous.source_counts if previous else {}
    share, whole = SMALLEST_SHARE
    return tuple(
        f"{code}: {reading.counts[code]} rows, not {rows} ({percent(reading.counts[code], rows)} % fewer)"
        for code, rows in sorted(before.items())
        if reading.counts[code] * whole < rows * share
    )


def percent(now: int, before: int) -> int:
    """How much smaller, rounded."""
    return round(100 * (before - now) / before)


def write_down(
    refusal: RefusedFile, reading: Reading, restricted_list: RestrictedList, *, by: User, at: datetime
) -> None:
    """Keep the refused file in the list's story. Empty or shrunken, it puts the list in doubt (M17)."""
    lines = [refusal.message, *refusal.lines[:SHOWN_PROBLEMS]]
    with transaction.atomic():
        publication = Publication.lock()
        version = ListVersion.objects.create(
            **file_fields(reading, restricted_list, by=by, at=at),
            state=ListVersion.State.REFUSED,
            problems=[str(line) for line in lines],
        )
        record("list.refused", on=version, by=by, at=at, note=str(refusal.message), internal=True)
        if not isinstance(refusal, BrokenFile) and restricted_list.in_force_id:
            doubt(restricted_list, str(refusal.message), at=at)
            publication.move_on(at=at)


def doubt(restricted_list: RestrictedList, reason: str, *, at: datetime) -> None:
    """The publisher's file looks lost: the last good version stays, but clears nobody until a person or a
    good file says that the list is right (M17)."""
    restricted_list.doubt, restricted_list.doubted_at = reason, at
    restricted_list.save(update_fields=["doubt", "doubted_at"])


def file_fields(
    reading: Reading, restricted_list: RestrictedList, *, by: User, at: datetime
) -> dict[str, object]:
    """What is kept of any file, taken in or not."""
    return {
        "restricted_list": restricted_list,
        "source_format": reading.source.slug,
        "file_name": reading.file_name[:255],
        "file_hash": reading.file_hash,
        "imported_at": at,
        "imported_by": by,
        "fetched_at": at,
        "row_count": reading.rows,
        "source_counts": dict(reading.counts),
    }

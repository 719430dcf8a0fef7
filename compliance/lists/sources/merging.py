"""Several rows of a file may be about one party: here they become one entry with all that they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from compliance.entries import Entry, Kind


def merged(first: Entry, second: Entry, *, gravity: Callable[[str], int] = lambda code: 0) -> Entry:
    """One party from two rows with the same key: nothing that either says is lost.

    `gravity` orders source lists; the gravest becomes the entry's `source`. The party is expired only
    when both rows are.
    """
    codes = unique((*first.sources, *second.sources))
    ranked = sorted(codes, key=lambda code: (-gravity(code), code))
    return replace(
        first,
        source=ranked[0],
        also_on=tuple(ranked[1:]),
        kind=second.kind if first.kind is Kind.UNKNOWN else first.kind,
        names=tuple(
            {name.text: name for name in (*second.names, *first.names)}[text]
            for text in names_of(first, second)
        ),
        addresses=unique((*first.addresses, *second.addresses)),
        countries=unique((*first.countries, *second.countries)),
        dates=unique((*first.dates, *second.dates)),
        ids=unique((*first.ids, *second.ids)),
        start=min(filter(None, (first.start, second.start)), default=""),
        end=max(first.end, second.end) if first.end and second.end else "",
        citation=joined(first.citation, second.citation),
        programs=unique((*first.programs, *second.programs)),
        remarks=joined(first.remarks, second.remarks, " | "),
        url=first.url or second.url,
    )


def names_of(*entries: Entry) -> tuple[str, ...]:
    """The texts of their names, each once, in order."""
    return unique(name.text for entry in entries for name in entry.names)


def unique[T](values: Iterable[T]) -> tuple[T, ...]:
    """Each value once, in the order of its first appearance."""
    return tuple(dict.fromkeys(values))


def joined(first: str, second: str, separator: str = "; ") -> str:
    """Both texts, unless one says all that the other does."""
    if not second or second in first.split(separator):
        return first
    return f"{first}{separator}{second}" if first else second

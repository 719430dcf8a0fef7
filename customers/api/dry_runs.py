"""What a dry run says."""

from __future__ import annotations

from customers.api import documents
from customers.api.reading import call_in_numbers_of
from customers.dry_run import Difference


def difference_of(difference: Difference) -> documents.DryRun:
    """A dry run in the API's words."""
    found = difference.call_in if difference.has_meetings else None
    return documents.DryRun(
        dry_run=True,
        packages_added=list(difference.packages_added),
        packages_removed=list(difference.packages_removed),
        quantities={
            code: documents.QuantityChange(before=before, after=after)
            for code, (before, after) in difference.quantities.items()
        },
        triggers_screening=difference.screening,
        would_be_reviewed=difference.review,
        call_in_numbers=call_in_numbers_of(
            [number.to_json() for number in found.numbers],
            reason=found.reason.value,
            country=found.country,
            location=found.location.value if found.location else "",
        )
        if found
        else [],
        call_in_reason=found.reason.value if found else None,
        call_in_trace=[str(line) for line in found.trace] if found else None,
    )

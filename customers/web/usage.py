"""How much of a package is used, as a bar with thresholds."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import PackageAssignment

NEARLY_FULL = 80


@dataclass(frozen=True)
class Usage:
    """One package of a customer. `percent` is None where nothing is counted or limited."""

    assignment: PackageAssignment
    percent: int | None

    @property
    def tone(self) -> str:
        """How urgent it is to order more."""
        if self.percent is None or self.percent < NEARLY_FULL:
            return ""
        return "wait" if self.percent < 100 else "bad"


def usage_of(assignment: PackageAssignment) -> Usage:
    """The bar of one package."""
    quantity = assignment.quantity if assignment.package.assignable_to_users else None
    return Usage(assignment, None if not quantity else assignment.used * 100 // quantity)

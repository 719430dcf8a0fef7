"""The catalogue with which an installation starts; from then on operators keep it in the admin (M6)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps

from customers.models import Package

_SHIPPED = Path(__file__).parent / "data" / "packages.csv"
_FLAGS = ("needs_calling", "includes_meetings", "assignable_to_users", "asks_quantity")


def seed() -> None:
    """Fill an empty catalogue; one that holds anything is left as it is."""
    if Package.objects.exists():
        return
    rows = _read()
    for order, row in enumerate(rows, start=1):
        Package.objects.create(
            code=row["code"],
            label=row["label"],
            kind=row["kind"],
            rank=int(row["rank"]),
            order=order * 10,
            **{flag: row[flag] == "yes" for flag in _FLAGS},
        )
    for row in rows:
        needed = Package.objects.filter(code__in=row["needs_one_of"].split())
        Package.objects.get(code=row["code"]).needs_one_of.set(needed)


def seed_after_migrate(*, apps: Any = current_apps, **kwargs: Any) -> None:
    """Follows `migrate` and the flush between tests; a database that is half migrated has no catalogue."""
    try:
        apps.get_model("customers", "Package")
    except LookupError:
        return
    seed()


def _read() -> list[dict[str, str]]:
    with _SHIPPED.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))

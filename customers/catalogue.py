"""The catalogue of packages (M6): that with which an installation starts; from then on operators keep it."""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps
from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects

from customers.models import Package
from partnerhub.json_rows import JsonRows
from partnerhub.prepared import prepared

_SHIPPED = Path(__file__).parent / "data" / "packages.csv"
_FLAGS = ("needs_calling", "includes_meetings", "assignable_to_users", "asks_quantity")


def named(codes: Collection[str]) -> tuple[Package, ...]:
    """The packages with these codes, in the catalogue's order, with what they need; unknown codes are left out."""
    catalogue = _made(tuple(_packages().ask({})))
    return tuple(package for package in catalogue if package.code in codes)


@lru_cache(maxsize=4)
def _made(rows: tuple[Any, ...]) -> tuple[Package, ...]:
    """The same rows are the same objects: nobody changes them, and they need not be made for each order."""
    made = _packages().made_of(rows)
    prefetch_related_objects(made, "needs_one_of")
    return tuple(made)


@prepared
def _packages() -> QuerySet[Package]:
    """Each with what it needs, so that rows are others when only that has changed."""
    needs = Package.needs_one_of.through.objects.filter(from_package=OuterRef("pk"))
    needed = Subquery(needs.values(codes=JsonRows("to_package")))
    return Package.objects.annotate(needed=needed).order_by("order", "code")


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

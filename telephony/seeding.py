"""Loads the shipped tables and a demo domain. Run again it repeats nothing and undoes no edit."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from telephony import csv_import, directory, domains, mapping, policies
from telephony.enums import Location, Region
from telephony.models import CountryLocation, LocationDefault, TelephonyDomain

SHIPPED = Path(__file__).parent / "data"
DEMO_DOMAIN = "Demo domain"

_COUNTRY_FIELDS = ("name", "location", "basis", "calling_code", "evidence")


def seed_tables(*, by: User, at: datetime) -> int:
    """Load locations and countries; rows that the operator edited stay as they are. Returns how many changed.

    A change opens one new version of the tables.
    """
    policies.check_can_edit(by)
    with transaction.atomic():
        locations = _stale_locations()
        countries = _stale_countries()
        changed = len(locations) + len(countries)
        if not changed:
            return 0
        version = mapping.open_version(f"shipped tables: {changed} rows", at=at)
        for location, calling_code, default_countries in locations:
            row, _created = LocationDefault.objects.update_or_create(
                location=location, defaults={"calling_code": calling_code}
            )
            mapping.write_countries(row, default_countries)
        _write_countries(countries, version.pk)
        trail.record("country_table.seeded", on=version, by=by, at=at, after={"rows": changed})
    return changed


def seed_demo_domain(*, by: User, at: datetime) -> TelephonyDomain | None:
    """A domain with 17 toll and 5 toll-free demo numbers, unless there is one already (None then).

    It becomes the operator's default where there is none.
    """
    with transaction.atomic():
        if TelephonyDomain.objects.filter(name__iexact=DEMO_DOMAIN).exists():
            return None
        domain = domains.open_domain(
            name=DEMO_DOMAIN, region=Region.EMEA, note="Demo data: never dial", by=by, at=at
        )
        csv_import.take_in(domain, (SHIPPED / "callin_numbers.csv").read_bytes(), by=by, at=at)
        if directory.default_domain() is None:
            domains.make_default(domain, by=by, at=at)
            domain.refresh_from_db()
    return domain


def shipped_countries() -> list[dict[str, str]]:
    """The country table as it ships, 249 rows. NA is Namibia: nothing here turns it into a missing value."""
    return _rows_of("country_location.csv")


def _stale_locations() -> list[tuple[Location, str, list[str]]]:
    known = {row.location: row for row in LocationDefault.objects.prefetch_related("country_rows")}
    stale = []
    for shipped in _rows_of("locations.csv"):
        row = known.get(shipped["location"])
        countries = shipped["default_countries"].split()
        differs = row is None or (row.calling_code, row.get_default_countries()) != (
            shipped["calling_code"],
            countries,
        )
        if differs and not (row and row.edited_at):
            stale.append((Location(shipped["location"]), shipped["calling_code"], countries))
    return stale


def _stale_countries() -> list[dict[str, str]]:
    known = {row.alpha2: row for row in CountryLocation.objects.all()}
    return [shipped for shipped in shipped_countries() if _is_stale(known.get(shipped["alpha2"]), shipped)]


def _is_stale(row: CountryLocation | None, shipped: dict[str, str]) -> bool:
    if row is None:
        return True
    return row.edited_at is None and any(getattr(row, name) != shipped[name] for name in _COUNTRY_FIELDS)


def _write_countries(rows: Iterable[dict[str, str]], version: int) -> None:
    CountryLocation.objects.bulk_create(
        [CountryLocation(**row, version=version) for row in rows],
        update_conflicts=True,
        unique_fields=["alpha2"],
        update_fields=[*_COUNTRY_FIELDS, "version"],
    )


def _rows_of(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

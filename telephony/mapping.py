"""A country is placed in a location, a location gets its defaults; each change opens a new version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import Invalid, Problem
from telephony import iso3166, numbers, policies
from telephony.enums import Basis, Location
from telephony.models import CountryLocation, LocationDefault, LocationDefaultCountry, MappingVersion
from telephony.models.number import LABEL_BYTES_MAX

EVIDENCE_MAX = 300


def place(
    country: CountryLocation,
    location: Location,
    *,
    evidence: str,
    basis: Basis = Basis.JUDGEMENT,
    by: User,
    at: datetime,
) -> CountryLocation:
    """Put a country into a location, saying why. Sites keep their numbers until the rule is re-applied."""
    policies.check_can_edit(by)
    _check_placing(location, evidence, basis)
    with transaction.atomic():
        row = CountryLocation.objects.select_for_update().get(pk=country.pk)
        before = _placing_of(row)
        row.location, row.evidence, row.basis = location, numbers.one_line(evidence), basis
        if _placing_of(row) == before:
            return row
        version = open_version(f"{row.alpha2}: {before['location']} → {row.location}", at=at)
        row.version, row.edited_at = version.pk, at
        row.save()
        after = {**_placing_of(row), "version": version.pk}
        trail.record("country_location.changed", on=row, by=by, at=at, before=before, after=after)
    return row


def set_defaults(
    default: LocationDefault,
    countries: Sequence[str],
    *,
    fallback: str = "",
    fallback_label: str = "",
    by: User,
    at: datetime,
) -> LocationDefault:
    """Set a location's default countries in order, and its number of last resort as typed (empty: none)."""
    policies.check_can_edit(by)
    _check_default_countries(countries)
    number = numbers.read(fallback, field="fallback") if fallback.strip() else None
    label = numbers.one_line(fallback_label)
    _check_fallback_label(label, needed=number is not None)
    with transaction.atomic():
        row = LocationDefault.objects.select_for_update().get(pk=default.pk)
        before = _defaults_of(row)
        row.fallback_e164 = number.e164 if number else ""
        row.fallback_display = number.display if number else ""
        row.fallback_label = label if number else ""
        write_countries(row, countries)
        if _defaults_of(row) == before:
            return row
        version = open_version(f"{row.location}: defaults", at=at)
        row.edited_at = at
        row.save()
        after = {**_defaults_of(row), "version": version.pk}
        trail.record("location_default.changed", on=row, by=by, at=at, before=before, after=after)
    return row


def open_version(change: str, *, at: datetime) -> MappingVersion:
    """The next version of the tables, in the transaction of what changes them."""
    return MappingVersion.objects.create(at=at, change=change[:200])


def write_countries(row: LocationDefault, countries: Sequence[str]) -> None:
    """The default countries in order."""
    row.country_rows.all().delete()
    LocationDefaultCountry.objects.bulk_create(
        LocationDefaultCountry(location=row, country=code, position=position)
        for position, code in enumerate(countries, start=1)
    )


def _check_placing(location: str, evidence: str, basis: str) -> None:
    problems = []
    if location not in Location.values:
        problems.append(Problem(90001, _("This is not a location."), "location"))
    if basis not in Basis.values:
        problems.append(Problem(90001, _("This is not a basis."), "basis"))
    if not evidence.strip():
        problems.append(Problem(1001, _("Say why the country belongs there."), "evidence"))
    if len(evidence) > EVIDENCE_MAX:
        problems.append(Problem(1002, _("At most 300 characters."), "evidence"))
    if problems:
        raise Invalid(problems)


def _check_default_countries(countries: Sequence[str]) -> None:
    if not countries:
        raise Invalid([Problem(1001, _("A location needs at least one default country."), "countries")])
    if len(set(countries)) != len(countries):
        raise Invalid([Problem(90001, _("A country stands twice."), "countries")])
    problems = [
        iso3166.problem_of(code, field="countries") for code in countries if not iso3166.is_country(code)
    ]
    if problems:
        raise Invalid(problems)


def _check_fallback_label(label: str, *, needed: bool) -> None:
    if needed and not label:
        raise Invalid([Problem(1001, _("A fallback number needs a label."), "fallback_label")])
    if len(label.encode()) > LABEL_BYTES_MAX:
        raise Invalid([Problem(1002, _("A label has at most 85 bytes in UTF-8."), "fallback_label")])


def _placing_of(row: CountryLocation) -> dict[str, Any]:
    return {"location": str(row.location), "basis": str(row.basis), "evidence": row.evidence}


def _defaults_of(row: LocationDefault) -> dict[str, Any]:
    countries = row.country_rows.order_by("position").values_list("country", flat=True)
    return {"countries": list(countries), "fallback": row.fallback_e164, "label": row.fallback_label}

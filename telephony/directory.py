"""Reads a domain and the tables for the rule, in a number of queries that does not grow with them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from partnerhub.accounts.models import Partner
from telephony import callin
from telephony.callin import CallInDefaults, DomainNumber, LocationRule, LocationTable
from telephony.enums import Location, TollType, TraceStep
from telephony.models import CallInNumber, CountryLocation, LocationDefault, MappingVersion, TelephonyDomain
from telephony.trace import TraceLine


@dataclass(frozen=True, slots=True)
class Directory:
    """A domain's numbers and the tables, read once."""

    numbers: tuple[DomainNumber, ...]
    table: LocationTable
    prefer: str
    opening: TraceLine

    def defaults_for(self, country: str) -> CallInDefaults:
        """The default numbers of an organization in `country` (M20, M21); ValueError unless alpha-2."""
        found = callin.resolve(country, self.numbers, self.table, self.prefer)
        return replace(found, trace=(self.opening, *found.trace))


def call_in_defaults(
    country: str, domain: TelephonyDomain | None = None, *, partner: Partner | None = None
) -> CallInDefaults:
    """The default call-in numbers of an organization in `country` (M20, M21).

    `domain` is the one that the template names; without it the partner's default, else the operator's.
    Raises ValueError unless `country` is an alpha-2 code, written exactly.
    """
    return read(domain or default_domain(partner)).defaults_for(country)


def read(domain: TelephonyDomain | None) -> Directory:
    """Everything that the rule needs to know of this domain. Of an inactive one no number can be used."""
    table = location_table()
    if domain is None:
        return Directory((), table, "order", TraceLine(TraceStep.NO_DOMAIN))
    numbers = numbers_of(domain)
    step = TraceStep.DOMAIN
    if not domain.active:
        numbers = tuple(replace(number, active=False) for number in numbers)
        step = TraceStep.DOMAIN_INACTIVE
    return Directory(numbers, table, domain.prefer, TraceLine(step, {"domain": domain.name}))


def numbers_of(domain: TelephonyDomain) -> tuple[DomainNumber, ...]:
    """The domain's numbers in order, unavailable ones included."""
    rows = CallInNumber.objects.filter(domain=domain).with_countries()
    return tuple(row.to_domain_number() for row in rows)


def location_table() -> LocationTable:
    """Countries, locations and their defaults, in the version now in force."""
    version = MappingVersion.objects.values_list("pk", flat=True).first()
    location_of = {
        code: Location(location)
        for code, location in CountryLocation.objects.values_list("alpha2", "location")
    }
    rows = LocationDefault.objects.prefetch_related("country_rows")
    rules = {Location(row.location): _rule(row) for row in rows}
    return LocationTable(location_of, rules, version or 0)


def default_domain(partner: Partner | None = None) -> TelephonyDomain | None:
    """Where a template names no domain: the partner's default, else its parent's, else the operator's."""
    owners = [partner.pk, partner.parent_id] if partner else []
    own = {
        domain.partner_id: domain
        for domain in TelephonyDomain.objects.filter(is_default=True, partner__in=[pk for pk in owners if pk])
    }
    for owner in owners:
        if owner in own:
            return own[owner]
    return TelephonyDomain.objects.filter(is_default=True, partner=None).first()


def _rule(row: LocationDefault) -> LocationRule:
    return LocationRule(Location(row.location), tuple(row.get_default_countries()), _fallback(row))


def _fallback(row: LocationDefault) -> DomainNumber | None:
    if not row.fallback_e164:
        return None
    return DomainNumber(row.fallback_e164, row.fallback_display, row.fallback_label, TollType.TOLL)

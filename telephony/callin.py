"""The rule of M20 and M21: the first available number of the country, else the default of its location.

Pure: numbers and defaults come in, numbers with their reason go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telephony import iso3166
from telephony.enums import Location, Prefer, Reason, TollType, TraceStep
from telephony.trace import TraceLine

# Raised when the rule itself changes; a change of the tables raises LocationTable.version instead.
RULE_VERSION = "1"

# These calling codes belong to no country, so such a number never is a country's number.
NON_GEOGRAPHIC_CODES = ("+800", "+808", "+870", "+878", "+881", "+882", "+883", "+888", "+979")


@dataclass(frozen=True, slots=True)
class DomainNumber:
    """A call-in number as the rule sees it. Lower `order` first; `id` breaks a tie."""

    e164: str
    display: str
    label: str
    toll_type: TollType = TollType.TOLL
    countries: frozenset[str] = frozenset()
    order: int = 0
    id: str = ""
    active: bool = True
    hidden: bool = False

    @property
    def is_available(self) -> bool:
        """May it be given to a site?"""
        return self.active and not self.hidden and not self.e164.startswith(NON_GEOGRAPHIC_CODES)

    def to_json(self) -> dict[str, str]:
        """What a site keeps of it."""
        return {
            "id": self.id,
            "e164": self.e164,
            "display": self.display,
            "label": self.label,
            "tollType": self.toll_type.value,
        }


@dataclass(frozen=True, slots=True)
class LocationRule:
    """A location's default countries in order, and a number of last resort."""

    location: Location
    default_countries: tuple[str, ...]
    fallback: DomainNumber | None = None


@dataclass(frozen=True, slots=True)
class LocationTable:
    """Which location a country belongs to and what its default is; `version` names this state of it."""

    location_of: Mapping[str, Location]
    rules: Mapping[Location, LocationRule]
    version: int = 0


@dataclass(frozen=True, slots=True)
class CallInDefaults:
    """The default numbers (0 to 2, the first is the default), why, and the whole way there.

    `location` is empty where the country's own number was found. `rule_version` names the rule and the
    tables by which it was chosen.
    """

    country: str
    numbers: tuple[DomainNumber, ...]
    reason: Reason
    trace: tuple[TraceLine, ...] = field(default=())
    location: Location | None = None
    rule_version: str = RULE_VERSION

    @property
    def primary(self) -> DomainNumber | None:
        """The default number, if there is one."""
        return self.numbers[0] if self.numbers else None

    @property
    def secondary(self) -> DomainNumber | None:
        """The toll-free number beside it, if there is one."""
        return self.numbers[1] if len(self.numbers) > 1 else None

    @property
    def is_resolved(self) -> bool:
        """Was a number found?"""
        return self.reason != Reason.UNRESOLVED

    def to_json(self) -> dict[str, Any]:
        """Plain values, as a site keeps them: numbers, reason, trace, rule version."""
        return {
            "country": self.country,
            "location": self.location.value if self.location else "",
            "reason": self.reason.value,
            "ruleVersion": self.rule_version,
            "numbers": [number.to_json() for number in self.numbers],
            "trace": [line.to_json() for line in self.trace],
        }


def resolve(
    org_country: str, numbers: Sequence[DomainNumber], defaults: LocationTable, prefer: str = Prefer.ORDER
) -> CallInDefaults:
    """The default call-in numbers for an organization in `org_country` (M20, M21).

    `numbers` are all numbers of the domain, unavailable ones included: the trace tells of them. Raises
    ValueError unless `org_country` is an ISO 3166-1 alpha-2 code, written exactly.
    """
    if not iso3166.is_country(org_country):
        raise ValueError(f"{org_country!r} is not an ISO 3166-1 alpha-2 country code")
    search = _Search(sorted(numbers, key=lambda number: (number.order, number.id)), Prefer(prefer))
    version = f"{RULE_VERSION}/{defaults.version}"
    chosen = search.in_country(org_country)
    if chosen:
        return CallInDefaults(
            org_country, chosen, Reason.DOMAIN_COUNTRY, tuple(search.trace), rule_version=version
        )
    location = defaults.location_of.get(org_country)
    chosen = search.in_location(org_country, defaults.rules.get(location) if location else None)
    reason = Reason.LOCATION_DEFAULT if chosen else Reason.UNRESOLVED
    return CallInDefaults(org_country, chosen, reason, tuple(search.trace), location, version)


class _Search:
    """One search through the numbers of a domain; it writes down each step."""

    def __init__(self, numbers: Sequence[DomainNumber], prefer: Prefer) -> None:
        self.numbers = numbers
        self.prefer = prefer
        self.trace: list[TraceLine] = []

    def in_country(self, country: str) -> tuple[DomainNumber, ...]:
        """Step A: the organization's own country."""
        return self._pick(
            country,
            found=TraceStep.COUNTRY_HAS,
            unavailable=TraceStep.COUNTRY_UNAVAILABLE,
            missing=TraceStep.COUNTRY_HAS_NONE,
        )

    def in_location(self, country: str, rule: LocationRule | None) -> tuple[DomainNumber, ...]:
        """Step B: the location's default countries in order, then its fallback number. Step C: none."""
        if rule is None:
            self._note(TraceStep.NO_LOCATION, country=country)
            self._note(TraceStep.NONE_CHOSEN)
            return ()
        self._note(TraceStep.LOCATION, country=country, location=rule.location.value)
        for default_country in rule.default_countries:
            chosen = self._pick(
                default_country,
                found=TraceStep.DEFAULT_HAS,
                unavailable=TraceStep.DEFAULT_UNAVAILABLE,
                missing=TraceStep.DEFAULT_HAS_NONE,
                location=rule.location.value,
            )
            if chosen:
                return chosen
        return self._fallback(rule)

    def _pick(
        self, country: str, *, found: TraceStep, unavailable: TraceStep, missing: TraceStep, **facts: str
    ) -> tuple[DomainNumber, ...]:
        known = [number for number in self.numbers if country in number.countries]
        hits = [number for number in known if number.is_available]
        if not hits:
            self._note(unavailable if known else missing, country=country, **facts)
            return ()
        primary = self._first(hits)
        self._note(found, country=country, number=primary.display, label=primary.label, **facts)
        if primary is not hits[0]:
            self._note(TraceStep.TOLL_PREFERRED, number=primary.display, passed_over=hits[0].display)
        return self._with_second(primary, hits, country)

    def _first(self, hits: Sequence[DomainNumber]) -> DomainNumber:
        if self.prefer == Prefer.TOLL_FIRST:
            return next((hit for hit in hits if hit.toll_type == TollType.TOLL), hits[0])
        return hits[0]

    def _with_second(
        self, primary: DomainNumber, hits: Iterable[DomainNumber], country: str
    ) -> tuple[DomainNumber, ...]:
        toll_free = next((hit for hit in hits if hit.toll_type == TollType.TOLL_FREE), None)
        if toll_free is None:
            self._note(TraceStep.NO_SECOND_NUMBER, country=country)
        if toll_free is None or toll_free is primary:
            return (primary,)
        self._note(TraceStep.SECOND_NUMBER, country=country, number=toll_free.display, label=toll_free.label)
        return (primary, toll_free)

    def _fallback(self, rule: LocationRule) -> tuple[DomainNumber, ...]:
        location, fallback = rule.location.value, rule.fallback
        if fallback is None:
            self._note(TraceStep.NO_FALLBACK_NUMBER, location=location)
            self._note(TraceStep.NONE_CHOSEN)
            return ()
        self._note(
            TraceStep.FALLBACK_NUMBER, location=location, number=fallback.display, label=fallback.label
        )
        return (fallback,)

    def _note(self, step: TraceStep, **facts: str) -> None:
        self.trace.append(TraceLine(step, facts))

"""One entry of a restricted-party list, whatever its format: what importers yield and the engine compares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a listed party is; UNKNOWN where the publisher leaves it out (Commerce and State lists)."""

    ORGANIZATION = "org"
    PERSON = "person"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class NameQuality(StrEnum):
    """How much a publisher vouches for a name; a hit on a weak alias alone is weaker evidence."""

    PRIMARY = "primary"
    AKA = "aka"
    FKA = "fka"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name as published; `script` is an ISO 15924 code where the publisher states one."""

    text: str
    quality: NameQuality = NameQuality.PRIMARY
    script: str = ""


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address as published, one line; `country` is ISO 3166-1 alpha-2 or empty."""

    text: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed party.

    `key` identifies the party within its list across versions. `source` is the publisher's own list
    (a consolidated file holds several); `also_on` names the further lists of the same file that have the
    party. Dates are ISO 8601 text as far as known ("1973", "1973-03-25").
    """

    key: str
    source: str
    kind: Kind
    names: tuple[ListedName, ...]
    addresses: tuple[ListedAddress, ...] = ()
    countries: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    citation: str = ""
    programs: tuple[str, ...] = ()
    remarks: str = ""
    url: str = ""
    also_on: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source list that names this party, the gravest first."""
        return (self.source, *self.also_on)

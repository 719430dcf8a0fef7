"""The operator's screens: every change runs through the domain functions, their limits and history (M22)."""

from telephony.admin.domains import DomainAdmin
from telephony.admin.numbers import NumberAdmin
from telephony.admin.tables import CountryLocationAdmin, LocationDefaultAdmin, MappingVersionAdmin

__all__ = [
    "CountryLocationAdmin",
    "DomainAdmin",
    "LocationDefaultAdmin",
    "MappingVersionAdmin",
    "NumberAdmin",
]

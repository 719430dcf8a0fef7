"""Rows of telephony: domains, their numbers, and the tables by which a country finds its location."""

from telephony.models.domain import TelephonyDomain
from telephony.models.location import CountryLocation, LocationDefault, LocationDefaultCountry, MappingVersion
from telephony.models.number import CallInNumber, NumberCountry

__all__ = [
    "CallInNumber",
    "CountryLocation",
    "LocationDefault",
    "LocationDefaultCountry",
    "MappingVersion",
    "NumberCountry",
    "TelephonyDomain",
]

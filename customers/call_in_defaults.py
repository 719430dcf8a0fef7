"""Which call-in numbers a customer's meeting site gets, and the snapshot that is kept of the answer
(M20, M21).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from customers.models import Customer, MeetingSite
from telephony import directory
from telephony.callin import CallInDefaults
from telephony.models import TelephonyDomain


def domain_of(customer: Customer) -> TelephonyDomain | None:
    """The domain of the customer's template, else the partner's, else the operator's default."""
    return customer.telephony_domain or directory.default_domain(customer.partner)


def rule_for(customer: Customer, site: MeetingSite | None = None) -> CallInDefaults:
    """What the rule gives now for the organization's country; a site stays with the domain that it has."""
    domain = (site.domain if site else None) or domain_of(customer)
    return directory.call_in_defaults(customer.country, domain, partner=customer.partner)


def keep(site: MeetingSite, found: CallInDefaults, *, at: datetime) -> None:
    """Store the rule's answer on the site, beside an override if there is one. Does not save."""
    snapshot = found.to_json()
    site.country = found.country
    site.location = snapshot["location"]
    site.numbers = snapshot["numbers"]
    site.reason = snapshot["reason"]
    site.trace = snapshot["trace"]
    site.rule_version = found.rule_version
    site.resolved_at = at
    index(site)


def index(site: MeetingSite) -> None:
    """Note the ids of the numbers in force, by which the sites of a number are found. Does not save."""
    ids = [_id_of(number) for number in site.numbers_in_force[:2]]
    site.first_number, site.second_number = [*ids, None, None][:2]


def in_words(site: MeetingSite) -> dict[str, Any]:
    """What history tells of a site."""
    return {
        "numbers": [number["display"] for number in site.numbers_in_force],
        "reason": "overridden" if site.is_overridden else site.reason,
        "country": site.country,
    }


def _id_of(number: dict[str, Any]) -> UUID | None:
    return UUID(number["id"]) if number["id"] else None

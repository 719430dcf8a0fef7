"""What a webhook may ask for, and whether an event is what it asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from customers import field_rules
from customers.enums import CustomerStatus, ReportState, ReportType, SubscriberState, WebhookResource
from customers.models.webhook import ALL_EVENTS, EVENTS
from partnerhub.api import ids
from partnerhub.errors import Problem

FILTER_MAX = 500

# By resource: the fields that a filter may name, with their values; none where any text will do.
FILTERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    WebhookResource.CUSTOMERS: {"status": tuple(CustomerStatus.values), "externalId": ()},
    WebhookResource.SUBSCRIBERS: {"status": tuple(SubscriberState.values), "customerId": ()},
    WebhookResource.BILLING_REPORTS: {
        "status": tuple(ReportState.values),
        "type": tuple(ReportType.values),
    },
}


def wants(event: str, wanted_filter: str, *, kind: str, payload: Mapping[str, Any]) -> bool:
    """Does a webhook with this event and filter want an event of this kind?"""
    if event not in (kind, ALL_EVENTS):
        return False
    return all(payload.get(name) == value for name, value in _parts(wanted_filter))


def check(resource: str, event: str, wanted_filter: str) -> Iterator[Problem]:
    """Everything that is wrong with what a webhook asks for."""
    if resource not in WebhookResource.values:
        yield _unknown("resource", WebhookResource.values)
    if event not in EVENTS:
        yield _unknown("event", EVENTS)
    yield from field_rules.text(wanted_filter, "filter", longest=FILTER_MAX)
    if resource in FILTERS:
        yield from _check_filter(FILTERS[resource], wanted_filter)


def canonical(wanted_filter: str) -> str:
    """The filter with ids written as we write them: without padding, of the kind that we give out."""
    pairs = []
    for name, value in _parts(wanted_filter):
        if name == "customerId":
            value = ids.encode("ENTERPRISE", ids.decode(value, *ids.CUSTOMER_KINDS))
        pairs.append(f"{name}={value}")
    return "&".join(pairs)


def _parts(wanted_filter: str) -> Iterator[tuple[str, str]]:
    for part in wanted_filter.split("&") if wanted_filter else ():
        name, _equals, value = part.partition("=")
        yield name, value


def _check_filter(known: Mapping[str, tuple[str, ...]], wanted_filter: str) -> Iterator[Problem]:
    for name, value in _parts(wanted_filter):
        if name not in known:
            names = ", ".join(f"{field}=…" for field in known)
            sentence = _("A filter of this resource is one of, or several joined by &: %(names)s.")
            yield Problem(field_rules.INVALID, sentence % {"names": names}, "filter")
        elif known[name] and value not in known[name]:
            yield _unknown("filter", known[name], name)
        elif not value or (name == "customerId" and not _is_customer_id(value)):
            sentence = _("“%(name)s=” is followed by a value of that field.") % {"name": name}
            yield Problem(field_rules.INVALID, sentence, "filter")


def _is_customer_id(text: str) -> bool:
    try:
        ids.decode(text, *ids.CUSTOMER_KINDS)
    except ids.UnknownId:
        return False
    return True


def _unknown(field: str, values: Any, name: str = "") -> Problem:
    sentence = _("%(name)s must be one of: %(values)s.") % {
        "name": name or field,
        "values": ", ".join(values),
    }
    return Problem(field_rules.INVALID, sentence, field)

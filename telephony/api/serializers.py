"""Telephony in the API's shapes; numbers as the meetings API shows them: label, callInNumber, tollType."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from partnerhub.api import ids
from telephony.callin import CallInDefaults, DomainNumber
from telephony.enums import CallType, Location, Prefer, Reason, Region, TollType
from telephony.models import CallInNumber, TelephonyDomain

DOMAIN_KIND = "TELEPHONY_DOMAIN"
NUMBER_KIND = "CALL_IN_NUMBER"


def _default_number_fields() -> dict[str, serializers.Field]:
    return {
        "label": serializers.CharField(),
        "callInNumber": serializers.CharField(),
        "displayNumber": serializers.CharField(),
        "tollType": serializers.ChoiceField(TollType.choices),
    }


def _domain_fields() -> dict[str, serializers.Field]:
    return {
        "id": serializers.CharField(),
        "name": serializers.CharField(),
        "region": serializers.ChoiceField(Region.choices),
        "prefer": serializers.ChoiceField(Prefer.choices),
        "isDefault": serializers.BooleanField(),
        "active": serializers.BooleanField(),
    }


# Shapes for the API's reference only, with the keys as they stand on the wire.
NUMBER = inline_serializer(
    "CallInNumber",
    fields={
        "id": serializers.CharField(),
        "order": serializers.IntegerField(),
        **_default_number_fields(),
        "callType": serializers.ChoiceField(CallType.choices, required=False),
        "accessNumber": serializers.CharField(),
        "countries": serializers.ListField(child=serializers.CharField()),
        "active": serializers.BooleanField(),
        "hidden": serializers.BooleanField(),
        "inGlobalList": serializers.BooleanField(),
        "isDefaultToll": serializers.BooleanField(),
        "isDefaultTollFree": serializers.BooleanField(),
    },
    many=True,
)
DOMAIN = inline_serializer("TelephonyDomain", fields={**_domain_fields(), "callInNumbers": NUMBER})
DOMAINS = inline_serializer(
    "TelephonyDomainList",
    fields={
        "items": inline_serializer(
            "TelephonyDomainSummary",
            fields={**_domain_fields(), "numberCount": serializers.IntegerField()},
            many=True,
        )
    },
)
PREVIEW = inline_serializer(
    "CallInPreview",
    fields={
        "country": serializers.CharField(),
        "location": serializers.ChoiceField(Location.choices, required=False),
        "domainId": serializers.CharField(required=False),
        "reason": serializers.ChoiceField(Reason.choices),
        "ruleVersion": serializers.CharField(),
        "callInNumbers": inline_serializer("DefaultCallInNumber", fields=_default_number_fields(), many=True),
        "trace": serializers.ListField(child=serializers.CharField()),
    },
)


def domain_json(domain: TelephonyDomain) -> dict[str, Any]:
    """A domain without its numbers."""
    return {
        "id": ids.encode(DOMAIN_KIND, domain.pk),
        "name": domain.name,
        "region": domain.region,
        "prefer": domain.prefer,
        "isDefault": domain.is_default,
        "active": domain.active,
    }


def number_json(number: CallInNumber) -> dict[str, Any]:
    """A number with everything that stands beside it."""
    body = {
        "id": ids.encode(NUMBER_KIND, number.pk),
        "order": number.display_order,
        "callInNumber": number.e164,
        "displayNumber": number.display,
        "label": number.label,
        "tollType": number.toll_type,
        "accessNumber": number.access_number,
        "countries": number.get_countries(),
        "active": number.active,
        "hidden": number.hidden,
        "inGlobalList": number.in_global_list,
        "isDefaultToll": number.is_default_toll,
        "isDefaultTollFree": number.is_default_toll_free,
    }
    return {**body, "callType": number.call_type} if number.call_type else body


def preview_json(found: CallInDefaults, domain: TelephonyDomain | None) -> dict[str, Any]:
    """The answer with its way there; `location` only where the location decided."""
    body: dict[str, Any] = {
        "country": found.country,
        "reason": found.reason.value,
        "ruleVersion": found.rule_version,
        "callInNumbers": [_default_json(number) for number in found.numbers],
        "trace": [str(line) for line in found.trace],
    }
    if found.location:
        body["location"] = found.location.value
    if domain:
        body["domainId"] = ids.encode(DOMAIN_KIND, domain.pk)
    return body


def _default_json(number: DomainNumber) -> dict[str, str]:
    return {
        "label": number.label,
        "callInNumber": number.e164,
        "displayNumber": number.display,
        "tollType": number.toll_type.value,
    }

"""The meeting site and its default call-in numbers, for customers whose packages include meetings (M20,
M21).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from customers import announcements, call_in_defaults
from customers.enums import PackageState, StepKind
from customers.models import Customer, MeetingSite
from customers.platform.base import SiteOrder
from customers.provisioning.requests import ABSENT, Request, Thing, organization_of
from partnerhub.accounts.jobs import job_user
from partnerhub.audit import trail


class MeetingSiteThing(Thing):
    """The one meeting site of an organization."""

    kind, stage, position = StepKind.MEETING_SITE, 20, 21

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        return {"": _fingerprint(customer, _site_of(customer))} if has_meetings(customer) else {}

    def request(self, customer: Customer, target: str) -> Request | None:
        if not has_meetings(customer):
            return Request("remove_meeting_site", (organization_of(customer),), ABSENT)
        site = _site_of(customer)
        # A change of the domain alone never rewrites a site: the rule is asked for a new one and for a
        # new country.
        is_settled = site is not None and site.country == customer.country
        found = None if is_settled else call_in_defaults.rule_for(customer, site)
        numbers = [number.to_json() for number in found.numbers] if found else []
        if site and (site.is_overridden or is_settled):
            numbers = site.numbers_in_force
        order = SiteOrder(organization_of(customer), _language(customer), customer.meetings_timezone, numbers)
        return Request(
            "ensure_meeting_site",
            (order,),
            _fingerprint(customer, site),
            content=order.fingerprint(),
            found=found,
        )

    def record(self, customer: Customer, target: str, request: Request, answer: UUID, *, at: datetime) -> str:
        if request.fingerprint == ABSENT:
            MeetingSite.objects.filter(customer=customer).delete()
            return ""
        site = _site_of(customer) or MeetingSite(
            customer=customer, domain=call_in_defaults.domain_of(customer)
        )
        site.external_ref = str(answer)
        if request.found:
            before = call_in_defaults.in_words(site) if site.resolved_at else {}
            call_in_defaults.keep(site, request.found, at=at)
            site.save()
            _tell(site, before, at=at)
        else:
            site.save(update_fields=["external_ref"])
        return str(answer)


def has_meetings(customer: Customer) -> bool:
    """Do the customer's packages include meetings with call-in numbers?"""
    packages = customer.assigned_packages.exclude(state=PackageState.DELETING)
    return packages.filter(package__includes_meetings=True).exists()


def _site_of(customer: Customer) -> MeetingSite | None:
    return MeetingSite.objects.select_related("domain").filter(customer=customer).first()


def _language(customer: Customer) -> str:
    return customer.language or customer.template_settings.get("email_language", "")


def _fingerprint(customer: Customer, site: MeetingSite | None) -> str:
    by_hand = [number["e164"] for number in site.override_numbers] if site and site.is_overridden else []
    content = [customer.country, _language(customer), customer.meetings_timezone, *by_hand]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:16]


def _tell(site: MeetingSite, before: dict[str, object], *, at: datetime) -> None:
    by = job_user("provisioning")
    trail.record(
        "meeting_site.resolved",
        on=site.customer,
        by=by,
        at=at,
        partner=site.customer.partner,
        before=before,
        after=call_in_defaults.in_words(site),
    )
    announcements.of_call_in_numbers(site, by=by, at=at)

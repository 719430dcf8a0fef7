"""/v1/wholesale/customers/{id}/telephony: the site's call-in numbers, why these, and what the rule would give."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers import call_in_defaults, meeting_sites, precheck
from customers.api import bodies
from customers.api.customers import READ, WRITE, CustomerRows
from customers.api.documents import CallInNumber
from customers.api.reading import call_in_numbers_of
from customers.models import Customer, MeetingSite
from partnerhub.accounts.roles import Permission
from partnerhub.api import ids
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment
from partnerhub.clock import now
from partnerhub.errors import Invalid, Problem
from telephony.callin import CallInDefaults
from telephony.models import CallInNumber as DomainNumber
from telephony.trace import TraceLine

_OVERRIDE = "override"


class Resolution(Document, kw_only=True):
    """What the rule gives, why, and the way there."""

    call_in_numbers: list[CallInNumber]
    reason: str
    country: str
    location: str = ""
    rule_version: str
    trace: list[str]


class CustomerTelephony(Document, kw_only=True):
    """The numbers that the site shows, what the rule gave when it was asked last, and what it would give now.

    `site` is absent until the customer was set up, and for one without meetings.
    """

    overridden: bool
    call_in_numbers: list[CallInNumber]
    reason: str
    domain_id: str | None = None
    resolved_at: str | None = None
    site: Resolution | None = None
    rule_now: Resolution


class CustomerTelephonyViewSet(CustomerRows):
    """Call-in numbers of one customer."""

    permissions: ClassVar = {
        "show": Permission.CUSTOMERS_VIEW,
        "reapply": Permission.CUSTOMERS_EDIT,
        "override": Permission.CUSTOMERS_EDIT,
        "follow_rule": Permission.CUSTOMERS_EDIT,
    }
    scopes: ClassVar = {"show": READ, "reapply": WRITE, "override": WRITE, "follow_rule": WRITE}

    @described("customerTelephony", answer=CustomerTelephony, tag="Partner Hub")
    def show(self, request: Request, customer_id: str) -> HttpResponse:
        """The numbers, with their reason."""
        return answer(_telephony_of(self.get_object()))

    @described("reapplyCallInRule", answer=CustomerTelephony, tag="Partner Hub")
    def reapply(self, request: Request, customer_id: str) -> HttpResponse:
        """Ask the rule anew; an override stays."""
        site = self._site_to_change()
        meeting_sites.reapply([site], by=request.user, at=now())
        return self.show(request, customer_id)

    @described("overrideCallInNumbers", answer=CustomerTelephony, body=bodies.OVERRIDE, tag="Partner Hub")
    def override(self, request: Request, customer_id: str) -> HttpResponse:
        """Show these one or two numbers of the site's domain instead of the rule's."""
        wanted = bodies.OVERRIDE.require(request.data)["numbers"]
        site = self._site_to_change()
        meeting_sites.override(site, _numbers(site, wanted), by=request.user, at=now())
        return self.show(request, customer_id)

    @described("followCallInRule", answer=CustomerTelephony, tag="Partner Hub")
    def follow_rule(self, request: Request, customer_id: str) -> HttpResponse:
        """End the override."""
        meeting_sites.clear_override(self._site_to_change(), by=request.user, at=now())
        return self.show(request, customer_id)

    def _site_to_change(self) -> MeetingSite:
        """Raises SubPartnerSuspended for a partner that may only delete."""
        site = self._site()
        precheck.check_partner(site.customer.partner)
        return site

    def _site(self) -> MeetingSite:
        site = (
            MeetingSite.objects.select_related("customer__partner__parent", "domain")
            .filter(customer=self.get_object())
            .first()
        )
        if site is None:
            raise ids.UnknownId(_("This customer has no meeting site."))
        return site


def _numbers(site: MeetingSite, wanted: list[str]) -> list[DomainNumber]:
    found = {number.e164: number for number in meeting_sites.choices(site).filter(e164__in=wanted)}
    for position, e164 in enumerate(wanted):
        if e164 not in found:
            sentence = _("This is not an available number of the site's telephony domain.")
            raise Invalid([Problem(90001, sentence, f"numbers[{position}]")])
    return [found[e164] for e164 in wanted]


def _telephony_of(customer: Customer) -> CustomerTelephony:
    site = MeetingSite.objects.select_related("domain").filter(customer=customer).first()
    rule = _rule(call_in_defaults.rule_for(customer, site))
    if site is None:
        return CustomerTelephony(overridden=False, call_in_numbers=[], reason=rule.reason, rule_now=rule)
    kept = _kept(site)
    return CustomerTelephony(
        overridden=site.is_overridden,
        call_in_numbers=_shown(site),
        reason=_OVERRIDE if site.is_overridden else kept.reason,
        domain_id=ids.encode("TELEPHONY_DOMAIN", site.domain_id) if site.domain_id else None,
        resolved_at=moment(site.resolved_at),
        site=kept,
        rule_now=rule,
    )


def _shown(site: MeetingSite) -> list[CallInNumber]:
    reason = _OVERRIDE if site.is_overridden else site.reason
    return call_in_numbers_of(
        site.numbers_in_force, reason=reason, country=site.country, location=site.location
    )


def _kept(site: MeetingSite) -> Resolution:
    return Resolution(
        call_in_numbers=call_in_numbers_of(
            site.numbers, reason=site.reason, country=site.country, location=site.location
        ),
        reason=site.reason,
        country=site.country,
        location=site.location,
        rule_version=site.rule_version,
        trace=[str(TraceLine.from_json(line)) for line in site.trace],
    )


def _rule(found: CallInDefaults) -> Resolution:
    location = found.location.value if found.location else ""
    return Resolution(
        call_in_numbers=call_in_numbers_of(
            [number.to_json() for number in found.numbers],
            reason=found.reason.value,
            country=found.country,
            location=location,
        ),
        reason=found.reason.value,
        country=found.country,
        location=location,
        rule_version=found.rule_version,
        trace=[str(line) for line in found.trace],
    )

"""Call-in numbers of a meeting site by hand: an override, its end, and the rule applied anew (M20, M21).

A change of a domain never rewrites sites by itself: somebody applies it here, site by site or to all
that are affected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import announcements, call_in_defaults, changes, lifecycle, provisioning
from customers.enums import CustomerStatus, StepKind
from customers.models import Customer, MeetingSite
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import Invalid, Problem
from telephony.callin import CallInDefaults
from telephony.models import CallInNumber, TelephonyDomain
from telephony.usage import SiteUse

MOST = 2


def choices(site: MeetingSite) -> QuerySet[CallInNumber]:
    """The numbers that a person may pick for this site: those of its domain that are available, in order."""
    return CallInNumber.objects.available().filter(domain=site.domain_id)


def rule_now(site: MeetingSite) -> CallInDefaults:
    """What the rule would give at present, with its reason; `site.numbers` is what it gave when asked
    last.
    """
    return call_in_defaults.rule_for(site.customer, site)


def waiting_for_operator() -> QuerySet[MeetingSite]:
    """Sites for which no number was found: the operator's work list. A site leaves it by itself once it
    has one.
    """
    return MeetingSite.objects.without_number().select_related("customer", "domain")


def override(site: MeetingSite, numbers: Sequence[CallInNumber], *, by: User, at: datetime) -> MeetingSite:
    """The site shows these one or two numbers of its domain, the default first, whatever the rule says.

    Raises Invalid (1001 none, 1002 more than two, 90001 not available in the domain or named twice), all on
    `numbers`, and CustomerBusy while the customer is not in service.
    """
    _check(site, numbers)
    with _changing(site, "meeting_site.overridden", by=by, at=at) as row:
        row.is_overridden, row.overridden_at, row.overridden_by = True, at, str(by)[:150]
        row.override_numbers = [number.to_domain_number().to_json() for number in numbers]
    return row


def clear_override(site: MeetingSite, *, by: User, at: datetime) -> MeetingSite:
    """The site follows the rule again, as it is now."""
    with _changing(site, "meeting_site.override_cleared", by=by, at=at) as row:
        _forget_override(row)
        call_in_defaults.keep(row, rule_now(row), at=at)
    return row


def reapply(sites: Iterable[MeetingSite], *, by: User, at: datetime) -> int:
    """Ask the rule anew for these sites; returns how many show other numbers now.

    An override stays, beside it what the rule gives. Sites of customers that are not in service stay as
    they are.
    """
    return sum(_reapply(site, by=by, at=at) for site in sites)


def uses_of(subject: TelephonyDomain | CallInNumber) -> Iterator[SiteUse]:
    """The sites that telephony asks for before a number or a domain goes."""
    for site in _sites_of(subject).select_related("customer"):
        shown = [number["display"] for number in site.numbers_in_force if _is_about(number, subject)]
        page = reverse("customers:telephony", args=[site.customer_id])
        yield SiteUse(str(site.customer), page, ", ".join(shown))


def give_replacement(
    subject: TelephonyDomain | CallInNumber,
    replacement: TelephonyDomain | CallInNumber,
    *,
    by: User,
    at: datetime,
) -> int:
    """Give the replacement to the sites that use `subject`, in the caller's transaction; how many changed."""
    if isinstance(subject, CallInNumber) and isinstance(replacement, CallInNumber):
        new = replacement.to_domain_number().to_json()
        return _change_all(subject, lambda site: _swap(site, str(subject.pk), new), by=by, at=at)
    if isinstance(replacement, TelephonyDomain):
        return _change_all(subject, lambda site: _move(site, replacement, at=at), by=by, at=at)
    return 0  # A number is no replacement for a domain.


@contextmanager
def _changing(site: MeetingSite, action: str, *, by: User, at: datetime) -> Iterator[MeetingSite]:
    """The site's row, locked, to be changed inside; then saved, told, and brought to the platform."""
    with transaction.atomic():
        customer = changes.locked(site.customer)
        if not _is_in_service(customer):
            raise changes.CustomerBusy
        row = MeetingSite.objects.select_for_update(of=("self",)).select_related("domain").get(pk=site.pk)
        row.customer = customer
        before = call_in_defaults.in_words(row)
        yield row
        call_in_defaults.index(row)
        row.save()
        after = call_in_defaults.in_words(row)
        if after != before:
            trail.record(
                action, on=customer, by=by, at=at, partner=customer.partner, before=before, after=after
            )
            announcements.of_call_in_numbers(row, by=by, at=at)
            _bring_to_platform(row, by=by, at=at)


def _bring_to_platform(site: MeetingSite, *, by: User, at: datetime) -> None:
    customer = site.customer
    provisioning.renew(customer, StepKind.MEETING_SITE, at=at)
    is_flawed = customer.status == CustomerStatus.PROVISIONED_WITH_ERRORS or not site.is_resolved
    if customer.status in CustomerStatus.SETTLED and is_flawed:
        # Whether a number is missing decides how the set-up ends: it has to end anew.
        lifecycle.begin_setup(customer, by=by, at=at)


def _reapply(site: MeetingSite, *, by: User, at: datetime) -> bool:
    if not _is_in_service(site.customer):
        return False
    with _changing(site, "meeting_site.reapplied", by=by, at=at) as row:
        before = row.numbers_in_force
        call_in_defaults.keep(row, rule_now(row), at=at)
    return row.numbers_in_force != before


def _change_all(
    subject: TelephonyDomain | CallInNumber, change: Callable[[MeetingSite], None], *, by: User, at: datetime
) -> int:
    changed = 0
    for site in _sites_of(subject).select_related("customer"):
        if _is_in_service(site.customer):
            with _changing(site, "meeting_site.number_replaced", by=by, at=at) as row:
                change(row)
            changed += 1
    return changed


def _swap(site: MeetingSite, old_id: str, new: dict[str, str]) -> None:
    for numbers in (site.numbers, site.override_numbers):
        if any(number["id"] == old_id for number in numbers):
            others = [number for number in numbers if number["id"] != new["id"]]
            numbers[:] = [new if number["id"] == old_id else number for number in others]


def _move(site: MeetingSite, domain: TelephonyDomain, *, at: datetime) -> None:
    site.domain = domain
    call_in_defaults.keep(site, rule_now(site), at=at)
    if not site.is_overridden:
        return
    wanted = [number["e164"] for number in site.override_numbers]
    same = {number.e164: number for number in choices(site).filter(e164__in=wanted)}
    site.override_numbers = [same[e164].to_domain_number().to_json() for e164 in wanted if e164 in same]
    if not site.override_numbers:
        _forget_override(site)


def _forget_override(site: MeetingSite) -> None:
    site.is_overridden, site.override_numbers = False, []
    site.overridden_at, site.overridden_by = None, ""


def _check(site: MeetingSite, numbers: Sequence[CallInNumber]) -> None:
    if not numbers:
        raise Invalid([Problem(1001, _("Pick one or two numbers."), "numbers")])
    if len(numbers) > MOST:
        raise Invalid([Problem(1002, _("A site shows at most two numbers."), "numbers")])
    ids = {number.pk for number in numbers}
    if len(ids) < len(numbers) or choices(site).filter(pk__in=ids).count() < len(ids):
        sentence = _("Pick different numbers that are available in the site's telephony domain.")
        raise Invalid([Problem(90001, sentence, "numbers")])


def _sites_of(subject: TelephonyDomain | CallInNumber) -> QuerySet[MeetingSite]:
    sites = MeetingSite.objects.present()
    return sites.dialling(subject) if isinstance(subject, CallInNumber) else sites.filter(domain=subject)


def _is_about(number: dict[str, Any], subject: TelephonyDomain | CallInNumber) -> bool:
    return isinstance(subject, TelephonyDomain) or number["id"] == str(subject.pk)


def _is_in_service(customer: Customer) -> bool:
    return customer.is_live and not customer.is_suspended and customer.status != CustomerStatus.DELETING

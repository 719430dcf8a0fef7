"""What an order or a change would do, without doing it (B4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from compliance.enums import Verdict
from compliance.screening import screen
from customers import call_in_defaults, changes, onboarding, packages, precheck
from customers.models import Customer, Package
from customers.orders import Change, Order
from customers.precheck import NOTE_REVIEW, Note
from partnerhub.accounts.models import Partner
from telephony import directory
from telephony.callin import CallInDefaults


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The difference that it would make.

    `quantities` holds (before, after) per package, None for no limit. `screening` says whether the denied-party
    check would run, `review` whether it would make the customer wait. `call_in` is what the country gives;
    a customer without meetings has no site that would show it.
    """

    packages_added: tuple[str, ...] = ()
    packages_removed: tuple[str, ...] = ()
    quantities: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    screening: bool = False
    review: bool = False
    call_in: CallInDefaults | None = None
    has_meetings: bool = False


def of_order(order: Order, *, partner: Partner) -> Difference:
    """What this order would bring. Raises what `onboarding.onboard` raises."""
    checked = onboarding.name_from_platform(precheck.require(order, partner=partner))
    domain = checked.template.telephony_domain if checked.template else None
    return Difference(
        packages_added=tuple(order.packages),
        quantities={code: (None, quantity) for code, quantity in order.quantities.items()},
        screening=True,
        review=screen.find(checked.order.profile).outcome != Verdict.CLEAR,
        call_in=directory.call_in_defaults(order.address.country, domain, partner=partner),
        has_meetings=any(package.includes_meetings for package in checked.packages),
    )


def of_change(customer: Customer, change: Change) -> Difference:
    """What this change would alter. Raises what `changes.make` raises."""
    precheck.check_partner(customer.partner)
    changes.check_may_change(customer)
    precheck.refuse(changes.check(customer, change))
    packages.check_change(customer, change.packages, change.quantities)
    profile = change.profile_after(customer.profile)
    screening = profile != customer.profile or customer.clearance_id is None
    in_force = customer.profile if customer.is_live else None
    present = changes.current_packages(customer)
    added, removed = _packages(present, change.packages)
    return Difference(
        packages_added=added,
        packages_removed=removed,
        quantities=_quantities(customer, change.quantities),
        screening=screening,
        review=screening and screen.find(profile, in_force=in_force).outcome != Verdict.CLEAR,
        call_in=_call_in(customer, profile.address.country),
        has_meetings=_include_meetings(present if change.packages is None else change.packages),
    )


def review_notes(order: Order) -> tuple[Note, ...]:
    """Would the denied-party check make this customer wait? Asked where its name is known; nothing is written."""
    if not order.name or screen.find(order.profile).outcome == Verdict.CLEAR:
        return ()
    return (Note(NOTE_REVIEW, _("The denied-party check would make this customer wait for a review.")),)


def _packages(before: Iterable[str], after: Iterable[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if after is None:
        return (), ()
    old, new = list(before), list(after)
    return tuple(code for code in new if code not in old), tuple(code for code in old if code not in new)


def _include_meetings(codes: Iterable[str]) -> bool:
    return Package.objects.filter(code__in=codes, includes_meetings=True).exists()


def _quantities(customer: Customer, wanted: Mapping[str, int]) -> Mapping[str, tuple[int | None, int | None]]:
    before = dict(customer.assigned_packages.values_list("package_id", "quantity"))
    return {code: (before.get(code), new) for code, new in wanted.items() if before.get(code) != new}


def _call_in(customer: Customer, country: str) -> CallInDefaults:
    site = getattr(customer, "meeting_site", None)
    domain = (site.domain if site else None) or call_in_defaults.domain_of(customer)
    return directory.call_in_defaults(country, domain, partner=customer.partner)

"""An organization goes for good, once nobody uses it any more (wholesale-api.md 2.4).

Removing a wholesale customer only ends its mapping. The organization itself is removed at a separate request:
refused at once where something stands in the way, else done by the worker within minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import platform as platforms
from customers.models import Customer, OrganizationRemoval
from customers.platform.base import Obstacle, ObstacleKind, Platform, PlatformRefused, PlatformUnavailable
from customers.provisioning.backoff import LEASE, next_attempt
from partnerhub.accounts.access import Access
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Problem

BATCH = 50


class UnknownOrganization(DomainError):
    """There is no such organization."""

    code, status = 90063, 404


class OrganizationStillUsed(DomainError):
    """Something uses this organization: it cannot be removed yet. Each of `errors` names one thing."""

    code, status = 90064, 409

    def __init__(self, obstacles: Sequence[Obstacle] = ()) -> None:
        self.obstacles = obstacles
        super().__init__()

    @property
    def problems(self) -> Sequence[Problem]:
        told = [Problem(self.code, sentence_of(obstacle), "orgId") for obstacle in self.obstacles]
        return told or super().problems


def known(access: Access, org_id: UUID) -> Customer:
    """The customer through which this caller knows the organization: the one in force, else the last removed one.

    Raises UnknownOrganization: also where it belongs to somebody else by now, or is gone.
    """
    rows = Customer.everything.visible_to(access).filter(org_id=org_id).select_related("partner")
    customer = rows.order_by(F("deleted_at").desc(nulls_first=True)).first()
    if customer is None:
        raise UnknownOrganization
    if customer.deleted_at is not None:
        gone = OrganizationRemoval.objects.filter(org_id=org_id, done_at__isnull=False)
        others = Customer.objects.filter(Q(org_id=org_id) | Q(requested_org_id=org_id))
        if gone.exists() or others.exists():
            raise UnknownOrganization
    return customer


def left_behind(access: Access) -> QuerySet[Customer]:
    """Removed customers whose organization is still there and unused, the one removed last first; of several with
    one organization the last."""
    rows = Customer.everything.visible_to(access).filter(deleted_at__isnull=False, org_id__isnull=False)
    gone = OrganizationRemoval.objects.filter(org_id=OuterRef("org_id"), done_at__isnull=False)
    others = Customer.objects.filter(
        Q(org_id=OuterRef("org_id")) | Q(requested_org_id=OuterRef("org_id"))
    ).order_by()
    later = Customer.everything.filter(org_id=OuterRef("org_id"), deleted_at__gt=OuterRef("deleted_at"))
    is_removed = OrganizationRemoval.objects.filter(org_id=OuterRef("org_id"), refused_at=None, done_at=None)
    return (
        rows.exclude(Exists(gone))
        .exclude(Exists(others))
        .exclude(Exists(later))
        .annotate(is_being_removed=Exists(is_removed))
        .order_by("-deleted_at", "-id")
    )


def get_obstacles(customer: Customer, *, platform: Platform | None = None) -> Sequence[Obstacle]:
    """Everything that stands in the way of removing this customer's organization. Raises PlatformUnavailable."""
    org_id = _org_id(customer)
    if customer.is_own_organization:
        return [Obstacle(ObstacleKind.PARTNER)]
    used = [] if customer.deleted_at else [Obstacle(ObstacleKind.CUSTOMER)]
    return [*used, *_obstacles(org_id, platform)]


def is_being_removed(customer: Customer) -> bool:
    """Is the removal of its organization asked for, and not done yet?"""
    return OrganizationRemoval.objects.filter(
        org_id=_org_id(customer), refused_at=None, done_at=None
    ).exists()


def request_removal(customer: Customer, *, by: User, at: datetime, platform: Platform | None = None) -> None:
    """Let the organization of this customer go; asked again, nothing changes.

    Raises OrganizationStillUsed with everything that stands in the way, PlatformUnavailable.
    """
    org_id = _org_id(customer)
    if obstacles := get_obstacles(customer, platform=platform):
        raise OrganizationStillUsed(obstacles)
    try:
        with transaction.atomic():
            OrganizationRemoval.objects.create(
                org_id=org_id, customer=customer, requested_by=by, requested_at=at, next_attempt_at=at
            )
            trail.record(
                "organization.removal_requested", on=customer, by=by, at=at, partner=customer.partner
            )
    except IntegrityError:
        return  # It is asked for already.


def remove_due(*, at: datetime, platform: Platform | None = None) -> int:
    """Work off the requests that are due; returns how many organizations went."""
    waiting = OrganizationRemoval.objects.filter(done_at=None, refused_at=None, next_attempt_at__lte=at)
    rows = waiting.select_related("customer__partner").order_by("next_attempt_at")[:BATCH]
    return sum(_work(removal, platform or platforms.current(), at=at) for removal in rows)


def sentence_of(obstacle: Obstacle) -> str:
    """What stands in the way, in words."""
    counted = {
        ObstacleKind.LICENCES: ngettext(
            "It has %(count)d active licence.", "It has %(count)d active licences.", obstacle.count
        ),
        ObstacleKind.USERS: ngettext(
            "It has %(count)d user; at most one may be left.",
            "It has %(count)d users; at most one may be left.",
            obstacle.count,
        ),
        ObstacleKind.MANAGED: ngettext(
            "Its people manage %(count)d other organization.",
            "Its people manage %(count)d other organizations.",
            obstacle.count,
        ),
    }
    plain = {
        ObstacleKind.CUSTOMER: _("It has an active subscription: remove its wholesale customer first."),
        ObstacleKind.PARTNER: _("It is the partner's own organization."),
        ObstacleKind.MAPPED: _("Another party manages it, too."),
    }
    return plain.get(obstacle.kind) or counted[obstacle.kind] % {"count": obstacle.count}


def _obstacles(org_id: UUID, platform: Platform | None) -> Sequence[Obstacle]:
    return (platform or platforms.current()).obstacles_to_removal(org_id)


def _work(removal: OrganizationRemoval, platform: Platform, *, at: datetime) -> bool:
    if not _claim(removal, at=at):
        return False
    try:
        platform.remove_organization(f"remove-{removal.pk}", removal.org_id)
    except PlatformRefused as refusal:
        _settle(removal, at=at, refusal=str(refusal.message))
        return False
    except PlatformUnavailable:
        later = next_attempt(removal.attempts + 1, at=at)
        OrganizationRemoval.objects.filter(pk=removal.pk).update(next_attempt_at=later)
        return False
    _settle(removal, at=at)
    return True


def _claim(removal: OrganizationRemoval, *, at: datetime) -> bool:
    """Ours until the lease is out: by then the call is over, one way or the other."""
    free = OrganizationRemoval.objects.filter(pk=removal.pk, next_attempt_at=removal.next_attempt_at)
    return bool(free.update(next_attempt_at=at + LEASE, attempts=F("attempts") + 1))


def _settle(removal: OrganizationRemoval, *, at: datetime, refusal: str = "") -> None:
    stamp = "refused_at" if refusal else "done_at"
    open_row = OrganizationRemoval.objects.filter(pk=removal.pk, done_at=None, refused_at=None)
    with transaction.atomic():
        if not open_row.update(**{stamp: at}):
            return
        trail.record(
            "organization.removal_refused" if refusal else "organization.removed",
            on=removal.customer,
            by=job_user("organizations"),
            at=at,
            partner=removal.customer.partner,
            note=refusal,
        )


def _org_id(customer: Customer) -> UUID:
    if customer.org_id is None:
        raise UnknownOrganization
    return customer.org_id

"""Administrators at the level of the customer's creation (M9), and subscribers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from customers import announcements
from customers.enums import AnnouncementKind, StepKind, SubscriberState
from customers.models import Customer, CustomerAdministrator, Subscriber
from customers.platform.base import AdministratorOrder, SubscriberOrder
from customers.provisioning.entitlements import default_location
from customers.provisioning.requests import ABSENT, Request, Thing, organization_of
from partnerhub.accounts.jobs import job_user
from partnerhub.api import ids


class AdministratorThing(Thing):
    """Who administers the organization; one step for each person."""

    kind, stage, position = StepKind.ADMINISTRATOR, 20, 24

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        administrators = customer.administrators.all()
        return {str(one.pk): _administrator_order(one, customer).fingerprint() for one in administrators}

    def request(self, customer: Customer, target: str) -> Request | None:
        administrator = customer.administrators.filter(pk=target).first()
        if administrator is None:
            return None
        order = _administrator_order(administrator, customer)
        return Request("ensure_administrator", (order,), order.fingerprint())

    def record(self, customer: Customer, target: str, request: Request, answer: UUID, *, at: datetime) -> str:
        CustomerAdministrator.objects.filter(pk=target).update(person_id=answer)
        return str(answer)


class SubscriberThing(Thing):
    """A user with one package; one step for each, after the packages and the location."""

    kind, stage, position = StepKind.SUBSCRIBER, 30, 30

    def wanted(self, customer: Customer) -> Mapping[str, str]:
        location = default_location(customer)
        return {
            str(one.pk): _subscriber_order(one, customer, location).fingerprint() for one in _served(customer)
        }

    def request(self, customer: Customer, target: str) -> Request | None:
        rows = Subscriber.everyone.select_related("package").prefetch_related("addons")
        subscriber = rows.filter(pk=target, customer=customer).first()
        if subscriber is None:
            return None
        if subscriber.deleted_at or subscriber.state != SubscriberState.PROVISIONED:
            return Request("remove_subscriber", (organization_of(customer), subscriber.email), ABSENT)
        order = _subscriber_order(subscriber, customer, default_location(customer))
        return Request("ensure_subscriber", (order,), order.fingerprint())

    def record(
        self, customer: Customer, target: str, request: Request, answer: UUID | None, *, at: datetime
    ) -> str:
        subscriber = Subscriber.everyone.select_related("customer").get(pk=target)
        changed = [
            word
            for word, before, now in (
                ("personId", subscriber.person_id, answer),
                ("errors", subscriber.errors, []),
            )
            if before != now
        ]
        if changed:
            subscriber.person_id, subscriber.errors = answer, []
            subscriber.save(update_fields=["person_id", "errors"])
        if changed and subscriber.deleted_at is None:
            by = job_user("provisioning")
            announcements.of_subscriber(AnnouncementKind.UPDATED, subscriber, by=by, at=at, changed=changed)
        return str(answer or "")


def _served(customer: Customer) -> Iterable[Subscriber]:
    present = Subscriber.objects.filter(customer=customer, state=SubscriberState.PROVISIONED)
    return present.select_related("package").prefetch_related("addons")


def _administrator_order(administrator: CustomerAdministrator, customer: Customer) -> AdministratorOrder:
    return AdministratorOrder(
        org_id=customer.org_id,
        email=administrator.email,
        level=administrator.level_id or "",
        first_name=administrator.first_name,
        last_name=administrator.last_name,
    )


def _subscriber_order(subscriber: Subscriber, customer: Customer, location: UUID | None) -> SubscriberOrder:
    if subscriber.location_id:
        location = ids.decode(subscriber.location_id, "LOCATION")
    if not subscriber.package.needs_calling:
        location = None
    return SubscriberOrder(
        org_id=customer.org_id,
        email=subscriber.email,
        package=subscriber.package_id,
        extras=sorted(addon.code for addon in subscriber.addons.all()),
        first_name=subscriber.first_name,
        last_name=subscriber.last_name,
        phone_number=subscriber.phone,
        extension=subscriber.extension,
        location_id=location,
        may_move=subscriber.consented_at is not None,
    )

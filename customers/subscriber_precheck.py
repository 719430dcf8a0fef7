"""Would this user be taken? Asked before anything is changed (B4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from customers import (
    administrators,
    catalogue,
    field_rules,
    packages,
    precheck,
    references,
    subscriber_rules,
    subscribers,
)
from customers.enums import SubscriberState
from customers.models import Customer, Package
from customers.orders import Order
from customers.precheck import Note
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner
from partnerhub.errors import Problem

NOTE_CONSENT = 104


def check(
    wish: Wish, order: Order, *, partner: Partner, customer: Customer | None, at: datetime
) -> tuple[Note, ...]:
    """Raise what `subscribers.add` would, as far as the wish says; what is worth knowing is returned.

    Without a customer or packages: of the person alone. Of `order`, the customer that is still to come, template
    and administrator's e-mail count, where they are given.
    """
    precheck.check_partner(partner)
    if customer is not None:
        subscribers.check_may_assign(customer, at=at)
    known = {package.code: package for package in catalogue.named(wish.packages)}
    base = next((package for package in known.values() if package.is_a_users_package), Package())
    precheck.refuse(tuple(_problems(wish, order, partner, customer, known, base)))
    if customer is not None and known:
        administrators.check_level_of_subscriber(customer, wish.email, base)
        packages.check_free(customer, tuple(known.values()))
    return tuple(_notes(wish, customer))


def _problems(
    wish: Wish,
    order: Order,
    partner: Partner,
    customer: Customer | None,
    known: dict[str, Package],
    base: Package,
) -> Iterator[Problem]:
    if wish.packages:
        yield from subscriber_rules.check_packages(customer, wish.packages, known)
    yield from subscriber_rules.check_person(wish, base)
    if customer is not None:
        yield from subscriber_rules.check_location(customer, wish)
    yield from field_rules.email(order.administrator.email, "customerInfo.primaryEmail")
    if order.provisioning_id and references.template_of(order, partner) is None:
        yield references.UnknownReference.problem("provisioningId")


def _notes(wish: Wish, customer: Customer | None) -> Iterator[Note]:
    if customer and subscribers.first_state(customer, wish.email) == SubscriberState.PENDING_USER_MIGRATION:
        yield Note(
            NOTE_CONSENT, _("The person is in another organization, and would be asked to agree."), "email"
        )

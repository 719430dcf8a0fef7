"""Would this user be taken? Asked before anything is changed (B4)."""

from __future__ import annotations

from datetime import datetime

from customers import administrators, packages, precheck, subscriber_rules, subscribers
from customers.models import Customer, Package
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner


def check(wish: Wish, *, partner: Partner, customer: Customer | None, at: datetime) -> None:
    """Raise what `subscribers.add` would, as far as the wish says. Without a customer or packages: of the person alone."""
    precheck.check_partner(partner)
    if customer is not None:
        subscribers.check_may_assign(customer, at=at)
    known = {package.code: package for package in Package.objects.filter(code__in=wish.packages)}
    problems = (
        list(subscriber_rules.check_packages(customer, wish.packages, known))
        if customer and wish.packages
        else []
    )
    base = next((package for package in known.values() if package.is_a_users_package), Package())
    precheck.refuse((*problems, *subscriber_rules.check_person(wish, base)))
    if customer is not None and known:
        administrators.check_level_of_subscriber(customer, wish.email, base)
        packages.check_free(customer, tuple(known.values()))

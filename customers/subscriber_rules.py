"""What a user may have: one base package, numbers where it calls, an e-mail that nobody else has (M6, M8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers import field_rules, package_rules, packages, platform, references
from customers.models import Customer, Package, Subscriber
from customers.platform.base import PlatformUnavailable
from partnerhub.api import ids
from partnerhub.errors import Problem
from telephony import numbers
from telephony.numbers import NumberRefused

PERSON_NAME_MAX = 100
PHONE_MAX = 64
PARAMETERS, LOCATION = "provisioningParameters", "LOCATION"
PHONE = f"{PARAMETERS}.primaryPhoneNumber"
_EXTENSION = re.compile(r"[0-9]{2,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A user as a partner asks for it: one base package, and add-ons such as attendant_console."""

    email: str = ""
    packages: tuple[str, ...] = ()
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    extension: str = ""
    location_id: str = ""


def check_packages(
    customer: Customer | None, codes: Sequence[str], known: Mapping[str, Package]
) -> tuple[Problem, ...]:
    """Everything wrong with the packages of one user, of a customer that is still to come where it is None."""
    return tuple(_check_packages(customer, codes, known))


def check_person(wish: Wish, base: Package) -> tuple[Problem, ...]:
    """Everything wrong with a new user, its packages aside."""
    return (*_check_identity(wish), *_check_numbers(wish), *_check_reachable(wish, base))


def check_location(customer: Customer, wish: Wish) -> tuple[Problem, ...]:
    """Is the location that is picked one of the organization's? Asks the platform: not for inside a transaction.

    One that does not answer lets it pass: the set-up meets the location again, and says so then.
    """
    if not wish.location_id or not _is_location(wish.location_id) or customer.org_id is None:
        return ()
    location_id = ids.decode(wish.location_id, LOCATION)
    try:
        if platform.current().find_location(customer.org_id, location_id) is not None:
            return ()
    except PlatformUnavailable:
        return ()
    return (_no_location(),)


def check_move(subscriber: Subscriber, wish: Wish, base: Package) -> tuple[Problem, ...]:
    """Everything wrong with other packages for a user; who already calls keeps its numbers."""
    has_numbers = bool(subscriber.phone or subscriber.extension)
    return (*_check_numbers(wish), *([] if has_numbers else _check_reachable(wish, base)))


def set_numbers(subscriber: Subscriber, wish: Wish) -> None:
    """The numbers and location that are given, unsaved; others stay."""
    if wish.phone:
        subscriber.phone = numbers.e164_of(wish.phone)
    if wish.location_id:
        subscriber.location_id = ids.encode(LOCATION, ids.decode(wish.location_id, LOCATION))
    subscriber.extension = wish.extension or subscriber.extension


def words_of(wish: Wish) -> list[str]:
    """Which fields of the API a move touches."""
    given = {"primaryPhoneNumber": wish.phone, "extension": wish.extension, "locationId": wish.location_id}
    return ["packages", *(name for name, value in given.items() if value)]


def packages_of(subscriber: Subscriber) -> list[str]:
    """The codes of what a user has now: its base package first."""
    addons = subscriber.addons.order_by("order", "code").values_list("code", flat=True)
    return [subscriber.package_id, *addons]


def _check_packages(
    customer: Customer | None, codes: Sequence[str], known: Mapping[str, Package]
) -> Iterator[Problem]:
    if not codes:
        yield field_rules.missing("packages")
        return
    for code in codes:
        package = known.get(code)
        if package is None:
            yield _invalid(_("There is no package %(code)s.") % {"code": code[:60]})
        elif not package.assignable_to_users:
            yield _invalid(_("%(package)s is not assigned to users.") % {"package": package.label})
        elif customer and not packages.has(customer, package):
            yield _invalid(_("This customer does not have %(package)s.") % {"package": package.label})
    if len(set(codes)) < len(codes):
        yield _invalid(_("A package is named twice."))
    if sum(package.is_a_users_package for package in known.values()) != 1:
        yield _invalid(_("A user has exactly one base package."))
    yield from package_rules.check_dependencies(list(known.values()))


def _check_identity(wish: Wish) -> Iterator[Problem]:
    problems = list(field_rules.email(wish.email, "email", required=True))
    yield from problems
    if not problems and Subscriber.objects.filter(email=wish.email.lower()).exists():
        yield references.EmailInUse.problem("email")
    yield from field_rules.text(wish.first_name, f"{PARAMETERS}.firstName", longest=PERSON_NAME_MAX)
    yield from field_rules.text(wish.last_name, f"{PARAMETERS}.lastName", longest=PERSON_NAME_MAX)


def _check_numbers(wish: Wish) -> Iterator[Problem]:
    if wish.location_id and not _is_location(wish.location_id):
        yield _no_location()
    if wish.phone:
        yield from _check_phone(wish.phone)
    if wish.extension and not _EXTENSION.fullmatch(wish.extension):
        yield Problem(field_rules.INVALID, _("An extension has 2 to 10 digits."), f"{PARAMETERS}.extension")


def _check_reachable(wish: Wish, base: Package) -> Iterator[Problem]:
    if base.needs_calling and not (wish.phone or wish.extension):
        yield Problem(
            field_rules.MISSING,
            _("A calling package needs a telephone number, an extension, or both."),
            PHONE,
        )


def _no_location() -> Problem:
    return Problem(field_rules.INVALID, _("There is no such location."), f"{PARAMETERS}.locationId")


def _check_phone(phone: str) -> Iterator[Problem]:
    problems = list(field_rules.text(phone, PHONE, longest=PHONE_MAX))
    try:
        if not problems:
            numbers.e164_of(phone)
    except NumberRefused as refused:
        problems.append(Problem(field_rules.INVALID, refused.message, PHONE))
    yield from problems


def _is_location(text: str) -> bool:
    try:
        ids.decode(text, LOCATION)
    except ids.UnknownId:
        return False
    return True


def _invalid(sentence: str) -> Problem:
    return Problem(field_rules.INVALID, sentence, "packages")

"""What a user may have: one base package, numbers where it calls, an e-mail that nobody else has (M6, M8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _

from customers import field_rules, package_rules, packages, references
from customers.models import Customer, Package, Subscriber
from partnerhub.api import ids
from partnerhub.errors import Problem

PERSON_NAME_MAX = 100
PARAMETERS = "provisioningParameters"
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
    customer: Customer, codes: Sequence[str], known: Mapping[str, Package]
) -> tuple[Problem, ...]:
    """Everything wrong with the packages of one user."""
    return tuple(_check_packages(customer, codes, known))


def check_person(wish: Wish, base: Package) -> tuple[Problem, ...]:
    """Everything wrong with a new user, its packages aside."""
    return (*_check_identity(wish), *_check_numbers(wish), *_check_reachable(wish, base))


def check_move(subscriber: Subscriber, wish: Wish, base: Package) -> tuple[Problem, ...]:
    """Everything wrong with other packages for a user; who already calls keeps its numbers."""
    has_numbers = bool(subscriber.phone or subscriber.extension)
    return (*_check_numbers(wish), *([] if has_numbers else _check_reachable(wish, base)))


def set_numbers(subscriber: Subscriber, wish: Wish) -> None:
    """The numbers and location that are given, unsaved; others stay."""
    if wish.phone:
        subscriber.phone = phonenumbers.format_number(
            phonenumbers.parse(wish.phone), phonenumbers.PhoneNumberFormat.E164
        )
    subscriber.extension = wish.extension or subscriber.extension
    subscriber.location_id = wish.location_id or subscriber.location_id


def words_of(wish: Wish) -> list[str]:
    """Which fields of the API a move touches."""
    given = {"primaryPhoneNumber": wish.phone, "extension": wish.extension, "locationId": wish.location_id}
    return ["packages", *(name for name, value in given.items() if value)]


def packages_of(subscriber: Subscriber) -> list[str]:
    """The codes of what a user has now: its base package first."""
    addons = subscriber.addons.order_by("order", "code").values_list("code", flat=True)
    return [subscriber.package_id, *addons]


def _check_packages(
    customer: Customer, codes: Sequence[str], known: Mapping[str, Package]
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
        elif not packages.has(customer, package):
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
        yield Problem(field_rules.INVALID, _("There is no such location."), f"{PARAMETERS}.locationId")
    if wish.phone and not _is_number(wish.phone):
        yield Problem(
            field_rules.INVALID,
            _("A telephone number is written with its country code, like +44 20 7946 0958."),
            f"{PARAMETERS}.primaryPhoneNumber",
        )
    if wish.extension and not _EXTENSION.fullmatch(wish.extension):
        yield Problem(field_rules.INVALID, _("An extension has 2 to 10 digits."), f"{PARAMETERS}.extension")


def _check_reachable(wish: Wish, base: Package) -> Iterator[Problem]:
    if base.needs_calling and not (wish.phone or wish.extension):
        yield Problem(
            field_rules.MISSING,
            _("A calling package needs a telephone number, an extension, or both."),
            f"{PARAMETERS}.primaryPhoneNumber",
        )


def _is_location(text: str) -> bool:
    try:
        ids.decode(text, "LOCATION")
    except ids.UnknownId:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _invalid(sentence: str) -> Problem:
    return Problem(field_rules.INVALID, sentence, "packages")

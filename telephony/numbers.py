"""Reads a telephone number as an operator types it, and refuses what callers could not dial.

Numbers are judged when they are written, never when they are read: the numbering plans change every
few weeks, and a number that was good yesterday must not break a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

import phonenumbers
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from phonenumbers import (
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from partnerhub.errors import DomainError
from telephony import iso3166
from telephony.enums import TollType

UNIVERSAL_FREEPHONE = 800
DIGITS_MIN, DIGITS_MAX = 7, 32

_BIDI_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_EXTENSION = re.compile(r"(?i)(;\s*ext|\bext\b|extn|x\s*\d|#)")
_WRITABLE = re.compile(r"^[0-9+\-(). ]+$")
_TOLL_KINDS = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    }
)
_REFUSED_KINDS = {
    PhoneNumberType.PREMIUM_RATE: _("Premium-rate numbers cannot be call-in numbers."),
    PhoneNumberType.PAGER: _("Pager numbers cannot be call-in numbers."),
    PhoneNumberType.VOICEMAIL: _("Voicemail numbers cannot be call-in numbers."),
}
_DOUBTFUL_KINDS = {
    PhoneNumberType.SHARED_COST: _("This is a shared-cost number: callers pay part of the call."),
    PhoneNumberType.MOBILE: _("This is a mobile number: calls to it may cost more."),
    PhoneNumberType.PERSONAL_NUMBER: _("This is a personal number: calls to it may cost more."),
}
_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: _("The number is too short."),
    ValidationResult.TOO_LONG: _("The number is too long."),
    ValidationResult.INVALID_LENGTH: _("No number of this country has this length."),
    ValidationResult.INVALID_COUNTRY_CODE: _("No country has this calling code."),
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _("The area code is missing."),
}


class NumberRefused(DomainError):
    """This is not a telephone number that callers could dial."""

    code, status = 92001, 400
    sentence = _("This is not a telephone number that callers could dial.")


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number as we keep it; `inferred` is the numbering plan's toll type, None where it is silent."""

    e164: str
    display: str
    inferred: TollType | None
    warnings: tuple[str | Promise, ...] = ()


def read(typed: str, *, countries: Collection[str] = (), field: str = "phone") -> ReadNumber:
    """The number that was typed for these countries (alpha-2), in E.164 and as callers see it.

    With a calling code, or without one where there are countries (the first one's plan is used then).
    Raises NumberRefused with a sentence that says what is wrong, on `field`.
    """
    text = clean(typed)
    try:
        number = _parse(text, countries)
        _check_dialable(number)
        warnings = [*_doubts(number), *_check_countries(number, countries)]
        display = _display(text, number)
    except NumberRefused as refused:
        raise NumberRefused(refused.message, field=field) from None
    return ReadNumber(
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        display,
        inferred_toll_type(number),
        tuple(warnings),
    )


def e164_of(typed: str) -> str:
    """A person's own number, typed with its calling code, in E.164. Raises NumberRefused, which says why."""
    number = _parse(clean(typed), ())
    _check_in_use(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def clean(typed: str) -> str:
    """What was meant: direction marks dropped, digits and signs of any script in ASCII, single blanks."""
    text = unicodedata.normalize("NFKC", _BIDI_MARKS.sub("", typed))
    digits = (str(unicodedata.digit(char)) if char.isdecimal() else char for char in text)
    dashes = re.sub("[\u2010-\u2015\u2212]", "-", "".join(digits))
    return " ".join(dashes.split())


def inferred_toll_type(number: PhoneNumber) -> TollType | None:
    """Who pays, as far as the numbering plan tells. Not every plan knows toll-free numbers."""
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.TOLL_FREE:
        return TollType.TOLL_FREE
    return TollType.TOLL if kind in _TOLL_KINDS or kind in _DOUBTFUL_KINDS else None


def is_still_valid(e164: str) -> bool:
    """Does today's numbering plan still know this number? For the report after an upgrade."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(e164, None))
    except NumberParseException:
        return False


def link_of(e164: str) -> str:
    """The `tel:` address of a stored number (RFC 3966); empty when it cannot be read."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164, None), PhoneNumberFormat.RFC3966)
    except NumberParseException:
        return ""


def _parse(text: str, countries: Collection[str]) -> PhoneNumber:
    if not text:
        raise NumberRefused(_("A telephone number is missing."))
    if _EXTENSION.search(text):
        raise NumberRefused(_("The number is written without an extension."))
    if not _WRITABLE.match(text):
        raise NumberRefused(_("Write one number, with digits, blanks and + - ( ) . only."))
    region = next(iter(countries), None)
    if not text.startswith("+") and region is None:
        raise NumberRefused(_("Write the number with + and its calling code."))
    try:
        number = phonenumbers.parse(text, None if text.startswith("+") else region)
    except NumberParseException as unreadable:
        raise NumberRefused(_unreadable(unreadable)) from None
    if number.extension:
        raise NumberRefused(_("The number is written without an extension."))
    return number


def _unreadable(problem: NumberParseException) -> str | Promise:
    return {
        NumberParseException.INVALID_COUNTRY_CODE: _IMPOSSIBLE[ValidationResult.INVALID_COUNTRY_CODE],
        NumberParseException.TOO_SHORT_NSN: _IMPOSSIBLE[ValidationResult.TOO_SHORT],
        NumberParseException.TOO_SHORT_AFTER_IDD: _IMPOSSIBLE[ValidationResult.TOO_SHORT],
        NumberParseException.TOO_LONG: _IMPOSSIBLE[ValidationResult.TOO_LONG],
    }.get(problem.error_type, _("This is not one telephone number."))


def _check_dialable(number: PhoneNumber) -> None:
    _check_in_use(number)
    refusal = _REFUSED_KINDS.get(phonenumbers.number_type(number))
    if refusal:
        raise NumberRefused(refusal)


def _check_in_use(number: PhoneNumber) -> None:
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != ValidationResult.IS_POSSIBLE:
        raise NumberRefused(_IMPOSSIBLE.get(possible, NumberRefused.sentence))
    if not phonenumbers.is_valid_number(number):
        raise NumberRefused(
            _("The number has a possible length, but it is not in use in its country's numbering plan.")
        )


def _doubts(number: PhoneNumber) -> list[str | Promise]:
    doubt = _DOUBTFUL_KINDS.get(phonenumbers.number_type(number))
    return [doubt] if doubt else []


def _check_countries(number: PhoneNumber, countries: Collection[str]) -> list[str | Promise]:
    """A number must belong to one of its countries; it may serve others, which is worth a warning.

    Membership is asked per country: one calling code can be shared by 25 of them, and a toll-free
    number by several.
    """
    if not _has_a_country(number):
        return _check_universal(number, countries)
    known = [code for code in countries if code in SUPPORTED_REGIONS]
    strangers = [code for code in known if not phonenumbers.is_valid_number_for_region(number, code)]
    if known and len(strangers) == len(known):
        raise NumberRefused(
            format_lazy(_("The number does not belong to {countries}."), countries=_listed(strangers))
        )
    unknown = [code for code in countries if code not in SUPPORTED_REGIONS]
    served = strangers + unknown
    return [format_lazy(_("The number does not belong to {countries}: it only serves callers there."),
                        countries=_listed(served))] if served else []  # fmt: skip


def _has_a_country(number: PhoneNumber) -> bool:
    return phonenumbers.region_code_for_country_code(number.country_code or 0) != "001"


def _check_universal(number: PhoneNumber, countries: Collection[str]) -> list[str | Promise]:
    if number.country_code != UNIVERSAL_FREEPHONE:
        raise NumberRefused(
            _("Numbers of this calling code belong to no country and cannot be call-in numbers.")
        )
    if not countries:
        raise NumberRefused(_("A universal number (+800) needs the countries in which it works."))
    return [_("A universal number (+800) is never chosen as a country's default.")]


def _listed(codes: Collection[str]) -> str:
    return ", ".join(iso3166.name_of(code) for code in codes)


def _display(text: str, number: PhoneNumber) -> str:
    """What callers see: as it was typed, if somebody took the trouble to write it in groups."""
    if text.lstrip("+").isdigit():
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    check_display(text, number)
    return text


def check_display(text: str, number: PhoneNumber) -> None:
    """What callers see must be the number: 7 to 32 digits that end like it."""
    digits = re.sub(r"\D", "", text)
    if not _WRITABLE.match(text) or not DIGITS_MIN <= len(digits) <= DIGITS_MAX:
        raise NumberRefused(_("A number is shown with 7 to 32 digits, blanks and + - ( ) . only."))
    if not digits.endswith(phonenumbers.national_significant_number(number)):
        raise NumberRefused(_("What callers see is another number."))


def one_line(text: str) -> str:
    """A text without blanks at its ends and with single ones inside."""
    return " ".join(text.split())

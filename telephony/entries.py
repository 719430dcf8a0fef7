"""A row of a domain's list: as the operator states it, in a form or a file, and as it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerhub.errors import Invalid, Problem
from telephony import iso3166, numbers
from telephony.enums import CallType, TollType
from telephony.models.number import ACCESS_NUMBER_PATTERN, LABEL_BYTES_MAX
from telephony.numbers import NumberRefused, ReadNumber

INVALID = 90001


@dataclass(frozen=True, slots=True)
class Stated:
    """What was typed. An empty label, access number or toll type is filled in from the number."""

    phone: str
    countries: tuple[str, ...]
    label: str = ""
    access_number: str = ""
    toll_type: str = ""
    call_type: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept. `warnings` are for whoever typed it and are not kept."""

    e164: str
    display: str
    label: str
    access_number: str
    toll_type: TollType
    inferred_toll_type: str
    call_type: str
    countries: tuple[str, ...]
    hidden: bool = False
    warnings: tuple[str | Promise, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one row: a number may stand in a list again under another label."""
        return self.e164, self.label, self.access_number


def check(stated: Stated) -> Entry:
    """The entry, checked by itself. Raises Invalid with every problem, each on its field."""
    problems: list[Problem] = list(_country_problems(stated.countries))
    number = None
    if not problems:
        try:
            number = numbers.read(stated.phone, countries=stated.countries)
        except NumberRefused as refused:
            problems.extend(refused.problems)
    problems += [
        *_label_problems(stated.label),
        *_choice_problems(stated),
        *_access_problems(stated.access_number),
    ]
    if problems or number is None:
        raise Invalid(problems)
    return _entry(stated, number)


def label_for(countries: tuple[str, ...], toll_type: TollType) -> str:
    """The label that a number gets when nobody writes one: toll type and countries, within 85 bytes."""
    kind = (
        gettext("Call-in toll-free number")
        if toll_type == TollType.TOLL_FREE
        else gettext("Call-in toll number")
    )
    for place in ("/".join(iso3166.name_of(code) for code in countries), "/".join(countries)):
        label = f"{kind} ({place})"
        if len(label.encode()) <= LABEL_BYTES_MAX:
            return label
    return kind


def _entry(stated: Stated, number: ReadNumber) -> Entry:
    toll_type = TollType(stated.toll_type) if stated.toll_type else number.inferred or TollType.TOLL
    warnings = list(number.warnings)
    if number.inferred and number.inferred != toll_type:
        warnings.append(_("The numbering plan says another toll type than you do. Yours is kept."))
    return Entry(
        e164=number.e164,
        display=number.display,
        label=numbers.one_line(stated.label) or label_for(stated.countries, toll_type),
        access_number=_access_number(stated.access_number) or number.e164,
        toll_type=toll_type,
        inferred_toll_type=number.inferred.value if number.inferred else "",
        call_type=stated.call_type,
        countries=stated.countries,
        hidden=stated.hidden,
        warnings=tuple(warnings),
    )


def _country_problems(countries: tuple[str, ...]) -> list[Problem]:
    if not countries:
        return [Problem(INVALID, _("At least one country is needed."), "country")]
    if len(set(countries)) != len(countries):
        return [Problem(INVALID, _("A country stands twice."), "country")]
    return [iso3166.problem_of(code) for code in countries if not iso3166.is_country(code)]


def _label_problems(label: str) -> list[Problem]:
    if any(ord(char) < 32 or ord(char) == 127 for char in label):
        return [Problem(INVALID, _("A label cannot hold line breaks or control characters."), "label")]
    size = len(numbers.one_line(label).encode())
    if size <= LABEL_BYTES_MAX:
        return []
    message = format_lazy(_("A label has at most 85 bytes in UTF-8; this one has {size}."), size=size)
    return [Problem(1002, message, "label")]


def _choice_problems(stated: Stated) -> list[Problem]:
    problems = []
    if stated.toll_type not in ("", *TollType.values):
        problems.append(Problem(INVALID, _("The toll type is toll or tollFree."), "toll_type"))
    if stated.call_type not in ("", *CallType.values):
        problems.append(
            Problem(INVALID, _("The call type is domestic or international, or empty."), "call_type")
        )
    return problems


def _access_number(text: str) -> str:
    return re.sub(r"[-(). ]", "", numbers.clean(text))


def _access_problems(text: str) -> list[Problem]:
    if not text.strip() or re.fullmatch(ACCESS_NUMBER_PATTERN, _access_number(text)):
        return []
    return [
        Problem(
            INVALID, _("An access number has 7 to 30 digits, with or without a plus sign."), "access_number"
        )
    ]

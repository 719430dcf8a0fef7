"""The way to a number, told for a person: steps are kept as codes with facts, read in one's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from telephony import iso3166
from telephony.enums import TraceStep

SENTENCES: Mapping[TraceStep, Promise] = {
    TraceStep.DOMAIN: _("Looked in the telephony domain “{domain}”."),
    TraceStep.NO_DOMAIN: _("There is no telephony domain to look in."),
    TraceStep.DOMAIN_INACTIVE: _(
        "The telephony domain “{domain}” is not active, so none of its numbers can be used."
    ),
    TraceStep.COUNTRY_HAS: _(
        "The domain has a call-in number for {country}: the first available one is {number} ({label})."
    ),
    TraceStep.COUNTRY_HAS_NONE: _("The domain has no call-in number for {country}."),
    TraceStep.COUNTRY_UNAVAILABLE: _(
        "The domain has a call-in number for {country}, but none that can be used: "
        "inactive, hidden, or a universal number that belongs to no country."
    ),
    TraceStep.LOCATION: _(
        "{country} belongs to the location {location}, so the default of {location} is looked for."
    ),
    TraceStep.NO_LOCATION: _("{country} has no location in the country table."),
    TraceStep.DEFAULT_HAS: _(
        "A default country of {location} is {country}: the first available number is {number} ({label})."
    ),
    TraceStep.DEFAULT_HAS_NONE: _(
        "A default country of {location} is {country}, but there is no call-in number for it."
    ),
    TraceStep.DEFAULT_UNAVAILABLE: _(
        "A default country of {location} is {country}, but no call-in number for it can be used."
    ),
    TraceStep.TOLL_PREFERRED: _("This domain prefers toll numbers: {number} comes before {passed_over}."),
    TraceStep.FALLBACK_NUMBER: _("The fallback number of {location} is used: {number} ({label})."),
    TraceStep.NO_FALLBACK_NUMBER: _("{location} has no fallback number."),
    TraceStep.SECOND_NUMBER: _(
        "The second number is the first toll-free number for {country}: {number} ({label})."
    ),
    TraceStep.NO_SECOND_NUMBER: _("There is no toll-free number for {country} to add as a second number."),
    TraceStep.NONE_CHOSEN: _("No number is chosen: the operator has to add one. A number is never guessed."),
}

_LEFT_TO_RIGHT = frozenset({"number", "passed_over"})


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step with its facts (`country` as alpha-2). `str()` is the sentence in the active language."""

    step: TraceStep
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(SENTENCES[self.step]).format(
            **{name: _in_words(name, fact) for name, fact in self.facts.items()}
        )

    def as_html(self) -> SafeString:
        """The sentence with numbers and names isolated, so that a right-to-left page keeps them in order."""
        facts = {name: _isolated(name, fact) for name, fact in self.facts.items()}
        # format_html insists on arguments, and a sentence may have no facts.
        return format_html(str(SENTENCES[self.step]), **facts, none="")

    def to_json(self) -> dict[str, Any]:
        """Plain values, as kept in a snapshot."""
        return {"step": self.step.value, "facts": dict(self.facts)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> TraceLine:
        """The reverse of `to_json`."""
        return cls(TraceStep(value["step"]), dict(value["facts"]))


def _in_words(name: str, fact: str) -> str:
    return iso3166.name_of(fact) if name == "country" else fact


def _isolated(name: str, fact: str) -> SafeString:
    if name in _LEFT_TO_RIGHT:
        return format_html('<bdi dir="ltr">{}</bdi>', fact)
    return format_html("<bdi>{}</bdi>", _in_words(name, fact))

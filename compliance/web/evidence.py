"""What speaks for a match, what against it, what is missing and what would clear it: the explanation in
sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.web import comparison

CAUSES: Mapping[str, str | Promise] = {
    "exact": gettext_lazy("the same word"),
    "alike": gettext_lazy("spelled or spoken alike"),
    "joined": gettext_lazy("written together"),
    "initial": gettext_lazy("an initial"),
    "acronym": gettext_lazy("an acronym"),
    "cut": gettext_lazy("cut short"),
    "loose": gettext_lazy("loosely alike"),
}
QUALITIES: Mapping[str, str | Promise] = {
    "primary": gettext_lazy("primary name"),
    "aka": gettext_lazy("also known as"),
    "fka": gettext_lazy("formerly known as"),
    "weak": gettext_lazy("weak alias"),
}
TIERS: Mapping[str, str | Promise] = {
    "strong_name": gettext_lazy("Strong name"),
    "name_and_place": gettext_lazy("Name and place"),
    "weak_name": gettext_lazy("Name alone"),
    "address": gettext_lazy("Address"),
    "expired": gettext_lazy("Expired entry"),
}
MATCHED: Mapping[str, str | Promise] = {
    "name": gettext_lazy("organization's name"),
    "administrator": gettext_lazy("administrator's name"),
    "address": gettext_lazy("address"),
}
FEATURE_NAMES: Mapping[str, str | Promise] = {
    "shared": gettext_lazy("words that agree"),
    "edits": gettext_lazy("misspelling"),
    "extra": gettext_lazy("only the customer has"),
    "missing": gettext_lazy("only the list has"),
    "extra_share": gettext_lazy("share that only the customer has"),
    "worst": gettext_lazy("least alike words"),
    "inexact": gettext_lazy("words that agree only nearly"),
    "single": gettext_lazy("hardly more than one word agrees"),
    "far": gettext_lazy("too loose for a misspelling"),
    "edit_count": gettext_lazy("number of misspellings"),
    "rarest": gettext_lazy("rarest word that agrees"),
}
# A word that is as rare as this tells parties apart.
TELLING = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences, the weightiest first."""

    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]
    would_clear: tuple[str, ...]


def grouped(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Evidence:
    """The evidence about one match. `why` is the engine's explanation; parts that it lacks say nothing."""
    return Evidence(
        tuple(_for(profile, entry, why)),
        tuple(_against(profile, entry, why)),
        tuple(_missing(profile, entry)),
        tuple(_without(facts) for facts in why.get("would_clear", ())),
    )


def told(why: Mapping[str, Any]) -> str:
    """The engine's sentence in the reader's language, from the same parts; "" where the parts are not there.

    What is kept with the screening stays the engine's own English: the record is the same for everybody.
    """
    if why.get("matched") == "address":
        words = ", ".join((why.get("address") or {}).get("words", ()))
        return _("The address is that of a listed party (%(words)s); the names differ.") % {"words": words}
    if "words" not in why or "listed_name" not in why:
        return ""
    return " ".join(_told_of_name(why))


def _told_of_name(why: Mapping[str, Any]) -> Iterator[str]:
    is_person = why.get("matched") == "administrator"
    facts = {
        "name": str(why["listed_name"]).strip(),
        "words": "; ".join(map(_pair, why["words"])) or _("no word agrees"),
    }
    if is_person:
        yield _("The administrator resembles “%(name)s”: %(words)s.") % facts
    else:
        yield _("The customer resembles “%(name)s”: %(words)s.") % facts
    if mine := ", ".join(word["word"] for word in why.get("only_customer", ())):
        only = (
            _("Only the administrator has: %(words)s.")
            if is_person
            else _("Only the customer has: %(words)s.")
        )
        yield only % {"words": mine}
    if listed := ", ".join(word["word"] for word in why.get("only_listed", ())):
        yield _("Only the list has: %(words)s.") % {"words": listed}
    if address := why.get("address"):
        yield _("The address is the same.") if address.get("same") else _("The address is near.")


def _pair(word: Mapping[str, Any]) -> str:
    if word.get("cause") == "exact":
        return str(word["listed"])
    cause = str(word.get("cause", ""))
    how = CAUSES.get(cause, cause.replace("_", " "))
    return _("%(mine)s for %(listed)s (%(how)s)") % {
        "mine": word["customer"],
        "listed": word["listed"],
        "how": how,
    }


def feature_name(name: str) -> str:
    """What a feature of the scorecard measures, in words; its own name where it is unknown."""
    return str(FEATURE_NAMES.get(name, name))


def _for(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Iterator[str]:
    if why.get("rule") == "same_name":
        yield _("Every word that says something is the same.")
    elif why.get("rule") == "contained":
        yield _("The whole of one name stands in the other.")
    for word in sorted(why.get("words", ()), key=lambda word: -word.get("weight", 0)):
        yield _word(word)
    address = why.get("address") or {}
    if address.get("same"):
        yield _("The address is the same.")
    elif address:
        yield _("The address is near: %(words)s.") % {"words": ", ".join(address.get("words", ()))}
    country = profile["address"].get("country", "")
    if country and country in comparison.countries_of(entry):
        yield _("The same country: %(country)s.") % {"country": comparison.country_name(country)}


def _word(word: Mapping[str, Any]) -> str:
    facts = {"mine": word.get("customer", ""), "listed": word.get("listed", "")}
    cause = str(word.get("cause", ""))
    if cause == "exact":
        text = _("“%(listed)s”: the same word") % facts
    else:
        how = str(CAUSES.get(cause, cause.replace("_", " ")))
        text = _("“%(mine)s” for “%(listed)s”: %(how)s") % {**facts, "how": how}
    rarity = _("rare") if word.get("weight", 0) >= TELLING else _("common")
    return f"{text} ({rarity})."


def _against(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Iterator[str]:
    if why.get("matched") == "address":
        yield _("The names differ.")
    for word in _heaviest(why.get("only_customer", ())):
        yield _("Only the customer has “%(word)s”.") % {"word": word}
    for word in _heaviest(why.get("only_listed", ())):
        yield _("Only the list has “%(word)s”.") % {"word": word}
    mine, theirs = profile["address"].get("country", ""), comparison.countries_of(entry)
    if mine and theirs and mine not in theirs:
        yield _("Another country: %(mine)s, not %(theirs)s.") % {
            "mine": comparison.country_name(mine),
            "theirs": ", ".join(map(comparison.country_name, theirs[:4])),
        }
    if entry.get("addresses") and not why.get("address"):
        yield _("Another address.")
    yield from _against_the_entry(entry, why)


def _against_the_entry(entry: Mapping[str, Any], why: Mapping[str, Any]) -> Iterator[str]:
    kind = entry.get("kind", "")
    is_person = why.get("matched") == "administrator"
    if kind in comparison.KINDS and (kind == "person") != is_person:
        yield _("The listed party is of another kind: %(kind)s.") % {"kind": comparison.KINDS[kind]}
    if why.get("quality") == "weak":
        yield _("The publisher calls this name a weak alias.")
    if why.get("tier") == "expired":
        yield _("The entry expired on %(date)s.") % {"date": entry.get("end", "")}


def _missing(profile: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[str]:
    if not comparison.countries_of(entry):
        yield _("The list names no country.")
    if not entry.get("addresses"):
        yield _("The list has no address.")
    if entry.get("kind", "") not in comparison.KINDS:
        yield _("The list does not say what kind of party it is.")
    if entry.get("ids"):
        yield _("The customer's registration number, to compare with the listed identifiers.")
    if entry.get("dates"):
        yield _("The customer's date of birth or founding, to compare with the listed one.")
    if not profile.get("administrator"):
        yield _("The administrator's name is not known.")


def _without(facts: Mapping[str, Any]) -> str:
    """What the match hangs on: to be checked first."""
    words = ", ".join(f"“{word}”" for word in facts["words"])
    if not words:
        return _("Another address.")
    if facts["address"]:
        return _("Another address, and a name without %(words)s.") % {"words": words}
    return _("A name without %(words)s.") % {"words": words}


def _heaviest(words: Any) -> list[str]:
    return [str(word["word"]) for word in sorted(words, key=lambda word: -word.get("weight", 0))]

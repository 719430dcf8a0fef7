"""A subject and a listed party side by side: fact by fact, with what is the same and what differs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_countries import countries

_WORD = re.compile(r"\w+|\W+")

KINDS: Mapping[str, str | Promise] = {
    "org": gettext_lazy("Organization"),
    "person": gettext_lazy("Person"),
    "vessel": gettext_lazy("Vessel"),
    "aircraft": gettext_lazy("Aircraft"),
}
SAME, DIFFERS, UNKNOWN = "same", "differs", "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text; `mark` is same, differs, or empty for what says nothing."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. `standing`: same, near, differs, unknown; empty where nothing is compared."""

    label: str
    mine: tuple[Part, ...]
    listed: tuple[tuple[Part, ...], ...]
    standing: str = ""
    more: int = 0

    @property
    def verdict(self) -> str:
        """The standing in words."""
        words = {"same": _("same"), "near": _("alike"), "differs": _("differs"), "unknown": _("not known")}
        return words.get(self.standing, "")


def of(profile: Mapping[str, Any], entry: Mapping[str, Any], explanation: Mapping[str, Any]) -> list[Fact]:
    """The facts of `profile` (as kept in evidence) beside those of the listed `entry`, in order of weight."""
    facts = (_name, _administrator, _other_names, _kind, _country, _address, _dates, _ids)
    return [found for fact in facts if (found := fact(profile, entry, explanation))]


def marked(text: str, same: Iterable[str], differing: Iterable[str]) -> tuple[Part, ...]:
    """The text in parts, those words marked that are told to be the same or to differ."""
    agreeing, other = _keys(same), _keys(differing)
    return tuple(Part(piece, _mark_of(piece, agreeing, other)) for piece in _WORD.findall(text))


def _mark_of(piece: str, agreeing: set[str], other: set[str]) -> str:
    key = piece.casefold()
    if key in agreeing:
        return SAME
    return DIFFERS if key in other else ""


def _keys(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for text in texts for word in re.findall(r"\w+", str(text))}


def _plain(text: Any) -> tuple[Part, ...]:
    return (Part(str(text)),) if text else ()


def _name(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact | None:
    if why.get("matched") == "administrator":
        return Fact(_("Name"), _plain(profile["name"]), (), "")
    listed = why.get("listed_name") or next((name[0] for name in entry.get("names", ())), "")
    mine, theirs = _aligned(profile["name"], listed, why)
    return Fact(_("Name"), mine, (theirs,) if theirs else (), _name_standing(why))


def _administrator(
    profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]
) -> Fact | None:
    administrator = profile.get("administrator", "")
    if why.get("matched") != "administrator":
        return Fact(_("Administrator"), _plain(administrator), ()) if administrator else None
    mine, theirs = _aligned(administrator, why.get("listed_name", ""), why)
    return Fact(_("Administrator"), mine, (theirs,), _name_standing(why))


def _aligned(mine: str, listed: str, why: Mapping[str, Any]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    words = why.get("words", ())
    only_mine = [word["word"] for word in why.get("only_customer", ())]
    only_listed = [word["word"] for word in why.get("only_listed", ())]
    return (
        marked(mine, (word["customer"] for word in words), only_mine),
        marked(listed.strip(), (word["listed"] for word in words), only_listed),
    )


def _name_standing(why: Mapping[str, Any]) -> str:
    words = why.get("words", ())
    if not words:
        return DIFFERS
    is_whole = not why.get("only_customer") and not why.get("only_listed")
    return SAME if is_whole and all(word.get("cause") == "exact" for word in words) else "near"


def _other_names(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact | None:
    hit = str(why.get("listed_name", "")).strip()
    others = [name[0].strip() for name in entry.get("names", ()) if name[0].strip() != hit]
    if not others:
        return None
    return Fact(
        _("Other names"), (), tuple(_plain(name) for name in others[:3]), more=max(len(others) - 3, 0)
    )


def _kind(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact:
    kind = entry.get("kind", "")
    is_person = why.get("matched") == "administrator"
    mine = KINDS["person" if is_person else "org"]
    if kind not in KINDS:
        return Fact(_("Kind"), _plain(mine), (), UNKNOWN)
    standing = SAME if kind == ("person" if is_person else "org") else DIFFERS
    return Fact(_("Kind"), (Part(str(mine), standing),), ((Part(str(KINDS[kind]), standing),),), standing)


def _country(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact:
    mine = profile["address"].get("country", "")
    theirs = countries_of(entry)
    standing = UNKNOWN if not mine or not theirs else SAME if mine in theirs else DIFFERS
    return Fact(
        _("Country"),
        (Part(country_name(mine), standing if standing != UNKNOWN else ""),) if mine else (),
        tuple(
            (Part(country_name(code), SAME if code == mine else DIFFERS if mine else ""),) for code in theirs
        ),
        standing,
    )


def countries_of(entry: Mapping[str, Any]) -> list[str]:
    """Every country that the entry names, once."""
    named = [*entry.get("countries", ()), *(country for _text, country in entry.get("addresses", ()))]
    return list(dict.fromkeys(code for code in named if code))


def country_name(code: str) -> str:
    """In the reader's language."""
    return str(dict(countries).get(code, code))


def address_line(address: Mapping[str, Any]) -> str:
    """The parts that are filled, as on a letter."""
    names = ("line1", "line2", "city", "state", "postal_code", "country")
    return ", ".join(str(address[name]) for name in names if address.get(name))


def _address(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact:
    mine = address_line(profile["address"])
    near = why.get("address") or {}
    shared = near.get("words", ())
    listed = [text for text, _country in entry.get("addresses", ()) if text]
    best = sorted(listed, key=lambda text: -len(_keys(shared) & _keys([text])))
    if not listed:
        return Fact(_("Address"), _plain(mine), (), UNKNOWN)
    standing = SAME if near.get("same") else "near" if near else DIFFERS
    return Fact(
        _("Address"),
        marked(mine, shared, ()),
        tuple(marked(text, shared, ()) for text in best[:2]),
        standing,
        more=max(len(best) - 2, 0),
    )


def _dates(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact | None:
    dates = entry.get("dates", ())
    if not dates:
        return None
    label = _("Date of birth") if entry.get("kind") == "person" else pgettext("of a company", "Founded")
    return Fact(label, (), tuple(_plain(each) for each in dates[:3]), UNKNOWN, more=max(len(dates) - 3, 0))


def _ids(profile: Mapping[str, Any], entry: Mapping[str, Any], why: Mapping[str, Any]) -> Fact | None:
    ids = entry.get("ids", ())
    if not ids:
        return None
    return Fact(
        _("Identifiers"), (), tuple(_plain(each) for each in ids[:3]), UNKNOWN, more=max(len(ids) - 3, 0)
    )

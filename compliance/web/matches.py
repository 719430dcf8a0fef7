"""The matches of a case as its page shows them: both sides, evidence, entry, earlier decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from compliance.enums import CLOSED_STATES, Disposition, MatchOn
from compliance.models import CaseMatch, PotentialMatch, ReviewCase, SourceList
from compliance.web import comparison, evidence
from compliance.web.comparison import Fact
from compliance.web.evidence import Evidence
from compliance.web.forms import DispositionsForm

EARLIER_SHOWN = 5
# So many matches are unfolded when the page opens.
UNFOLDED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from what a person cleared earlier."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """The listed party in full."""

    names: list[tuple[str, str | Promise, str]]
    addresses: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    url: str


@dataclass(frozen=True, slots=True)
class MatchView:
    """One match, ready to be shown. `earlier`: what was decided on this entry for other subjects."""

    match: CaseMatch
    found: PotentialMatch
    facts: list[Fact]
    evidence: Evidence
    entry: EntryView
    source: SourceList | None
    also_on: str
    tier: str | Promise
    hit: str
    name_score: int | None
    sentence: str
    words: list[dict[str, Any]]
    features: list[tuple[str, float]]
    earlier: list[CaseMatch]
    changes: list[Change]
    is_open: bool
    chosen: str
    comment: str

    @property
    def is_decided(self) -> bool:
        """Has a person said what it is?"""
        return self.match.disposition != Disposition.UNDECIDED


def of_case(case: ReviewCase, form: DispositionsForm) -> list[MatchView]:
    """All matches, the gravest first, with what `form` holds for each: three queries."""
    matches = list(case.matches.select_related("evidence__screening", "disposed_by", "reopens__cleared_by"))
    sources = SourceList.objects.in_bulk([match.evidence.source for match in matches])
    earlier = _earlier(case, matches)
    undecided = [match.pk for match in matches if match.disposition == Disposition.UNDECIDED][:UNFOLDED]
    shown = undecided or [match.pk for match in matches[:1]]
    return [
        _view(
            match,
            sources,
            earlier[match.list_slug, match.entry_key],
            is_open=match.pk in shown,
            typed=form.typed(match),
        )
        for match in matches
    ]


def profile_of(match: CaseMatch) -> dict[str, Any]:
    """The profile that the match was found on; of both the one that is asked about."""
    screening = match.evidence.screening
    if match.on == MatchOn.IN_FORCE:
        return screening.in_force or screening.profile
    return screening.profile


def _earlier(case: ReviewCase, matches: Sequence[CaseMatch]) -> Mapping[tuple[str, str], list[CaseMatch]]:
    """Decisions on the same entries in other cases, the latest first."""
    rows = (
        CaseMatch.objects.filter(
            entry_key__in={match.entry_key for match in matches},
            case__state__in=CLOSED_STATES,
            disposed_at__isnull=False,
        )
        .exclude(case=case)
        .select_related("case__subject__partner", "case__reason", "disposed_by")
        .order_by("-disposed_at")[: EARLIER_SHOWN * 20]
    )
    found: dict[tuple[str, str], list[CaseMatch]] = defaultdict(list)
    for row in rows:
        of_entry = found[row.list_slug, row.entry_key]
        if len(of_entry) < EARLIER_SHOWN:
            of_entry.append(row)
    return found


def _view(
    match: CaseMatch,
    sources: Mapping[str, SourceList],
    earlier: list[CaseMatch],
    *,
    is_open: bool,
    typed: tuple[str, str],
) -> MatchView:
    found, profile = match.evidence, profile_of(match)
    why = found.explanation
    return MatchView(
        match=match,
        found=found,
        facts=comparison.of(profile, found.entry, why),
        evidence=evidence.grouped(profile, found.entry, why),
        entry=entry_view(found.entry),
        source=sources.get(found.source),
        also_on=", ".join(found.entry.get("also_on", ())),
        tier=evidence.TIERS.get(found.tier, found.tier),
        hit=_hit(why),
        name_score=percent(why["name_score"]) if why.get("name_score") and why.get("address") else None,
        sentence=evidence.told(why) or found.sentence,
        words=[_word(word) for word in why.get("words", ())],
        features=[
            (evidence.feature_name(feature["name"]), feature["part"])
            for feature in why.get("features", ())
            if feature["part"]
        ],
        earlier=earlier,
        changes=[change_of(change) for change in match.changes],
        is_open=is_open,
        chosen=typed[0],
        comment=typed[1],
    )


def percent(score: float) -> int:
    """A score as shown; 100 only where nothing is left."""
    return 100 if score >= 1 else min(int(score * 100), 99)


def _hit(why: Mapping[str, Any]) -> str:
    """Which alias or address hit."""
    if why.get("matched") == "address":
        return _("Hit on the address")
    quality = evidence.QUALITIES.get(str(why.get("quality", "")), "")
    who = evidence.MATCHED.get(str(why.get("matched", "name")), "")
    return _("Hit on the %(what)s: “%(name)s” (%(quality)s)") % {
        "what": who,
        "name": str(why.get("listed_name", "")).strip(),
        "quality": quality,
    }


def _word(word: Mapping[str, Any]) -> dict[str, Any]:
    cause = str(word.get("cause", ""))
    return {
        **word,
        "how": evidence.CAUSES.get(cause, cause),
        "percent": percent(float(word.get("likeness", 0))),
        "is_rare": float(word.get("weight", 0)) >= evidence.TELLING,
    }


def entry_view(entry: Mapping[str, Any]) -> EntryView:
    """Everything that the publisher says."""
    facts = (
        (_("Kind"), str(comparison.KINDS.get(entry.get("kind", ""), _("not stated")))),
        (_("Countries"), ", ".join(map(comparison.country_name, comparison.countries_of(entry)))),
        (_("Dates"), ", ".join(entry.get("dates", ()))),
        (_("Identifiers"), ", ".join(entry.get("ids", ()))),
        (_("Programmes"), ", ".join(entry.get("programs", ()))),
        (_("In effect from"), entry.get("start", "")),
        (_("Expires"), entry.get("end", "")),
        (_("Citation"), entry.get("citation", "")),
        (_("Remarks"), entry.get("remarks", "")),
        (_("Key on its list"), entry.get("key", "")),
    )
    url = str(entry.get("url", ""))
    return EntryView(
        names=[
            (name[0], evidence.QUALITIES.get(name[1], name[1]), name[2]) for name in entry.get("names", ())
        ],
        addresses=[(text, comparison.country_name(code)) for text, code in entry.get("addresses", ())],
        facts=[(label, text) for label, text in facts if text],
        url=url if url.startswith(("https://", "http://")) else "",
    )


def change_of(change: Mapping[str, Any]) -> Change:
    """One difference to what was cleared, in words."""
    sides = {"subject": _("Customer"), "entry": _("Listed party"), "expiry": _("Clearance")}
    fact = str(change.get("fact", "")).replace("_", " ")
    return Change(
        label=f"{sides.get(str(change.get('side')), '')}: {fact}",
        before=printed(change.get("before")),
        after=printed(change.get("after")),
    )


def printed(value: Any) -> str:
    """Any JSON value on one line."""
    if isinstance(value, dict):
        return ", ".join(printed(part) for part in value.values() if part)
    if isinstance(value, list):
        return ", ".join(printed(part) for part in value if part)
    return "" if value is None else str(value)

"""A person said "not the same" once: for how long, and for which content of both sides, does that hold?"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from compliance.enums import MatchOn
from compliance.models import CaseMatch, ClearedPair, ReviewCase, Subject
from compliance.models.cleared_pair import LONGEST_DAYS, SHORTEST_DAYS, USUAL_DAYS
from compliance.screening.found import Finding, Found
from partnerhub.accounts.models import User
from partnerhub.errors import DomainError

_SIDES = {
    MatchOn.IN_FORCE: (MatchOn.IN_FORCE,),
    MatchOn.PROPOSED: (MatchOn.PROPOSED,),
    MatchOn.BOTH: (MatchOn.IN_FORCE, MatchOn.PROPOSED),
}


class ClearedForTooLong(DomainError):
    """A match can be cleared for 1 to 730 days."""

    code, status = 91031, 400


@dataclass(frozen=True, slots=True)
class Standing:
    """How a finding stands after cleared pairs: `open_on` None means suppressed, by `pair`.

    `reopens` is a pair that no longer holds, with what is different since.
    """

    finding: Finding
    open_on: MatchOn | None
    pair: ClearedPair | None = None
    reopens: ClearedPair | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)


def subject_fingerprint(profile: dict[str, Any], matched: str) -> str:
    """Of name and address, and of the administrator where that is what matched."""
    facts = [profile["name"], profile["address"]]
    if matched == "administrator":
        facts.append(profile.get("administrator", ""))
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def standing_of(found: Found, subject: Subject, *, at: datetime) -> list[Standing]:
    """Each finding, with the cleared pair that suppresses it or no longer does (R2): one query."""
    if not found.findings:
        return []
    pairs: dict[tuple[str, str], list[ClearedPair]] = defaultdict(list)
    keys = {finding.entry_key for finding in found.findings}
    for pair in subject.cleared_pairs.filter(entry_key__in=keys):
        pairs[pair.list_slug, pair.entry_key].append(pair)
    return [_standing(found, each, pairs[each.list_slug, each.entry_key], at) for each in found.findings]


def _standing(found: Found, finding: Finding, pairs: list[ClearedPair], at: datetime) -> Standing:
    held = {side: _holding(finding, profile_on(side, found), pairs, at) for side in _SIDES[finding.on]}
    open_on = _joined([side for side, pair in held.items() if pair is None])
    suppressing = next((pair for pair in held.values() if pair), None)
    if open_on is None or not pairs:
        return Standing(finding, open_on, suppressing)
    open_side = next(side for side, pair in held.items() if pair is None)
    changes = changes_since(pairs[0], profile_on(open_side, found), finding.entry, at)
    return Standing(finding, open_on, suppressing, reopens=pairs[0], changes=changes)


def profile_on(side: MatchOn, found: Found) -> dict[str, Any]:
    """The profile of one side; asked about alone, the profile in force is the one that was asked."""
    profile = found.in_force if side == MatchOn.IN_FORCE and found.in_force else found.profile
    return profile.to_json()


def _holding(
    finding: Finding, profile: dict[str, Any], pairs: Iterable[ClearedPair], at: datetime
) -> ClearedPair | None:
    fingerprint = subject_fingerprint(profile, finding.matched)
    for pair in pairs:
        same = (pair.subject_fingerprint, pair.entry_fingerprint) == (fingerprint, finding.entry_hash)
        # A person who cleared the name has not looked at the administrator.
        about_the_same = (pair.matched == "administrator") == (finding.matched == "administrator")
        if same and about_the_same and pair.expires_at > at:
            return pair
    return None


def _joined(sides: list[MatchOn]) -> MatchOn | None:
    return MatchOn.BOTH if len(sides) == len(_SIDES[MatchOn.BOTH]) else next(iter(sides), None)


def changes_since(
    pair: ClearedPair, profile: dict[str, Any], entry: dict[str, Any], at: datetime
) -> list[dict[str, Any]]:
    """What differs from what the person saw: `side` (subject, entry, expiry), `fact`, `before`, `after`."""
    changes = [
        *_differences("subject", pair.profile, profile, ("name", "address", "administrator")),
        *_differences("entry", pair.entry, entry, sorted({*pair.entry, *entry})),
    ]
    if pair.expires_at <= at:
        changes.append({"side": "expiry", "fact": "expires_at", "before": pair.expires_at.isoformat()})
    return changes


def _differences(
    side: str, before: dict[str, Any], after: dict[str, Any], facts: Iterable[str]
) -> list[dict[str, Any]]:
    return [
        {"side": side, "fact": fact, "before": before.get(fact), "after": after.get(fact)}
        for fact in facts
        if before.get(fact) != after.get(fact)
    ]


def clear(case: ReviewCase, *, by: User, at: datetime, days: int = USUAL_DAYS) -> list[ClearedPair]:
    """The case was approved: each of its matches is a cleared pair for `days`, for the profiles it was on."""
    check_days(days)
    matches = case.matches.select_related("evidence__screening")
    pairs = [
        _pair(case, match, profile, by=by, at=at, days=days)
        for match in matches
        for profile in profiles_of(match)
    ]
    return ClearedPair.objects.bulk_create(pairs)


def check_days(days: int) -> None:
    """Within the bounds, or ClearedForTooLong."""
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise ClearedForTooLong(field="days")


def profiles_of(match: CaseMatch) -> list[dict[str, Any]]:
    """The profiles that an open match is on."""
    screening = match.evidence.screening
    sides = {
        MatchOn.IN_FORCE: screening.in_force or screening.profile,
        MatchOn.PROPOSED: screening.profile,
    }
    return [sides[side] for side in _SIDES[MatchOn(match.on)]]


def _pair(
    case: ReviewCase, match: CaseMatch, profile: dict[str, Any], *, by: User, at: datetime, days: int
) -> ClearedPair:
    evidence = match.evidence
    return ClearedPair(
        subject_id=case.subject_id,
        case=case,
        list_slug=match.list_slug,
        entry_key=match.entry_key,
        matched=evidence.matched,
        subject_fingerprint=subject_fingerprint(profile, evidence.matched),
        entry_fingerprint=evidence.entry_hash,
        profile=profile,
        entry=evidence.entry,
        cleared_by=by,
        cleared_at=at,
        valid_days=days,
        expires_at=at + timedelta(days=days),
    )

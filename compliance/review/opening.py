"""A case opens, and matches join it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.cleared_pairs import Standing
from compliance.enums import TOUCHING_IN_FORCE, CaseState, Disposition, MatchOn, Trigger
from compliance.models import CaseMatch, PotentialMatch, RestrictedParty, ReviewCase, Screening, Subject
from compliance.review.writing import tell, tell_partner
from compliance.screening import engines
from partnerhub.accounts.models import User


@dataclass(frozen=True)
class Joined:
    """What a run changed in a case: `matches` are all of it now, `news` those new or open again."""

    matches: list[CaseMatch]
    news: list[CaseMatch]


def open_case_of(subject: Subject) -> ReviewCase | None:
    """The one open case of this subject, locked against reviewers."""
    return subject.cases.open().select_for_update().first()


def open_case(
    subject: Subject,
    *,
    trigger: Trigger,
    due_at: datetime,
    submitted_at: datetime,
    resubmission_of: ReviewCase | None,
    by: User,
    at: datetime,
) -> ReviewCase:
    """A new case; its clock started when the partner asked, or the match was found."""
    case = ReviewCase.objects.create(
        subject=subject,
        trigger=trigger,
        submitted_at=submitted_at,
        opened_at=at,
        due_at=due_at,
        resubmission_of=resubmission_of,
    )
    tell("case.opened", case, by=by, at=at, trigger=trigger, due_at=due_at.isoformat())
    tell_partner("compliance.review_started", case, by=by, at=at)
    return case


def join(
    case: ReviewCase,
    screening: Screening,
    found: list[tuple[Standing, PotentialMatch]],
    *,
    by: User,
    at: datetime,
) -> Joined:
    """What a run leaves open joins the case; known matches get the newer evidence.

    A decided match whose entry or profile reads differently by now is undecided again. An approval that
    waits for its second person falls when something new joins it.
    """
    known = {
        (match.list_slug, match.entry_key): match
        for match in case.matches.select_related("evidence__screening")
    }
    news = []
    for standing, row in found:
        match = known.get((row.list_slug, row.entry_key))
        if match is None and standing.open_on:
            news.append(_new_match(case, standing, row, at))
        elif match is not None and standing.open_on and _renew(match, standing, row, screening):
            news.append(match)
    gone = _mark_removed(case, list(known.values()), found, at=at)
    matches = list(case.matches.select_related("evidence"))
    _summarise(case, matches)
    case.match_list_complete = not screening.truncated
    if news and case.state == CaseState.PENDING_SECOND_APPROVAL:
        case.send_back(at=at)
    if news or gone:
        case.version += 1
        names = [str(match.evidence) for match in news]
        tell(
            "case.matches_joined",
            case,
            by=by,
            at=at,
            joined=names,
            entry_removed=[str(each) for each in gone],
        )
    case.save()
    return Joined(matches, news)


def _new_match(case: ReviewCase, standing: Standing, row: PotentialMatch, at: datetime) -> CaseMatch:
    return CaseMatch.objects.create(
        case=case,
        evidence=row,
        list_slug=row.list_slug,
        entry_key=row.entry_key,
        on=standing.open_on or MatchOn.PROPOSED,
        joined_at=at,
        reopens=standing.reopens,
        changes=standing.changes,
    )


def _renew(match: CaseMatch, standing: Standing, row: PotentialMatch, screening: Screening) -> bool:
    """The newer evidence; True if it says something else than the person has seen."""
    before = match.evidence
    same_entry = before.entry_hash == row.entry_hash
    same_profiles = _identity(before.screening) == _identity(screening)
    differs = not (same_entry and same_profiles) or match.on != standing.open_on
    match.evidence, match.on, match.entry_removed_at = row, standing.open_on or match.on, None
    reopened = differs and match.disposition != Disposition.UNDECIDED
    if differs:
        match.disposition, match.disposed_by, match.disposed_at = Disposition.UNDECIDED, None, None
    match.save()
    return reopened


def _identity(screening: Screening) -> list[dict[str, Any]]:
    """What a person has compared: not the e-mail address."""
    profiles = [screening.profile, screening.in_force or {}]
    return [
        {fact: profile.get(fact) for fact in ("name", "address", "administrator")} for profile in profiles
    ]


def _mark_removed(
    case: ReviewCase,
    known: list[CaseMatch],
    found: Iterable[tuple[Standing, PotentialMatch]],
    *,
    at: datetime,
) -> list[CaseMatch]:
    """Matches whose entry left the list are marked; a person decides."""
    seen = {(row.list_slug, row.entry_key) for _standing, row in found}
    missing = [
        match
        for match in known
        if (match.list_slug, match.entry_key) not in seen and match.entry_removed_at is None
    ]
    removed = [match for match in missing if not _is_listed(match)]
    for match in removed:
        match.entry_removed_at = at
        match.save()
    return removed


def _is_listed(match: CaseMatch) -> bool:
    return RestrictedParty.objects.filter(
        restricted_list__slug=match.list_slug, key=match.entry_key, last_version__isnull=True
    ).exists()


def _summarise(case: ReviewCase, matches: list[CaseMatch]) -> None:
    """What the queue sorts by, and whether four eyes are needed."""
    evidence = [match.evidence for match in matches]
    strongest = engines.strongest_tier()
    case.severity = max((row.severity for row in evidence), default=0)
    case.top_score = max((row.score for row in evidence), default=0.0)
    case.is_high_risk = any(row.is_high_risk or row.tier == strongest for row in evidence)
    case.touches_in_force = case.subject.watched and any(match.on in TOUCHING_IN_FORCE for match in matches)


def mark_incomplete(case: ReviewCase, *, by: User, at: datetime) -> None:
    """The last search could not be completed: the case cannot be approved before one is (R2)."""
    case.match_list_complete = False
    case.version += 1
    case.save()
    tell("case.evidence_incomplete", case, by=by, at=at)

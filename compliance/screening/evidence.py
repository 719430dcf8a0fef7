"""What a run found is written down once, whole, and never changed (R1, R6)."""

from __future__ import annotations

from compliance.cleared_pairs import Standing
from compliance.enums import Trigger, UnavailableReason, Verdict
from compliance.models import PotentialMatch, ReviewCase, Screening
from compliance.screening.run import Run


def write(
    run: Run,
    standings: list[Standing],
    verdict: Verdict,
    reason: UnavailableReason | None,
    case: ReviewCase | None,
    *,
    is_new_case: bool,
) -> tuple[Screening, list[PotentialMatch]]:
    """The evidence row and one row for each finding, suppressed ones included (R2).

    A reviewer who searches again within a case has not asked for what it decides.
    """
    found = run.found
    searches_again = run.trigger == Trigger.MANUAL and not is_new_case
    screening = Screening(
        subject=run.subject,
        case=case,
        trigger=run.trigger,
        retried=run.asked_trigger if run.trigger == Trigger.RETRY else "",
        requested_by=None if searches_again else run.requested_by,
        actor=run.by,
        profile=found.profile.to_json(),
        in_force=found.in_force.to_json() if found.in_force else None,
        normalised=found.normalised,
        lists=list(found.lists),
        generation=found.generation,
        engine=found.engine,
        engine_version=found.engine_version,
        threshold=found.threshold,
        settings=found.settings,
        outcome=verdict,
        unavailable_reason=reason or "",
        unavailable_detail=found.unavailable_detail,
        truncated=found.truncated,
        best_below=found.best_below,
        match_count=len(standings),
        open_count=sum(standing.open_on is not None for standing in standings),
        started_at=found.started_at,
        at=run.at,
        duration_ms=found.duration_ms,
    )
    screening.save(force_insert=True)
    rows = [_match(screening, standing) for standing in standings]
    return screening, PotentialMatch.objects.bulk_create(rows) if rows else []


def _match(screening: Screening, standing: Standing) -> PotentialMatch:
    finding = standing.finding
    return PotentialMatch(
        screening=screening,
        list_slug=finding.list_slug,
        entry_key=finding.entry_key,
        entry_hash=finding.entry_hash,
        entry=finding.entry,
        name=finding.name,
        source=finding.source,
        severity=finding.severity,
        is_high_risk=finding.is_high_risk,
        score=finding.score,
        tier=finding.tier,
        matched=finding.matched,
        explanation=finding.explanation,
        explanation_in_force=finding.explanation_in_force,
        sentence=finding.sentence,
        on=finding.on,
        open_on=standing.open_on or "",
        suppressed_by=standing.pair,
    )

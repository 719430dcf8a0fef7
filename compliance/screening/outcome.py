"""What follows from a run: a clearance, a case, a hold, or nothing new."""

from __future__ import annotations

from compliance import cleared_pairs, holds
from compliance.answer import Answer
from compliance.cleared_pairs import Standing
from compliance.enums import (
    STANDING_STATES,
    TOUCHING_IN_FORCE,
    CaseState,
    Trigger,
    UnavailableReason,
    Verdict,
)
from compliance.models import Clearance, ReviewCase, Screening, ScreeningHold
from compliance.review import opening
from compliance.screening import evidence
from compliance.screening.run import Run
from compliance.service_levels import LONGEST_WAIT
from partnerhub.accounts.models import Partner
from partnerhub.audit import trail


def settle(run: Run) -> Answer:
    """Write the evidence and what it leads to."""
    standings = cleared_pairs.standing_of(run.found, run.subject, at=run.at)
    still_open = [standing for standing in standings if standing.open_on]
    verdict, reason = _judged(run, still_open)
    hold = None if run.is_first else holds.open_hold_of(run.subject)
    known = None if run.is_first else opening.open_case_of(run.subject)
    _remember(run, verdict)
    case = known or _new_case(run, verdict, hold)
    screening, rows = evidence.write(run, standings, verdict, reason, case, is_new_case=known is None)
    _tell(run, screening)
    if verdict == Verdict.UNAVAILABLE:
        return _unavailable(run, screening, case, hold)
    holds.resolve_if_open(hold, Verdict.POTENTIAL_MATCH if case else verdict, by=run.by, at=run.at)
    if case is None:
        return _without_case(run, screening, verdict)
    joined = opening.join(case, screening, list(zip(standings, rows, strict=True)), by=run.by, at=run.at)
    return _with_case(run, screening, case, joined)


def _judged(run: Run, still_open: list[Standing]) -> tuple[Verdict, UnavailableReason | None]:
    """(outcome, why unavailable). An incomplete search that leaves nothing open clears nobody (R2)."""
    if run.found.unavailable_reason:
        return Verdict.UNAVAILABLE, run.found.unavailable_reason
    if still_open:
        return Verdict.POTENTIAL_MATCH, None
    if run.found.truncated:
        return Verdict.UNAVAILABLE, UnavailableReason.INCOMPLETE
    if run.found.unreadable:
        return Verdict.UNAVAILABLE, UnavailableReason.UNREADABLE
    return Verdict.CLEAR, None


def _new_case(run: Run, verdict: Verdict, hold: ScreeningHold | None) -> ReviewCase | None:
    """A case where a person has to decide: for a match, and after a refusal or expiry in any case (R4)."""
    standing = None if run.is_first else _standing_case(run)
    if not _needs_a_person(run, verdict, standing):
        return None
    return opening.open_case(
        run.subject,
        trigger=run.asked_trigger,
        due_at=hold.due_at if hold else run.at + LONGEST_WAIT,
        submitted_at=hold.opened_at if hold else run.at,
        resubmission_of=standing if run.is_asking else None,
        by=run.by,
        at=run.at,
    )


def _needs_a_person(run: Run, verdict: Verdict, standing: ReviewCase | None) -> bool:
    if verdict == Verdict.UNAVAILABLE:
        return False
    if verdict == Verdict.POTENTIAL_MATCH:
        # What is refused and switched off stays so; a list update has nothing to add.
        return run.is_asking or not run.subject.is_barred
    if not run.is_asking:
        return False
    asks_again = run.asked_trigger in (Trigger.CREATE, Trigger.RESUBMIT) and standing is not None
    resubmits = run.resubmits or bool(run.retries and run.retries.resubmits)
    return asks_again or resubmits or run.subject.is_barred


def _standing_case(run: Run) -> ReviewCase | None:
    """The last case that was decided, where it was refused or ran out."""
    closed = run.subject.cases.closed().exclude(state=CaseState.WITHDRAWN)
    last = closed.order_by("-closed_at").first()
    return last if last and last.state in STANDING_STATES else None


def _remember(run: Run, verdict: Verdict) -> None:
    """On the subject: what is asked about, and up to which lists it was screened."""
    subject = run.subject
    if run.is_asking:
        subject.profile_proposed = run.found.profile.to_json()
    if verdict == Verdict.UNAVAILABLE:
        if not run.is_asking:  # the status stays; it is only marked
            holds.put_off_rescreening(subject, at=run.at)
    elif run.covers_subject:
        subject.screened_generation, subject.screened_at = run.found.generation, run.at
        subject.rescreening_due, subject.rescreen_attempts, subject.rescreen_after = False, 0, None
    subject.save()


def _tell(run: Run, screening: Screening) -> None:
    """In the history; list updates are told by their evidence rows alone."""
    if run.trigger == Trigger.LIST_UPDATE:
        return
    trail.record(
        "screening.recorded",
        on=run.subject,
        by=run.by,
        at=run.at,
        partner=Partner(pk=run.subject.partner_id),  # Its key is all that is kept.
        after={"screening": str(screening.pk), "trigger": run.trigger, "outcome": screening.outcome},
        internal=True,
    )


def _unavailable(
    run: Run, screening: Screening, case: ReviewCase | None, hold: ScreeningHold | None
) -> Answer:
    holds.alert(run.subject, screening, at=run.at)
    if case:
        if run.trigger != Trigger.LIST_UPDATE:
            opening.mark_incomplete(case, by=run.by, at=run.at)
        return _answer(run, Verdict.UNAVAILABLE, screening, case=case, due_at=case.due_at)
    if not run.is_asking:
        return _answer(run, Verdict.UNAVAILABLE, screening)
    hold = holds.keep(run, screening, hold)
    return _answer(run, Verdict.UNAVAILABLE, screening, due_at=hold.due_at)


def _without_case(run: Run, screening: Screening, verdict: Verdict) -> Answer:
    """Clear, or a match of a subject whose services a person has switched off already."""
    clearance = None
    if verdict == Verdict.CLEAR and run.is_asking:
        clearance = Clearance.objects.create(subject=run.subject, screening=screening, at=run.at)
    return _answer(run, verdict, screening, clearance=clearance)


def _with_case(run: Run, screening: Screening, case: ReviewCase, joined: opening.Joined) -> Answer:
    """A person decides, whatever this run by itself would say (R4)."""
    in_force = run.subject.watched and any(match.on in TOUCHING_IN_FORCE for match in joined.matches)
    return _answer(
        run,
        Verdict.POTENTIAL_MATCH,
        screening,
        case=case,
        due_at=case.due_at,
        on_profile_in_force=in_force,
    )


def _answer(run: Run, verdict: Verdict, screening: Screening, **facts: object) -> Answer:
    return Answer(
        subject=run.subject,
        verdict=verdict,
        trigger=run.asked_trigger,
        screening=screening,
        **facts,  # type: ignore[arg-type]
    )

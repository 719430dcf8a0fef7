"""The reading side of the reviewers' API: rows become documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from compliance import review
from compliance.api import documents
from compliance.models import CaseMatch, ListVersion, PotentialMatch, ReviewCase, Screening
from partnerhub.accounts.models import User
from partnerhub.api import ids
from partnerhub.api.responses import moment
from partnerhub.audit import trail
from partnerhub.errors import DomainError

CASE_KIND, IMPORT_KIND = "RPL_CASE", "RPL_IMPORT"
EVENTS = 100
# The verbs of the domain by their names on the wire.
VERBS = {
    "claim": "claim",
    "assign": "assign",
    "release": "release",
    "set_disposition": "dispositions",
    "add_note": "notes",
    "escalate": "escalate",
    "ask": "ask",
    "approve": "approve",
    "confirm": "confirm",
    "send_back": "sendBack",
    "refuse": "refuse",
}
RELATED = ("subject__partner", "assignee", "approved_by", "confirmed_by", "refused_by", "reason")


def id_of(pk: Any) -> str:
    """The opaque id of a case."""
    return ids.encode(CASE_KIND, pk)


def summary_of(case: ReviewCase) -> documents.Case:
    """A case as lists show it; its related rows are loaded."""
    return documents.Case(**_facts_of(case))


def full(case: ReviewCase, *, by: User, at: datetime) -> documents.FullCase:
    """A case with its evidence, and what `by` may do with it."""
    screening = case.screenings.select_related("requested_by", "settings").order_by("-at").first()
    refusals = review.refusals(case, by=by, at=at)
    matches = case.matches.select_related("evidence", "disposed_by")
    return documents.FullCase(
        **_facts_of(case),
        matches=[match_of(match) for match in matches],
        previously_cleared=_cleared(screening),
        screening=screening_of(screening) if screening else None,
        questions=[_question_of(each) for each in case.inquiries.select_related("asked_by", "answered_by")],
        notes=[
            documents.Note(text=note.text, by=str(note.by), at=moment(note.at))
            for note in case.notes.select_related("by")
        ],
        history=[_event_of(event) for event in trail.history_of(case)[:EVENTS]],
        allowed=[VERBS[verb] for verb, refusal in refusals.items() if refusal is None],
        refusals={VERBS[verb]: _failure_of(refusal) for verb, refusal in refusals.items() if refusal},
    )


def now_of(case: ReviewCase) -> documents.CaseNow:
    """How the case stands."""
    return documents.CaseNow(
        id=id_of(case.pk), state=str(case.state), version=case.version, assignee=_name(case.assignee)
    )


def _facts_of(case: ReviewCase) -> dict[str, Any]:
    return {
        "id": id_of(case.pk),
        "reference": case.reference,
        "state": str(case.state),
        "version": case.version,
        "trigger": case.trigger,
        "subject": case.subject.label,
        "partner": case.subject.partner.name,
        "severity": case.severity,
        "top_score": case.top_score,
        "is_high_risk": case.is_high_risk,
        "is_urgent": case.touches_in_force,
        "match_list_complete": case.match_list_complete,
        "assignee": _name(case.assignee),
        "submitted_at": moment(case.submitted_at),
        "due_at": moment(case.due_at),
        "overdue_since": _maybe(case.overdue_since),
        "closed_at": _maybe(case.closed_at),
        "approved_by": _name(case.approved_by),
        "confirmed_by": _name(case.confirmed_by),
        "refused_by": _name(case.refused_by),
        "reason": case.reason.code if case.reason else None,
        "note": case.note,
        "prior_case_id": id_of(case.resubmission_of_id) if case.resubmission_of_id else None,
    }


def match_of(match: CaseMatch) -> documents.Match:
    """One possible match with its evidence."""
    found = match.evidence
    return documents.Match(
        id=match.pk,
        list_slug=match.list_slug,
        source=found.source,
        entry_key=match.entry_key,
        name=found.name,
        score=found.score,
        tier=found.tier,
        matched=found.matched,
        on=match.on,
        severity=found.severity,
        is_high_risk=found.is_high_risk,
        sentence=found.sentence,
        disposition=match.disposition,
        disposed_by=_name(match.disposed_by),
        disposed_at=_maybe(match.disposed_at),
        comment=match.comment,
        entry_removed_at=_maybe(match.entry_removed_at),
        changes_since_cleared=match.changes or None,
        entry=found.entry,
        explanation=found.explanation,
        explanation_in_force=found.explanation_in_force,
    )


def screening_of(run: Screening) -> documents.Screening:
    """The evidence of one run."""
    return documents.Screening(
        id=str(run.pk),
        trigger=run.trigger,
        outcome=run.outcome,
        at=moment(run.at),
        requested_by=_name(run.requested_by),
        profile=_profile_of(run.profile),
        profile_in_force=_profile_of(run.in_force) if run.in_force else None,
        lists=run.lists,
        engine=run.engine,
        engine_version=run.engine_version,
        threshold=run.threshold,
        settings_version=run.settings.version if run.settings else None,
        truncated=run.truncated,
        duration_ms=run.duration_ms,
    )


def version_of(version: ListVersion) -> documents.Version:
    """One file of a list, taken in or refused."""
    return documents.Version(**_file_facts_of(version))


def import_of(version: ListVersion) -> documents.ImportRun:
    """One import with what became of it; its related rows are loaded."""
    return documents.ImportRun(
        **_file_facts_of(version),
        id=ids.encode(IMPORT_KIND, version.pk),
        list_slug=version.restricted_list.slug,
        format=version.source_format,
        file_hash=version.file_hash,
        fetched_at=moment(version.fetched_at),
        confirmed_at=_maybe(version.confirmed_at),
        confirmed_by=_name(version.confirmed_by),
        shrink_reason=version.shrink_reason or None,
        in_force=version.restricted_list.in_force_id == version.pk,
    )


def _file_facts_of(version: ListVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "file_name": version.file_name,
        "content_hash": version.content_hash,
        "imported_at": moment(version.imported_at),
        "imported_by": str(version.imported_by),
        "rows": version.row_count,
        "parties": version.party_count,
        "added": version.added,
        "changed": version.changed,
        "removed": version.removed,
        "sources": version.source_counts,
        "problems": version.problems or None,
    }


def _profile_of(profile: dict[str, Any]) -> documents.Profile:
    return documents.Profile(**{**profile, "address": documents.Address(**profile["address"])})


def _cleared(screening: Screening | None) -> list[documents.Cleared]:
    if screening is None:
        return []
    found: Iterable[PotentialMatch] = screening.matches.filter(open_on="").select_related(
        "suppressed_by__cleared_by"
    )
    return [
        documents.Cleared(
            name=each.name,
            source=each.source,
            entry_key=each.entry_key,
            cleared_by=str(each.suppressed_by.cleared_by),
            cleared_at=moment(each.suppressed_by.cleared_at),
            expires_at=moment(each.suppressed_by.expires_at),
            case_id=id_of(each.suppressed_by.case_id),
        )
        for each in found
        if each.suppressed_by
    ]


def _question_of(inquiry: Any) -> documents.Question:
    return documents.Question(
        question=inquiry.question,
        asked_by=str(inquiry.asked_by),
        asked_at=moment(inquiry.asked_at),
        answer=inquiry.answer,
        answered_by=_name(inquiry.answered_by),
        answered_at=_maybe(inquiry.answered_at),
    )


def _event_of(event: Any) -> documents.Event:
    return documents.Event(
        action=event.action,
        by=event.actor_label,
        at=moment(event.at),
        note=event.note,
        before=event.before or None,
        after=event.after or None,
    )


def _failure_of(refusal: DomainError) -> documents.Failure:
    return documents.Failure(error_code=refusal.code, description=str(refusal.message))


def _name(person: Any) -> str | None:
    return str(person) if person else None


def _maybe(at: datetime | None) -> str | None:
    return moment(at) if at else None

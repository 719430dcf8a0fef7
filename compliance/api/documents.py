"""What the API says of a case, its evidence and the lists; partners see none of it."""

from __future__ import annotations

from typing import Any

from partnerhub.api.responses import Document


class Failure(Document, kw_only=True):
    """Why something cannot be done now."""

    error_code: int
    description: str


class Address(Document, kw_only=True):
    """A postal address; empty parts are left out."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


class Profile(Document, kw_only=True):
    """Whom we ask about, as received."""

    name: str
    address: Address
    administrator: str = ""
    email: str = ""


class Match(Document, kw_only=True):
    """One possible match. `entry`: the listed party as published; `explanation`: the engine's."""

    id: int
    list_slug: str
    source: str
    entry_key: str
    name: str
    score: float
    tier: str
    matched: str
    on: str
    severity: int
    is_high_risk: bool
    sentence: str
    disposition: str
    disposed_by: str | None = None
    disposed_at: str | None = None
    comment: str = ""
    entry_removed_at: str | None = None
    changes_since_cleared: list[dict[str, Any]] | None = None
    entry: dict[str, Any]
    explanation: dict[str, Any]
    explanation_in_force: dict[str, Any] | None = None


class Cleared(Document, kw_only=True):
    """Found again, and cleared by a person earlier."""

    name: str
    source: str
    entry_key: str
    cleared_by: str
    cleared_at: str
    expires_at: str
    case_id: str


class Screening(Document, kw_only=True):
    """The evidence of the last run. `settingsVersion`: of threshold and weights; left out where as shipped."""

    id: str
    trigger: str
    outcome: str
    at: str
    requested_by: str | None = None
    profile: Profile
    profile_in_force: Profile | None = None
    lists: list[dict[str, Any]]
    engine: str
    engine_version: str
    threshold: float
    settings_version: int | None = None
    truncated: bool
    duration_ms: float


class Question(Document, kw_only=True):
    """A question to the partner, and the answer."""

    question: str
    asked_by: str
    asked_at: str
    answer: str = ""
    answered_by: str | None = None
    answered_at: str | None = None


class Note(Document, kw_only=True):
    """What somebody on the team wrote down."""

    text: str
    by: str
    at: str


class Event(Document, kw_only=True):
    """One line of the history."""

    action: str
    by: str
    at: str
    note: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Case(Document, kw_only=True):
    """A case as lists show it. `version` goes with every write; `priorCaseId`: what it resubmits."""

    id: str
    reference: str
    state: str
    version: int
    trigger: str
    subject: str
    partner: str
    severity: int
    top_score: float
    is_high_risk: bool
    is_urgent: bool
    match_list_complete: bool
    assignee: str | None = None
    submitted_at: str
    due_at: str
    overdue_since: str | None = None
    closed_at: str | None = None
    approved_by: str | None = None
    confirmed_by: str | None = None
    refused_by: str | None = None
    reason: str | None = None
    note: str = ""
    prior_case_id: str | None = None


class FullCase(Case, kw_only=True):
    """A case with everything that a decision needs. `refusals`: what this caller may not do now, and why."""

    matches: list[Match]
    previously_cleared: list[Cleared]
    screening: Screening | None = None
    questions: list[Question]
    notes: list[Note]
    history: list[Event]
    allowed: list[str]
    refusals: dict[str, Failure]


class CaseList(Document, kw_only=True):
    """A page of cases, the most urgent first."""

    items: list[Case]


class CaseNow(Document, kw_only=True):
    """With a 409: how the case stands."""

    id: str
    state: str
    version: int
    assignee: str | None = None


class Version(Document, kw_only=True):
    """One file of a list."""

    number: int | None = None
    state: str
    file_name: str
    content_hash: str = ""
    imported_at: str
    imported_by: str
    rows: int
    parties: int
    added: int
    changed: int
    removed: int
    sources: dict[str, int]
    problems: list[str] | None = None


class ListDocument(Document, kw_only=True):
    """One restricted-party list and how it stands."""

    slug: str
    name: str
    publisher: str
    required: bool
    health: str
    reason: str = ""
    age_seconds: int | None = None
    warn_after_hours: int | None = None
    block_after_hours: int | None = None
    in_force: Version | None = None


class ListOfLists(Document, kw_only=True):
    """The catalogue. `mayAnswer`: can anybody be cleared now?"""

    items: list[ListDocument]
    may_answer: bool
    generation: int


class VersionList(Document, kw_only=True):
    """The versions of a list, newest first."""

    items: list[Version]


class ImportRun(Version, kw_only=True):
    """One file that somebody put in: taken in, or refused with the reasons. `fetchedAt`: last seen unchanged."""

    id: str
    list_slug: str
    format: str
    file_hash: str
    fetched_at: str
    confirmed_at: str | None = None
    confirmed_by: str | None = None
    shrink_reason: str | None = None
    in_force: bool


class ImportRunList(Document, kw_only=True):
    """A page of imports, newest first."""

    items: list[ImportRun]

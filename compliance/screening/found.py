"""What a search found, before anything is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from compliance.enums import MatchOn, UnavailableReason, Verdict
from compliance.models import ScreeningSettings
from compliance.profile import Profile


@dataclass(frozen=True, slots=True)
class Finding:
    """One listed party at or above the threshold, as listed; `explanation` is of the better profile."""

    list_slug: str
    entry_key: str
    entry_hash: str
    entry: dict[str, Any]
    name: str
    source: str
    severity: int
    is_high_risk: bool
    score: float
    tier: str
    matched: str
    sentence: str
    on: MatchOn
    explanation: dict[str, Any] = field(compare=False)
    explanation_in_force: dict[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search for `profile`, and for `in_force` beside it, in the lists of one generation.

    `lists` are the facts of R1 for each list. `unavailable_reason` is set if and only if no answer can be
    given. `settings` is the version in force, None as shipped. `truncated` and `unreadable`: finding nothing
    would prove nothing. `duration_ms` is wall time.
    """

    profile: Profile
    in_force: Profile | None
    generation: int
    started_at: datetime
    duration_ms: float
    lists: tuple[dict[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    best_below: dict[str, Any] | None = None
    normalised: dict[str, Any] = field(default_factory=dict)
    engine: str = ""
    engine_version: str = ""
    threshold: float = 0.0
    settings: ScreeningSettings | None = None
    truncated: bool = False
    unreadable: bool = False
    unavailable_reason: UnavailableReason | None = None
    unavailable_detail: str = ""

    @property
    def outcome(self) -> Verdict:
        """What this says before cleared pairs are looked at; a prediction for a precheck."""
        if self.unavailable_reason:
            return Verdict.UNAVAILABLE
        return Verdict.POTENTIAL_MATCH if self.findings else Verdict.CLEAR

"""What a screening says: every candidate with its reasons, and whether the search was complete."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Tier(StrEnum):
    """How strong a match is, strongest first: the order of the reviewers' queue."""

    STRONG_NAME = "strong_name"
    NAME_AND_PLACE = "name_and_place"
    WEAK_NAME = "weak_name"
    ADDRESS = "address"
    EXPIRED = "expired"


class Matched(StrEnum):
    """Which fact of the profile the listed party resembles."""

    NAME = "name"
    ADMINISTRATOR = "administrator"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed party and why it may be the customer. `explanation` is plain JSON; `sentence` says the same
    to a reviewer.
    """

    entry_key: str
    score: float
    tier: Tier
    matched: Matched
    explanation: dict[str, Any] = field(compare=False)
    sentence: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one screening.

    `candidates` reach the threshold, best first; `best_below` is the best one that does not. `truncated`:
    the search
    stopped while an unscored name could still reach the threshold (R2). `unscreenable`: a part of the
    profile holds
    nothing that could be compared, so an empty result is no clear (R3).
    """

    candidates: tuple[Candidate, ...]
    best_below: Candidate | None
    truncated: bool
    unscreenable: bool
    normalised: dict[str, Any]
    engine: str
    threshold: float

    def to_json(self) -> dict[str, Any]:
        """Plain values, as kept in evidence."""
        return asdict(self)

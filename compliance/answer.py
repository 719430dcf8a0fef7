"""What compliance says of a subject: at once, from `screen.record`, or later, with `verdict_changed`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.enums import Trigger, Verdict
from compliance.models import Clearance, ReviewCase, Screening, Subject


@dataclass(frozen=True)
class Answer:
    """One answer.

    `trigger` is why it was asked: for a retry, the trigger of what was retried; a screening by hand counts
    as a list update. `clearance` is set if and only if the subject may be served on what was asked.
    `on_profile_in_force`: the match, refusal or expiry concerns the profile of a live subject, so that it
    follows the list-update rows whatever opened the case. `due_at` is the deadline of the open case or hold.
    """

    subject: Subject
    verdict: Verdict
    trigger: Trigger
    screening: Screening | None = None
    case: ReviewCase | None = None
    clearance: Clearance | None = None
    on_profile_in_force: bool = False
    due_at: datetime | None = None

"""Which colour and icon a status has. The word always stands beside them: nothing is told by colour alone."""

from __future__ import annotations

from typing import Literal

Tone = Literal["good", "wait", "info", "bad", "quiet"]

ICONS: dict[Tone, str] = {"good": "check", "wait": "clock", "info": "arrows", "bad": "alert", "quiet": "dot"}

_STATUSES: dict[Tone, str] = {
    "good": """provisioned active clear approved done completed current in_force false_positive delivered
        applied""",
    "wait": """pending_rpl_review provisioned_with_errors delayed information_requested awaiting_information
        escalated pending_second_approval pending_user_migration potential_match unavailable inconclusive
        overdue warning waiting""",
    "info": "provisioning updating running in_progress under_review in_review new",
    "bad": "error refused expired failed suspended true_match missing stale blocked bad",
    "quiet": "deleting withdrawn undecided",
}
_TONE_OF_STATUS: dict[str, Tone] = {
    value: tone for tone, values in _STATUSES.items() for value in values.split()
}

_ENDINGS: tuple[tuple[str, Tone], ...] = (
    ("refused", "bad"),
    ("expired", "bad"),
    ("failed", "bad"),
    ("suspended", "bad"),
    ("dropped", "bad"),
    ("removed", "bad"),
    ("deleted", "bad"),
    ("potential_match", "wait"),
    ("review_opened", "wait"),
    ("held", "wait"),
    ("proposed", "wait"),
    ("asked", "wait"),
    ("approved", "good"),
    ("provisioned", "good"),
    ("cleared", "good"),
    ("adopted", "good"),
    ("completed", "good"),
    ("created", "info"),
    ("added", "info"),
)


def of_status(value: str) -> Tone:
    """The tone of a status value of any app; unknown ones are quiet."""
    return _TONE_OF_STATUS.get(value.lower(), "quiet")


def of_action(action: str) -> Tone:
    """The tone of a history event, from how its name ends."""
    return next((tone for ending, tone in _ENDINGS if action.endswith(ending)), "quiet")

"""What people, and time, do with a case. Each verb is one transaction with its history and announcement."""

from compliance.review.bulk import BulkResult, add_note_to_many, assign_many, claim_many, refuse_many
from compliance.review.claims import (
    NobodyWaits,
    NotOnTheTeam,
    assign,
    claim,
    claim_next,
    release,
    release_idle_claims,
)
from compliance.review.deadlines import expire, expire_overdue
from compliance.review.decisions import approve, confirm, refuse, send_back
from compliance.review.dispositions import Judgement, add_note, set_disposition, set_dispositions
from compliance.review.escalation import escalate
from compliance.review.facts import refusals
from compliance.review.questions import answer_question, ask
from compliance.review.reminders import remind
from compliance.review.withdrawal import withdraw
from compliance.review.writing import CaseClosed, ReviewWindowPassed, StaleVersion

__all__ = [
    "BulkResult",
    "CaseClosed",
    "Judgement",
    "NobodyWaits",
    "NotOnTheTeam",
    "ReviewWindowPassed",
    "StaleVersion",
    "add_note",
    "add_note_to_many",
    "answer_question",
    "approve",
    "ask",
    "assign",
    "assign_many",
    "claim",
    "claim_many",
    "claim_next",
    "confirm",
    "escalate",
    "expire",
    "expire_overdue",
    "refusals",
    "refuse",
    "refuse_many",
    "release",
    "release_idle_claims",
    "remind",
    "send_back",
    "set_disposition",
    "set_dispositions",
    "withdraw",
]

"""The partner is asked for information, and answers; the 72 hours keep running."""

from __future__ import annotations

from datetime import datetime

from compliance import policies
from compliance.enums import CaseState
from compliance.models import Inquiry, ReviewCase
from compliance.review.dispositions import EmptyText
from compliance.review.facts import check, person_of
from compliance.review.writing import tell, tell_partner, writing
from compliance.signals import announce_inquiry
from partnerhub.accounts.models import User
from partnerhub.errors import DomainError


class NothingAsked(DomainError):
    """There is no question to answer."""

    code, status = 91048, 409


class NotAsked(DomainError):
    """This question was put to another partner."""

    code, status = 91049, 404


def ask(case: ReviewCase, question: str, *, by: User, at: datetime, version: int | None = None) -> ReviewCase:
    """Ask the partner. It reads the question as written: no match, list or score belongs in it."""
    text = policies.check_note(question)
    with writing(case, by=by, at=at, version=version) as current:
        check(policies.check_work, current, by=by, at=at)
        Inquiry.objects.create(case=current, question=text, asked_by=by, asked_at=at)
        current.ask(by=by, at=at)
        current.save()
        tell("case.information_requested", current, by=by, at=at, note=text)
        tell_partner("compliance.information_requested", current, by=by, at=at, note=text)
        announce_inquiry(current.subject, by=by, at=at)
    return current


def answer_question(case: ReviewCase, text: str, *, by: User, at: datetime) -> ReviewCase:
    """The partner answers; the case goes back to whoever asked."""
    if not text.strip():
        raise EmptyText(field="answer")
    with writing(case, by=by, at=at) as current:
        _check_asked(current, by)
        inquiry = current.inquiries.filter(answered_at__isnull=True).first()
        if current.state != CaseState.AWAITING_INFORMATION or inquiry is None:
            raise NothingAsked
        inquiry.answer, inquiry.answered_by, inquiry.answered_at = text.strip(), by, at
        inquiry.save()
        current.resume(at=at)
        current.save()
        tell("case.answered", current, by=by, at=at, note=inquiry.answer)
        tell_partner("compliance.answered", current, by=by, at=at, note=inquiry.answer)
        announce_inquiry(current.subject, by=by, at=at)
    return current


def _check_asked(case: ReviewCase, by: User) -> None:
    partner = case.subject.partner
    if not person_of(by).partners & {partner.pk, partner.parent_id}:
        raise NotAsked

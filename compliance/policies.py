"""Who may do what with a case, and when it may be decided. Pure: facts in, a named refusal or nothing out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from compliance.enums import REFUSING, CaseState, Disposition
from compliance.service_levels import IDLE_CLAIM
from partnerhub.accounts.roles import Role
from partnerhub.errors import DomainError

SHORTEST_NOTE = 10
FourEyes = Literal["never", "high_risk", "always"]


class NotAReviewer(DomainError):
    """Only the RPL team works on cases."""

    code, status = 91050, 403


class OnlyLeads(DomainError):
    """Only an RPL lead may do this."""

    code, status = 91051, 403


class OwnRequest(DomainError):
    """Nobody decides on what they themselves, or their own organization, asked for."""

    code, status = 91052, 403


class AlreadyClaimed(DomainError):
    """Somebody else is working on this case."""

    code, status = 91053, 409


class NotYours(DomainError):
    """Claim this case first: you are not working on it."""

    code, status = 91054, 409


class WrongState(DomainError):
    """This cannot be done in the present state of the case."""

    code, status = 91055, 409


class MatchesUndecided(DomainError):
    """The case can be approved only when every match is a false positive."""

    code, status = 91056, 409


class EvidenceIncomplete(DomainError):
    """The last search was not complete. Search again before approving."""

    code, status = 91057, 409


class EvidenceOutdated(DomainError):
    """The lists changed since the last search, which is being made again. Try in a minute."""

    code, status = 91062, 409


class ListsNotFresh(DomainError):
    """A required list is missing or too old: nothing can be approved until it is back."""

    code, status = 91058, 409


class NothingToRefuse(DomainError):
    """A case is refused for a true match, or one that cannot be decided."""

    code, status = 91059, 409


class SameApprover(DomainError):
    """The second approval must come from somebody else."""

    code, status = 91060, 403


class NoteTooShort(DomainError):
    """Write a note of 10 characters or more."""

    code, status = 91061, 400


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wants to do something."""

    id: UUID
    roles: frozenset[Role]
    partners: frozenset[UUID] = frozenset()

    @property
    def is_reviewer(self) -> bool:
        """On the RPL team?"""
        return bool(self.roles & {Role.REVIEWER, Role.LEAD})

    @property
    def is_lead(self) -> bool:
        """Leads the RPL team?"""
        return Role.LEAD in self.roles


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that the rules look at. `barred` are the people who asked, `barred_partners` whom it is for."""

    state: CaseState
    assignee: UUID | None = None
    active_at: datetime | None = None
    approver: UUID | None = None
    barred: frozenset[UUID] = frozenset()
    barred_partners: frozenset[UUID] = frozenset()
    dispositions: tuple[Disposition, ...] = ()
    is_complete: bool = True
    is_current: bool = True
    is_fresh: bool = True
    is_resubmission: bool = False
    is_high_risk: bool = False
    four_eyes: FourEyes = field(default="high_risk")

    @property
    def needs_second_person(self) -> bool:
        """Four eyes?"""
        return self.four_eyes == "always" or (self.four_eyes == "high_risk" and self.is_high_risk)


type Check = Callable[[CaseFacts, Person, datetime], None]


def can(check: Check, case: CaseFacts, person: Person, at: datetime) -> bool:
    """Would this check pass?"""
    try:
        check(case, person, at)
    except DomainError:
        return False
    return True


def check_reviewer(case: CaseFacts, person: Person, at: datetime) -> None:
    """On the RPL team: operators, auditors and partners do not work on cases."""
    if not person.is_reviewer:
        raise NotAReviewer


def check_lead(case: CaseFacts, person: Person, at: datetime) -> None:
    """Leads the team."""
    check_reviewer(case, person, at)
    if not person.is_lead:
        raise OnlyLeads


def claim_has_lapsed(case: CaseFacts, at: datetime) -> bool:
    """Idle for 30 minutes?"""
    return case.active_at is not None and at - case.active_at >= IDLE_CLAIM


def check_claim(case: CaseFacts, person: Person, at: datetime) -> None:
    """New, or its claim has lapsed; escalated cases are for leads."""
    check_reviewer(case, person, at)
    if case.state == CaseState.NEW:
        return
    if case.state == CaseState.ESCALATED:
        check_lead(case, person, at)
        if case.assignee is None or claim_has_lapsed(case, at):
            return
    elif case.state != CaseState.IN_REVIEW:
        raise WrongState
    if case.state == CaseState.ESCALATED or not claim_has_lapsed(case, at):
        raise AlreadyClaimed


def check_assign(case: CaseFacts, person: Person, at: datetime) -> None:
    """Leads hand out cases, also from one reviewer to another."""
    check_lead(case, person, at)
    if case.state not in (CaseState.NEW, CaseState.IN_REVIEW):
        raise WrongState


def check_release(case: CaseFacts, person: Person, at: datetime) -> None:
    """One's own, or a lead anybody's."""
    check_reviewer(case, person, at)
    if case.state != CaseState.IN_REVIEW:
        raise WrongState
    if case.assignee != person.id and not person.is_lead:
        raise NotYours


def check_work(case: CaseFacts, person: Person, at: datetime) -> None:
    """In review by this person; leads work on what is escalated, and on everything."""
    check_reviewer(case, person, at)
    if case.state == CaseState.ESCALATED:
        check_lead(case, person, at)
    elif case.state != CaseState.IN_REVIEW:
        raise WrongState
    elif case.assignee != person.id and not person.is_lead:
        raise NotYours


def check_escalate(case: CaseFacts, person: Person, at: datetime) -> None:
    """To the leads, by whoever works on it."""
    if case.state == CaseState.ESCALATED:
        raise WrongState
    check_work(case, person, at)


def check_may_decide(case: CaseFacts, person: Person, at: datetime) -> None:
    """Nobody decides on what they themselves asked for."""
    check_reviewer(case, person, at)
    if person.id in case.barred or person.partners & case.barred_partners:
        raise OwnRequest


def check_evidence(case: CaseFacts, person: Person, at: datetime) -> None:
    """Every match a false positive, the list of matches complete, the lists fresh (R2, R3)."""
    if any(disposition != Disposition.FALSE_POSITIVE for disposition in case.dispositions):
        raise MatchesUndecided
    if not case.is_complete:
        raise EvidenceIncomplete
    if not case.is_current:
        raise EvidenceOutdated
    if not case.is_fresh:
        raise ListsNotFresh


def check_approve(case: CaseFacts, person: Person, at: datetime) -> None:
    """May this person approve, alone or as the first of two?"""
    check_may_decide(case, person, at)
    check_work(case, person, at)
    check_evidence(case, person, at)


def check_confirm(case: CaseFacts, person: Person, at: datetime) -> None:
    """May this person be the second?"""
    check_may_decide(case, person, at)
    if case.state != CaseState.PENDING_SECOND_APPROVAL:
        raise WrongState
    if case.approver == person.id:
        raise SameApprover
    check_evidence(case, person, at)


def check_send_back(case: CaseFacts, person: Person, at: datetime) -> None:
    """Anybody on the team may ask to look again; the approver too, who has second thoughts."""
    check_reviewer(case, person, at)
    if case.state != CaseState.PENDING_SECOND_APPROVAL:
        raise WrongState


def check_refuse(case: CaseFacts, person: Person, at: datetime) -> None:
    """For a true or undecidable match, or because an earlier refusal stands; one person suffices."""
    check_may_decide(case, person, at)
    check_work(case, person, at)
    has_ground = any(disposition in REFUSING for disposition in case.dispositions)
    earlier_refusal_stands = case.is_resubmission and not case.dispositions
    if not has_ground and not earlier_refusal_stands:
        raise NothingToRefuse


def check_note(note: str) -> str:
    """The note without blanks around it, 10 characters or more."""
    if len(note.strip()) < SHORTEST_NOTE:
        raise NoteTooShort(field="note")
    return note.strip()

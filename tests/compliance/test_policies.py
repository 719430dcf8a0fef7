"""Who may do what, as a table; no database."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from compliance import policies
from compliance.enums import CaseState, Disposition
from compliance.policies import CaseFacts, Person
from partnerhub.accounts.roles import Role
from partnerhub.errors import DomainError
from tests.conftest import T0

RITA = Person(UUID(int=1), frozenset({Role.REVIEWER}))
SAM = Person(UUID(int=2), frozenset({Role.REVIEWER}))
LENA = Person(UUID(int=3), frozenset({Role.LEAD}))
OLGA = Person(UUID(int=4), frozenset({Role.OPERATOR}))
OTTO = Person(UUID(int=5), frozenset({Role.AUDITOR}))
PARTNER = UUID(int=9)
ALICE = Person(UUID(int=6), frozenset({Role.FULL}), frozenset({PARTNER}))
MOONLIGHTER = Person(UUID(int=7), frozenset({Role.REVIEWER, Role.FULL}), frozenset({PARTNER}))

NEW = CaseFacts(CaseState.NEW, barred_partners=frozenset({PARTNER}))
FALSE, TRUE, MAYBE, OPEN = (
    Disposition.FALSE_POSITIVE,
    Disposition.TRUE_MATCH,
    Disposition.INCONCLUSIVE,
    Disposition.UNDECIDED,
)
RITAS = replace(NEW, state=CaseState.IN_REVIEW, assignee=RITA.id, active_at=T0, dispositions=(FALSE,))
ESCALATED = replace(NEW, state=CaseState.ESCALATED, dispositions=(FALSE,))
PENDING = replace(RITAS, state=CaseState.PENDING_SECOND_APPROVAL, approver=RITA.id)
CLOSED = replace(RITAS, state=CaseState.APPROVED)

CASES = [
    (policies.check_claim, NEW, RITA, None),
    (policies.check_claim, NEW, LENA, None),
    (policies.check_claim, NEW, OLGA, policies.NotAReviewer),
    (policies.check_claim, NEW, OTTO, policies.NotAReviewer),
    (policies.check_claim, NEW, ALICE, policies.NotAReviewer),
    (policies.check_claim, RITAS, SAM, policies.AlreadyClaimed),
    (policies.check_claim, RITAS, RITA, policies.AlreadyClaimed),
    (policies.check_claim, replace(RITAS, active_at=T0 - timedelta(minutes=30)), SAM, None),
    (policies.check_claim, ESCALATED, SAM, policies.OnlyLeads),
    (policies.check_claim, ESCALATED, LENA, None),
    (policies.check_claim, CLOSED, RITA, policies.WrongState),
    (policies.check_assign, NEW, RITA, policies.OnlyLeads),
    (policies.check_assign, RITAS, LENA, None),
    (policies.check_assign, PENDING, LENA, policies.WrongState),
    (policies.check_release, RITAS, RITA, None),
    (policies.check_release, RITAS, SAM, policies.NotYours),
    (policies.check_release, RITAS, LENA, None),
    (policies.check_release, NEW, RITA, policies.WrongState),
    (policies.check_work, RITAS, RITA, None),
    (policies.check_work, RITAS, SAM, policies.NotYours),
    (policies.check_work, NEW, RITA, policies.WrongState),
    (policies.check_work, ESCALATED, RITA, policies.OnlyLeads),
    (policies.check_work, ESCALATED, LENA, None),
    (policies.check_escalate, RITAS, RITA, None),
    (policies.check_escalate, ESCALATED, LENA, policies.WrongState),
    (policies.check_approve, RITAS, RITA, None),
    (policies.check_approve, ESCALATED, LENA, None),
    (policies.check_approve, RITAS, OLGA, policies.NotAReviewer),
    (policies.check_approve, RITAS, OTTO, policies.NotAReviewer),
    (policies.check_approve, RITAS, ALICE, policies.NotAReviewer),
    (policies.check_approve, replace(RITAS, barred=frozenset({RITA.id})), RITA, policies.OwnRequest),
    (policies.check_approve, replace(RITAS, assignee=MOONLIGHTER.id), MOONLIGHTER, policies.OwnRequest),
    (policies.check_approve, replace(RITAS, dispositions=(FALSE, OPEN)), RITA, policies.MatchesUndecided),
    (policies.check_approve, replace(RITAS, dispositions=(FALSE, TRUE)), RITA, policies.MatchesUndecided),
    (policies.check_approve, replace(RITAS, dispositions=(MAYBE,)), RITA, policies.MatchesUndecided),
    (policies.check_approve, replace(RITAS, is_complete=False), RITA, policies.EvidenceIncomplete),
    (policies.check_approve, replace(RITAS, is_current=False), RITA, policies.EvidenceOutdated),
    (policies.check_approve, replace(RITAS, is_fresh=False), RITA, policies.ListsNotFresh),
    (policies.check_approve, PENDING, RITA, policies.WrongState),
    (policies.check_confirm, PENDING, SAM, None),
    (policies.check_confirm, PENDING, RITA, policies.SameApprover),
    (policies.check_confirm, replace(PENDING, barred=frozenset({SAM.id})), SAM, policies.OwnRequest),
    (policies.check_confirm, replace(PENDING, dispositions=(OPEN,)), SAM, policies.MatchesUndecided),
    (policies.check_confirm, replace(PENDING, is_fresh=False), SAM, policies.ListsNotFresh),
    (policies.check_confirm, RITAS, SAM, policies.WrongState),
    (policies.check_send_back, PENDING, SAM, None),
    (policies.check_send_back, RITAS, SAM, policies.WrongState),
    (policies.check_refuse, replace(RITAS, dispositions=(TRUE, OPEN)), RITA, None),
    (policies.check_refuse, replace(RITAS, dispositions=(MAYBE,)), RITA, None),
    (policies.check_refuse, RITAS, RITA, policies.NothingToRefuse),
    (policies.check_refuse, replace(RITAS, dispositions=()), RITA, policies.NothingToRefuse),
    (policies.check_refuse, replace(RITAS, dispositions=(), is_resubmission=True), RITA, None),
    (policies.check_refuse, replace(RITAS, dispositions=(TRUE,), is_fresh=False), RITA, None),
    (
        policies.check_refuse,
        replace(RITAS, dispositions=(TRUE,), barred=frozenset({RITA.id})),
        RITA,
        policies.OwnRequest,
    ),
]


@pytest.mark.parametrize(("check", "case", "person", "refusal"), CASES)
def test_who_may_do_what(check, case, person, refusal):
    def outcome():
        try:
            check(case, person, T0)
        except DomainError as error:
            return type(error)
        return None

    assert outcome() is refusal
    assert policies.can(check, case, person, T0) is (refusal is None)


@pytest.mark.parametrize(
    ("four_eyes", "is_high_risk", "needed"),
    [
        ("never", True, False),
        ("high_risk", False, False),
        ("high_risk", True, True),
        ("always", False, True),
    ],
)
def test_four_eyes(four_eyes, is_high_risk, needed):
    case = replace(RITAS, four_eyes=four_eyes, is_high_risk=is_high_risk)

    assert case.needs_second_person is needed


@pytest.mark.parametrize("note", ["", "   ", "too short", " too short    "])
def test_a_note_has_ten_characters(note):
    with pytest.raises(policies.NoteTooShort):
        policies.check_note(note)

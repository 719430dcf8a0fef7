"""What the rules look at, read from the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from compliance import policies
from compliance.enums import CaseState, Disposition
from compliance.models import ReviewCase
from compliance.policies import CaseFacts, Check, FourEyes, Person
from compliance.screening import readiness
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Role
from partnerhub.errors import DomainError

# What a person can do on the case page, by the name of the verb.
CHECKS: dict[str, Check] = {
    "claim": policies.check_claim,
    "assign": policies.check_assign,
    "release": policies.check_release,
    "set_disposition": policies.check_work,
    "add_note": policies.check_reviewer,
    "escalate": policies.check_escalate,
    "ask": policies.check_work,
    "approve": policies.check_approve,
    "confirm": policies.check_confirm,
    "send_back": policies.check_send_back,
    "refuse": policies.check_refuse,
}


def person_of(user: User) -> Person:
    """A user as the rules see one."""
    memberships = user.current_memberships
    return Person(
        id=user.pk,
        roles=frozenset(Role(each.role) for each in memberships),
        partners=frozenset(each.partner_id for each in memberships if each.partner_id),
    )


def facts_of(case: ReviewCase, *, at: datetime) -> CaseFacts:
    """A case as the rules see it."""
    partner = case.subject.partner
    ready = readiness.look(at=at)
    requested = case.screenings.filter(requested_by__isnull=False)
    return CaseFacts(
        state=CaseState(case.state),
        assignee=case.assignee_id,
        active_at=case.active_at,
        approver=case.approved_by_id,
        barred=frozenset(requested.values_list("requested_by", flat=True)),
        barred_partners=frozenset(filter(None, (partner.pk, partner.parent_id))),
        dispositions=tuple(Disposition(each) for each in case.matches.values_list("disposition", flat=True)),
        is_complete=case.match_list_complete,
        is_current=case.subject.screened_generation >= ready.generation or ready.reason is not None,
        is_fresh=ready.reason is None,
        is_resubmission=case.resubmission_of_id is not None,
        is_high_risk=case.is_high_risk,
        four_eyes=four_eyes(),
    )


def four_eyes() -> FourEyes:
    """The setting, which must be one of the three."""
    value: Any = settings.RPL_FOUR_EYES
    if value not in ("never", "high_risk", "always"):
        raise ImproperlyConfigured(f"RPL_FOUR_EYES is {value!r}; it may be never, high_risk or always")
    return value


def check(check_x: Check, case: ReviewCase, *, by: User, at: datetime) -> CaseFacts:
    """Apply a rule to rows; returns the facts it passed on."""
    facts = facts_of(case, at=at)
    check_x(facts, person_of(by), at)
    return facts


def refusals(case: ReviewCase, *, by: User, at: datetime) -> dict[str, DomainError | None]:
    """For each verb why this person may not use it now; None where they may. For pages and the API."""
    facts, person = facts_of(case, at=at), person_of(by)
    return {verb: _refusal(check_x, facts, person, at) for verb, check_x in CHECKS.items()}


def _refusal(check_x: Check, facts: CaseFacts, person: Person, at: datetime) -> DomainError | None:
    try:
        check_x(facts, person, at)
    except DomainError as refusal:
        return refusal
    return None

"""A case: one subject's potential matches, waiting for a person's decision."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.enums import CLOSED_STATES, OPEN_STATES, CaseState, ServiceLevel, Trigger
from compliance.models.reason_code import ReasonCode
from compliance.models.subject import Subject
from partnerhub.accounts.access import Access
from partnerhub.accounts.models import User
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.state_models import StateField, StatefulModel, transition

_DECIDED = (CaseState.PENDING_SECOND_APPROVAL, CaseState.APPROVED, CaseState.REFUSED)


class StaffOnlyQuerySet(VisibleToQuerySet):
    """Rows that no partner may know of: matches, scores, list names, reviewers' work."""

    partner_path = "subject__partner"

    def visible_to(self, access: Access) -> Self:
        """The portal's own staff see them, partners see nothing."""
        return self.none() if access.is_partner else super().visible_to(access)


class ReviewCaseQuerySet(StaffOnlyQuerySet):
    """Cases."""

    def open(self) -> Self:
        """Cases that wait for somebody."""
        return self.filter(state__in=OPEN_STATES)

    def closed(self) -> Self:
        """Cases that are settled."""
        return self.filter(state__in=CLOSED_STATES)

    def writable(self, at: datetime) -> Self:
        """Open, and inside the 72 hours or overdue: the condition on which every write depends (M15)."""
        return self.open().filter(Q(due_at__gt=at) | Q(overdue_since__isnull=False))


class ReviewCase(StatefulModel):
    """One open case per subject at a time. Transitions stamp fields; `compliance.review` does the rest.

    `severity`, `top_score` and `is_high_risk` repeat what the matches say, to sort ten thousand cases.
    `match_list_complete` is false while a truncated or failed search stands as the last word (R2).
    """

    # By chance, not in order of time: its beginning is what people call the case.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="cases")
    trigger = models.CharField(max_length=20, choices=Trigger)
    state = StateField(default=CaseState.NEW, choices=CaseState)
    version = models.PositiveIntegerField(default=1)

    submitted_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    overdue_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    resubmission_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="resubmissions"
    )

    severity = models.PositiveSmallIntegerField(default=0)
    top_score = models.FloatField(default=0)
    is_high_risk = models.BooleanField(default=False)
    match_list_complete = models.BooleanField(default=True)
    touches_in_force = models.BooleanField(_("urgent: concerns a live profile"), default=False)

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    first_touched_at = models.DateTimeField(null=True, blank=True)
    service_level = models.PositiveSmallIntegerField(choices=ServiceLevel, default=ServiceLevel.NONE)
    escalated_at = models.DateTimeField(null=True, blank=True)

    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.ForeignKey(ReasonCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    clear_days = models.PositiveSmallIntegerField(_("matches are cleared for days"), default=365)

    objects: ClassVar[ReviewCaseQuerySet] = ReviewCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_at", "-severity", "-top_score", "id")
        indexes: ClassVar = [
            models.Index(
                F("due_at"),
                F("severity").desc(),
                F("top_score").desc(),
                F("id"),
                condition=Q(state__in=OPEN_STATES),
                name="open_cases_in_order",
            ),
            models.Index(fields=["assignee", "state"], name="cases_of_a_reviewer"),
            models.Index(fields=["subject", "-closed_at"], name="cases_of_a_subject"),
            models.Index(fields=["-closed_at", "id"], name="closed_cases_newest_first"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state__in=OPEN_STATES), name="one_open_case_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("approved_by")),
                name="approver_is_not_confirmer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_STATES, closed_at__isnull=False)
                | Q(state__in=OPEN_STATES, closed_at__isnull=True),
                name="closed_case_has_a_closing_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.IN_REVIEW) | Q(assignee__isnull=False),
                name="case_in_review_has_an_assignee",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.NEW) | Q(assignee__isnull=True),
                name="new_case_has_no_assignee",
            ),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True, claimed_at__isnull=True)
                | Q(assignee__isnull=False, claimed_at__isnull=False),
                name="claim_has_person_and_moment",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approval_has_person_and_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_DECIDED) | (Q(reason__isnull=False) & ~Q(note="")),
                name="decision_has_reason_and_note",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(CaseState.APPROVED, CaseState.PENDING_SECOND_APPROVAL))
                | Q(approved_by__isnull=False),
                name="approved_case_has_an_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.APPROVED) | Q(match_list_complete=True),
                name="approved_case_has_a_complete_match_list",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.REFUSED) | Q(refused_by__isnull=False),
                name="refused_case_has_a_refuser",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.subject.label}"

    @property
    def reference(self) -> str:
        """Short enough to be said on the telephone."""
        return f"RPL-{self.id.hex[:8].upper()}"

    @property
    def is_open(self) -> bool:
        """Waiting for somebody?"""
        return self.state in OPEN_STATES

    # Transitions only stamp fields; compliance.review checks, saves, records and announces.

    @transition(field=state, source=[CaseState.NEW, CaseState.IN_REVIEW], target=CaseState.IN_REVIEW)
    def claim(self, *, by: User, at: datetime) -> None:
        """`by` works on it from now on."""
        self.hold(by, at)

    @transition(field=state, source=CaseState.IN_REVIEW, target=CaseState.NEW)
    def release(self) -> None:
        """Nobody works on it any more; drafts stay."""
        self.let_go()

    @transition(
        field=state,
        source=[CaseState.NEW, CaseState.IN_REVIEW],
        target=CaseState.ESCALATED,
    )
    def escalate(self, *, at: datetime) -> None:
        """To the leads."""
        self.escalated_at = at
        self.let_go()

    @transition(
        field=state,
        source=[CaseState.IN_REVIEW, CaseState.ESCALATED],
        target=CaseState.AWAITING_INFORMATION,
    )
    def ask(self, *, by: User, at: datetime) -> None:
        """The partner is to answer; the clock keeps running."""
        self.hold(by, at)

    @transition(field=state, source=CaseState.AWAITING_INFORMATION, target=CaseState.IN_REVIEW)
    def resume(self, *, at: datetime) -> None:
        """The partner has answered."""
        self.active_at = at

    @transition(field=state, source=[CaseState.IN_REVIEW, CaseState.ESCALATED], target=CaseState.APPROVED)
    def approve(self, *, by: User, at: datetime, reason: ReasonCode, note: str) -> None:
        """One person suffices."""
        self.stamp_approval(by, at, reason, note)
        self.closed_at = at

    @transition(
        field=state,
        source=[CaseState.IN_REVIEW, CaseState.ESCALATED],
        target=CaseState.PENDING_SECOND_APPROVAL,
    )
    def propose_approval(self, *, by: User, at: datetime, reason: ReasonCode, note: str) -> None:
        """A second person has to confirm."""
        self.stamp_approval(by, at, reason, note)
        self.hold(by, at)

    @transition(field=state, source=CaseState.PENDING_SECOND_APPROVAL, target=CaseState.APPROVED)
    def confirm(self, *, by: User, at: datetime) -> None:
        """The second person agrees."""
        self.confirmed_by, self.closed_at = by, at

    @transition(field=state, source=CaseState.PENDING_SECOND_APPROVAL, target=CaseState.IN_REVIEW)
    def send_back(self, *, at: datetime) -> None:
        """The approval no longer stands; whoever approved it works on."""
        self.approved_by = self.approved_at = self.reason = None
        self.note, self.active_at = "", at

    @transition(field=state, source=[CaseState.IN_REVIEW, CaseState.ESCALATED], target=CaseState.REFUSED)
    def refuse(self, *, by: User, at: datetime, reason: ReasonCode, note: str) -> None:
        """We may not serve them."""
        self.refused_by, self.reason, self.note, self.closed_at = by, reason, note, at

    @transition(field=state, source=list(OPEN_STATES), target=CaseState.EXPIRED)
    def expire(self, *, at: datetime) -> None:
        """72 hours have passed."""
        self.closed_at = at

    @transition(field=state, source=list(OPEN_STATES), target=CaseState.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        """The question has gone."""
        self.closed_at = at

    def hold(self, by: User, at: datetime) -> None:
        """`by` is the one who works on it."""
        self.assignee, self.active_at = by, at
        self.claimed_at = self.claimed_at or at
        self.first_touched_at = self.first_touched_at or at

    def let_go(self) -> None:
        """Nobody does."""
        self.assignee = self.claimed_at = self.active_at = None

    def stamp_approval(self, by: User, at: datetime, reason: ReasonCode, note: str) -> None:
        """Who approved, when and why."""
        self.approved_by, self.approved_at, self.reason, self.note = by, at, reason, note

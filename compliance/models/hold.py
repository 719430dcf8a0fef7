"""A subject that waits because no screening was possible: no match, no case, and the clock runs (R5)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.enums import Trigger, UnavailableReason, Verdict
from compliance.models.review_case import StaffOnlyQuerySet
from compliance.models.screening import Screening
from compliance.models.subject import Subject
from compliance.profile import Profile
from partnerhub.keys import new_key


class ScreeningHold(models.Model):
    """What was asked and could not be answered. Retries read it, the deadline ends it."""

    class Resolution(models.TextChoices):
        CLEAR = Verdict.CLEAR.value, Verdict.CLEAR.label
        POTENTIAL_MATCH = Verdict.POTENTIAL_MATCH.value, Verdict.POTENTIAL_MATCH.label
        EXPIRED = Verdict.EXPIRED.value, Verdict.EXPIRED.label
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="holds")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(max_length=20, choices=Trigger)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resubmits = models.BooleanField(default=False)
    profile = models.JSONField()
    in_force = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=UnavailableReason)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_index=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=20, choices=Resolution, blank=True)

    objects: ClassVar[StaffOnlyQuerySet] = StaffOnlyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(resolved_at__isnull=True), name="one_open_hold_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolution="")
                | (Q(resolved_at__isnull=False) & ~Q(resolution="")),
                name="resolved_hold_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.get_reason_display()}"

    @property
    def asked_trigger(self) -> Trigger:
        """Why it was asked."""
        return Trigger(self.trigger)

    @property
    def asked(self) -> Profile:
        """The profile that was asked about."""
        return Profile.from_json(self.profile)

    @property
    def asked_in_force(self) -> Profile | None:
        """The profile in force when it was asked."""
        return Profile.from_json(self.in_force) if self.in_force else None

"""Whom we keep screened, with the profile in force and the one that is asked about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.profile import Profile
from partnerhub.accounts.models import Partner
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.inserts import PreparedInserts
from partnerhub.keys import new_key


class SubjectQuerySet(VisibleToQuerySet):
    """Subjects of a partner."""

    def to_rescreen(self) -> SubjectQuerySet:
        """Live and waiting subjects: whoever has a profile that may be served, now or soon."""
        return self.filter(closed_at__isnull=True).exclude(
            profile_in_force__isnull=True, profile_proposed__isnull=True
        )


class Subject(PreparedInserts):
    """Someone whom we may serve or not. It holds no verdict: a verdict belongs to one screening.

    `profile_in_force` is what services run on; `profile_proposed` is what was asked about last and is not
    settled. `watched` means live. `is_barred`: a person refused the profile in force, its services are off.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=255)
    profile_in_force = models.JSONField(null=True, blank=True)
    profile_proposed = models.JSONField(null=True, blank=True)
    watched = models.BooleanField(_("live"), default=False)
    is_barred = models.BooleanField(_("refused, services off"), default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    screened_generation = models.PositiveBigIntegerField(default=0)
    screened_at = models.DateTimeField(_("last complete screening"), null=True, blank=True)
    rescreening_due = models.BooleanField(_("re-screening due"), default=False)
    rescreen_attempts = models.PositiveIntegerField(default=0)
    rescreen_after = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SubjectQuerySet] = SubjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("label", "id")
        indexes: ClassVar = [
            models.Index(
                fields=["screened_generation", "id"],
                condition=Q(closed_at__isnull=True),
                name="subjects_by_generation",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(watched=False) | Q(profile_in_force__isnull=False, closed_at__isnull=True),
                name="watched_subject_has_a_profile_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def in_force(self) -> Profile | None:
        """The profile that services run on."""
        return Profile.from_json(self.profile_in_force) if self.profile_in_force else None

    @property
    def proposed(self) -> Profile | None:
        """The profile that was asked about and is not settled."""
        return Profile.from_json(self.profile_proposed) if self.profile_proposed else None

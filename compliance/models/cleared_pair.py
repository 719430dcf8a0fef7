"""A subject and a listed party that a person found to be two different parties."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.review_case import ReviewCase
from compliance.models.subject import Subject

SHORTEST_DAYS, USUAL_DAYS, LONGEST_DAYS = 1, 365, 730


class ClearedPair(models.Model):
    """Holds while both fingerprints do: either side changes, and the match is open again. Written once.

    `profile` and `entry` are kept so that a later change can be shown.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="cleared_pairs")
    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="cleared_pairs")
    list_slug = models.CharField(max_length=60)
    entry_key = models.CharField(max_length=200)
    matched = models.CharField(max_length=20)
    subject_fingerprint = models.CharField(max_length=64)
    entry_fingerprint = models.CharField(max_length=64)
    profile = models.JSONField()
    entry = models.JSONField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField()
    valid_days = models.PositiveSmallIntegerField(default=USUAL_DAYS)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-cleared_at", "-id")
        verbose_name = _("cleared pair")
        indexes: ClassVar = [
            models.Index(fields=["subject", "list_slug", "entry_key"], name="cleared_pairs_of_a_subject"),
            models.Index(fields=["list_slug", "entry_key"], name="cleared_pairs_of_an_entry"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    expires_at__gt=F("cleared_at"),
                    valid_days__gte=SHORTEST_DAYS,
                    valid_days__lte=LONGEST_DAYS,
                ),
                name="cleared_pair_expires_within_two_years",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} / {self.list_slug}:{self.entry_key}"

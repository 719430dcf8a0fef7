"""What the RPL team is told without asking, each thing once; and how the engine's self-tests went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.enums import NoticeKind, ServiceLevel
from compliance.models.review_case import ReviewCase


class Notice(models.Model):
    """One alert. `key` makes it unique; `ended_at` is set where what it tells of can end."""

    kind = models.CharField(max_length=30, choices=NoticeKind)
    key = models.CharField(max_length=120, unique=True)
    case = models.ForeignKey(
        ReviewCase, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    level = models.PositiveSmallIntegerField(choices=ServiceLevel, default=ServiceLevel.NONE)
    for_leads = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=NoticeKind.UNAVAILABLE, ended_at__isnull=True),
                name="one_outage_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.text


class SelfTest(models.Model):
    """One run of the self-test (R7)."""

    at = models.DateTimeField(db_index=True)
    generation = models.PositiveBigIntegerField()
    engine = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=40)
    passed = models.BooleanField()
    detail = models.TextField(blank=True)
    duration_ms = models.FloatField()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("self-test")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'passed' if self.passed else 'failed'}"

"""The right to be served: a clear screening, or a case that a person approved (M10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from compliance.models.review_case import ReviewCase
from compliance.models.screening import Screening
from compliance.models.subject import Subject
from partnerhub.inserts import PreparedInserts
from partnerhub.keys import new_key


class Clearance(PreparedInserts):
    """Written once. A trigger refuses one whose screening is not clear or whose case is not approved."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="clearances")
    screening = models.OneToOneField(
        Screening, null=True, blank=True, on_delete=models.PROTECT, related_name="clearance"
    )
    case = models.OneToOneField(
        ReviewCase, null=True, blank=True, on_delete=models.PROTECT, related_name="clearance"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(screening__isnull=False, case__isnull=True)
                | Q(screening__isnull=True, case__isnull=False),
                name="clearance_rests_on_a_screening_or_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {'clear' if self.screening_id else 'approved'}"

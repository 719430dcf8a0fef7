"""From which score on a pair is a possible match, and what weighs how much: in versions, one in force."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ScreeningSettings(models.Model):
    """One version. Written once: the database refuses any change; `Publication.settings` is the one in force.

    What is left empty is as the engine ships it; version 1 leaves everything empty.
    """

    version = models.PositiveIntegerField(unique=True)
    threshold = models.FloatField(
        null=True,
        blank=True,
        help_text=_("A score from 0 to 1; from there on it is a possible match. Empty: as shipped."),
    )
    weights = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Feature of the scorecard and its weight, where not as shipped."),
    )
    note = models.TextField(help_text=_("What this version is for."))
    engine = models.CharField(max_length=120, blank=True, help_text=_("The engine for which it was made."))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("version of the screening settings")
        verbose_name_plural = _("screening settings")
        ordering = ("-version",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gt=0, threshold__lt=1),
                name="threshold_lies_between_0_and_1",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="settings_versions_count_from_1"),
        ]

    def __str__(self) -> str:
        return _("version %(number)d") % {"number": self.version}

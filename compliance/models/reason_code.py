"""Standard reasons of a decision: edited in the admin, analysed later; free text goes with them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReasonCode(models.Model):
    """One standard reason."""

    class Kind(models.TextChoices):
        APPROVE = "approve", _("Approve")
        REFUSE = "refuse", _("Refuse")

    code = models.SlugField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("kind", "position", "code")
        indexes: ClassVar = []

    def __str__(self) -> str:
        return self.label

"""What the API remembers of its own: answers to requests that may be repeated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class RepeatableRequest(models.Model):
    """A POST with an Idempotency-Key. Without `status` it is still running, or was cut off."""

    id = models.BigAutoField(primary_key=True)
    caller = models.CharField(max_length=255)
    key = models.CharField(_("idempotency key"), max_length=255)
    fingerprint = models.CharField(max_length=64)
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("repeatable request")
        verbose_name_plural = _("repeatable requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["caller", "key"], name="caller_uses_a_key_for_one_request")
        ]

    def __str__(self) -> str:
        return self.key

"""The history: rows that are written once, in the transaction of the change that they tell of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One thing that somebody did. Labels and ids only: it outlives the rows and people it names."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=255)
    partner_id = models.UUIDField(null=True, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField()
    actor_label = models.CharField(max_length=255)
    client = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=80, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    internal = models.BooleanField(default=False, help_text=_("Not for partners."))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("event")
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_of_an_object")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"


class AuditSeal(models.Model):
    """Chains the events of one partner (or of the system): the hash covers them and the seal before."""

    chain = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    first_event = models.PositiveBigIntegerField()
    last_event = models.PositiveBigIntegerField()
    events = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("chain", "seq")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "seq"], name="seals_of_a_chain_are_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"

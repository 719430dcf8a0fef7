"""What partners are to be told: written in the transaction of the change, sent from there later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.enums import AnnouncementKind
from customers.models.customer import Customer


class Announcement(models.Model):
    """One event of one customer, in the words of the API."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="announcements")
    kind = models.CharField(_("event"), max_length=20, choices=AnnouncementKind)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AnnouncementKind.values), name="announcement_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.customer_id}"

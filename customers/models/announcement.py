"""What partners are to be told: written in the transaction of the change, handed to their webhooks later."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.enums import AnnouncementKind, WebhookResource
from customers.models.customer import Customer
from partnerhub.accounts.models import Partner


class Announcement(models.Model):
    """One event, in the words of the API.

    `queue`: the id of the customer, or of the billing report; events of one queue are told in the order of
    their ids. `told_at`: when it was handed to the webhooks that want it.
    """

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="announcements", db_index=False
    )
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="announcements",
        db_index=False,
    )
    queue = models.UUIDField(editable=False)
    resource = models.CharField(_("resource"), max_length=30, choices=WebhookResource)
    kind = models.CharField(_("event"), max_length=20, choices=AnnouncementKind)
    payload = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        db_index=False,
    )
    at = models.DateTimeField(_("when"), db_index=True)
    told_at = models.DateTimeField(_("handed over"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(told_at=None), name="announcements_to_be_told"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AnnouncementKind.values), name="announcement_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(resource__in=WebhookResource.values),
                name="announcement_resource_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(resource=WebhookResource.BILLING_REPORTS)
                | models.Q(customer__isnull=False),
                name="announcement_names_its_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.kind} {self.queue}"

"""What was, or is to be, sent to a webhook, and what came of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.enums import DeliveryError, DeliveryOccasion, DeliveryState
from customers.models.announcement import Announcement
from customers.models.webhook import Webhook
from partnerhub.accounts.roles import Role
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.keys import new_key


class WebhookDeliveryQuerySet(VisibleToQuerySet):
    """Deliveries to the webhooks of a partner."""

    partner_path = "webhook__partner"
    staff_roles = frozenset({Role.OPERATOR, Role.AUDITOR})


class WebhookDelivery(models.Model):
    """One message to one webhook.

    `message_id` names the message: it stays through every try, and when it is sent again by hand. `queue`
    and `announcement` give its order: of one queue, the later waits for the earlier. `claims` counts every
    claim ever made: a claimant whose number is no longer the last has lost the delivery.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    announcement = models.ForeignKey(
        Announcement, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    occasion = models.CharField(_("occasion"), max_length=10, choices=DeliveryOccasion)
    message_id = models.UUIDField(_("message"), default=uuid.uuid4)
    queue = models.UUIDField(null=True, blank=True, editable=False)
    event = models.CharField(_("event"), max_length=20)
    about = models.CharField(_("about"), max_length=255, blank=True)
    # The bytes that are signed and sent, so that each try sends the same.
    body = models.TextField(_("body"))

    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING, editable=False
    )
    attempts = models.PositiveIntegerField(_("tries"), default=0, editable=False)
    claims = models.PositiveIntegerField(default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("next try"), editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    # Of the last try.
    status_code = models.PositiveSmallIntegerField(_("code"), null=True, blank=True, editable=False)
    latency_ms = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True, editable=False)
    response = models.TextField(_("answer"), blank=True, editable=False)
    error = models.CharField(_("error"), max_length=20, choices=DeliveryError, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-created_at", "-id"], name="deliveries_of_a_webhook"),
            # Not partial: SQLite uses such an index only where the state is written out in the query.
            models.Index(fields=["webhook", "queue", "announcement"], name="deliveries_of_a_queue"),
            models.Index(fields=["webhook", "state", "announcement"], name="deliveries_to_be_sent"),
            models.Index(fields=["lease_until"], name="deliveries_being_sent"),
            models.Index(fields=["created_at"], name="deliveries_by_age"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(occasion__in=DeliveryOccasion.values), name="delivery_occasion_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.RUNNING, lease_until__isnull=False)
                | (~Q(state=DeliveryState.RUNNING) & Q(lease_until__isnull=True)),
                name="running_delivery_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DeliveryState.OPEN), finished_at__isnull=True)
                | (~Q(state__in=sorted(DeliveryState.OPEN)) & Q(finished_at__isnull=False)),
                name="finished_delivery_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.FAILED) | ~Q(error=""), name="failed_delivery_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(occasion=DeliveryOccasion.EVENT)
                | Q(announcement__isnull=False, queue__isnull=False),
                name="delivered_event_has_its_place",
            ),
            models.UniqueConstraint(
                fields=["webhook", "announcement"],
                condition=Q(occasion=DeliveryOccasion.EVENT),
                name="webhook_is_told_each_event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.about}".strip()

    @property
    def message_header(self) -> str:
        """The message's id as its receiver reads it, in the header webhook-id."""
        return f"msg_{self.message_id.hex}"

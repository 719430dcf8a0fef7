"""Where a partner's systems are told of events, and with which secret."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.enums import AnnouncementKind, DisabledReason, WebhookOwner, WebhookResource, WebhookStatus
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.accounts.scoping import VisibleToQuerySet

ALL_EVENTS = "all"
EVENTS = (*AnnouncementKind.values, ALL_EVENTS)
EVENT_CHOICES = (*AnnouncementKind.choices, (ALL_EVENTS, _("All")))


class WebhookQuerySet(VisibleToQuerySet):
    """Webhooks of a partner; of the portal's own staff only those who look after partners see them."""

    staff_roles = frozenset({Role.OPERATOR, Role.AUDITOR})


class Webhook(models.Model):
    """An endpoint of a partner, told of the partner's own customers.

    Secrets are kept sealed (`customers.webhooks.sealing`) and shown by nobody. `previous_secret` signs beside
    the present one until `previous_secret_until`. `failures`: tries that failed since the last success;
    `paused_until`: nothing is sent before, because of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=120)
    target_url = models.CharField(_("address"), max_length=2000)
    resource = models.CharField(_("resource"), max_length=30, choices=WebhookResource)
    event = models.CharField(_("event"), max_length=20, choices=EVENT_CHOICES)
    filter = models.CharField(_("filter"), max_length=500, blank=True)
    owned_by = models.CharField(
        _("owned by"), max_length=10, choices=WebhookOwner, default=WebhookOwner.CREATOR
    )
    secret = models.TextField(blank=True, editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_secret_until = models.DateTimeField(
        _("previous secret signs until"), null=True, blank=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=WebhookStatus, default=WebhookStatus.ACTIVE, editable=False
    )
    disabled_at = models.DateTimeField(_("disabled"), null=True, blank=True, editable=False)
    disabled_reason = models.CharField(
        _("reason"), max_length=20, choices=DisabledReason, blank=True, editable=False
    )
    failures = models.PositiveIntegerField(_("failed tries in a row"), default=0, editable=False)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    # The API client that made it; empty where a person did, in the portal.
    app = models.CharField(_("API client"), max_length=255, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created"), editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(resource__in=WebhookResource.values), name="webhook_resource_is_known"
            ),
            models.CheckConstraint(condition=Q(event__in=EVENTS), name="webhook_event_is_known"),
            models.CheckConstraint(
                condition=Q(owned_by__in=WebhookOwner.values), name="webhook_owner_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status=WebhookStatus.ACTIVE, disabled_at__isnull=True, disabled_reason="")
                | Q(
                    status=WebhookStatus.INACTIVE,
                    disabled_at__isnull=False,
                    disabled_reason__in=DisabledReason.values,
                ),
                name="disabled_webhook_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(previous_secret="", previous_secret_until__isnull=True)
                | (~Q(previous_secret="") & Q(previous_secret_until__isnull=False)),
                name="previous_secret_ends_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(target_url=""), name="webhook_has_a_name_and_an_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Is it served?"""
        return self.status == WebhookStatus.ACTIVE

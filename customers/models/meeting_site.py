"""A customer's meeting site with its default call-in numbers, and why these (M20, M21)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from telephony.enums import Reason
from telephony.models import TelephonyDomain


class MeetingSite(models.Model):
    """What the rule gave when it was asked last, kept as it was; an override by a person survives the next time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="meeting_site")
    domain = models.ForeignKey(
        TelephonyDomain, null=True, blank=True, on_delete=models.PROTECT, related_name="meeting_sites"
    )
    external_ref = models.CharField(max_length=80, blank=True, editable=False)
    country = models.CharField(_("country"), max_length=2)
    location = models.CharField(_("location"), max_length=4, blank=True)
    numbers = models.JSONField(_("call-in numbers"), default=list)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    trace = models.JSONField(default=list)
    rule_version = models.CharField(max_length=20, blank=True)
    resolved_at = models.DateTimeField(_("resolved"))
    is_overridden = models.BooleanField(_("overridden"), default=False)
    override_numbers = models.JSONField(_("numbers set by hand"), default=list, blank=True)

    class Meta:
        verbose_name = _("meeting site")
        verbose_name_plural = _("meeting sites")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reason__in=Reason.values), name="call_in_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer)

"""An organization that shall go; the worker asks the platform."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from partnerhub.keys import new_key


class OrganizationRemoval(models.Model):
    """One request to remove an organization; `customer` is the removed customer whose organization it was.

    Open until it is done, or refused because somebody uses the organization again.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    org_id = models.UUIDField(_("organization id"), db_index=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="organization_removals")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested"))
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)

    class Meta:
        ordering = ("-requested_at",)
        verbose_name = _("removal of an organization")
        verbose_name_plural = _("removals of organizations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org_id"],
                condition=Q(refused_at__isnull=True),
                name="organization_is_removed_once",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(refused_at__isnull=True),
                name="removal_is_done_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer)

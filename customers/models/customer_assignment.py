"""Which customers a limited partner admin works for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class CustomerAssignment(models.Model):
    """A limited admin sees and edits the customers assigned to it, and no others."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="customer_assignments"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="assignments")

    class Meta:
        verbose_name = _("assignment to a limited admin")
        verbose_name_plural = _("assignments to limited admins")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "customer"], name="customer_is_assigned_to_an_admin_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} - {self.customer}"

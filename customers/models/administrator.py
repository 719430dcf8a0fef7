"""A customer's administrators (M9)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.package import Package
from partnerhub.keys import new_key


class CustomerAdministrator(models.Model):
    """Manages a customer's organization. No subscriber: not listed or counted, not in the way of deleting."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="administrators", db_index=False
    )
    email = models.EmailField(_("e-mail"))
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    level = models.ForeignKey(
        Package,
        verbose_name=_("package level"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    is_full = models.BooleanField(_("full administrator"), default=False)
    person_id = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ("-is_full", "email")
        verbose_name = _("customer administrator")
        verbose_name_plural = _("customer administrators")
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.F("customer"), Lower("email"), name="administrator_of_a_customer_is_entered_once"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_full=True), name="customer_has_one_full_administrator"
            ),
        ]

    def __str__(self) -> str:
        return self.email

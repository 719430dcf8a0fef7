"""By what a partner groups its customers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer

LONGEST_TAG, MOST_TAGS = 25, 5


class CustomerTag(models.Model):
    """One tag of one customer; a tag that no customer has any more is gone."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=LONGEST_TAG, db_index=True)
    description = models.CharField(_("description"), max_length=255, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("tag of a customer")
        verbose_name_plural = _("tags of customers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "name"], name="customer_has_a_tag_once"),
        ]

    def __str__(self) -> str:
        return self.name

"""A change of a live customer that waits until compliance has answered (M18)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.enums import ProposalOutcome
from customers.models.customer import Customer
from partnerhub.keys import new_key


class ChangeProposal(models.Model):
    """What would change, in full. One is open per customer; the customer's row keeps what is in force."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="proposals")
    # Keys: those of customers.changes.Change.to_json(); what is absent stays as it is.
    change = models.JSONField(_("change"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ProposalOutcome, blank=True)

    class Meta:
        ordering = ("-proposed_at",)
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(settled_at__isnull=True),
                name="customer_has_one_open_proposal",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | Q(settled_at__isnull=False, outcome__in=ProposalOutcome.values),
                name="settled_proposal_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.get_outcome_display() or _('waiting')}"

"""One step of setting a customer up: the truth that the worker starts from, whatever happened before."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.enums import StepKind, StepState
from customers.models.customer import Customer


class ProvisioningStep(models.Model):
    """Work with a due time. `setup_round` is the customer's when the step was planned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=StepKind)
    position = models.PositiveSmallIntegerField(default=0)
    setup_round = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=80)
    external_ref = models.CharField(max_length=120, blank=True)
    error = models.TextField(_("error"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ("customer", "position")
        verbose_name = _("provisioning step")
        verbose_name_plural = _("provisioning steps")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "kind"], name="customer_has_each_step_once"),
            models.CheckConstraint(condition=models.Q(state__in=StepState.values), name="step_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} - {self.customer}"

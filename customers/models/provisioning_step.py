"""One thing to set up for a customer: the truth that the worker starts from, whatever happened before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.enums import StepKind, StepState
from customers.models.customer import Customer
from partnerhub.keys import new_key


class ProvisioningStep(models.Model):
    """Work with a due time, about one thing (`target`: a package's code, a person's row id; else empty).

    `stage`: begins once all steps of lower stages are settled. `fingerprint`: of the content as planned last;
    a step that is done is done for that content. `setup_round`: the customer's, when its steps were planned
    last. `claims` counts every claim ever made: a claimant whose
    number is no longer the last has lost the step.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=StepKind)
    target = models.CharField(_("of"), max_length=64, blank=True)
    stage = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=16, editable=False)
    setup_round = models.PositiveIntegerField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    claims = models.PositiveIntegerField(default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True)
    external_ref = models.CharField(_("on the platform"), max_length=120, blank=True)
    error_code = models.PositiveIntegerField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ("customer", "position", "target")
        verbose_name = _("provisioning step")
        verbose_name_plural = _("provisioning steps")
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=sorted(StepState.OPEN)),
                name="open_steps_by_due_time",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "kind", "target"], name="customer_has_each_step_once"
            ),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="step_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state=StepState.RUNNING, lease_until__isnull=False)
                | (~Q(state=StepState.RUNNING) & Q(lease_until__isnull=True)),
                name="running_step_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(StepState.OPEN), finished_at__isnull=True)
                | (~Q(state__in=sorted(StepState.OPEN)) & Q(finished_at__isnull=False)),
                name="settled_step_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.FAILED) | ~Q(error=""), name="failed_step_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}".strip()

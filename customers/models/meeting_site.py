"""A customer's meeting site with its default call-in numbers, and why these (M20, M21)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.keys import new_key
from telephony.enums import Reason
from telephony.models import CallInNumber, TelephonyDomain
from telephony.trace import TraceLine


class MeetingSiteQuerySet(VisibleToQuerySet):
    """Sites of a partner's customers."""

    partner_path = "customer__partner"
    assigned_path = "customer__assignments__user"

    def present(self) -> Self:
        """Without those of deleted customers."""
        return self.filter(customer__deleted_at=None)

    def dialling(self, number: CallInNumber) -> Self:
        """The sites that show this number."""
        return self.filter(Q(first_number=number.pk) | Q(second_number=number.pk))

    def without_number(self) -> Self:
        """The sites for which the rule found none and nobody set one: the operator's work list."""
        return self.present().filter(reason=Reason.UNRESOLVED, is_overridden=False)


class MeetingSite(models.Model):
    """What the rule gave when it was asked last, kept as it was; an override by a person survives the
    next time.

    Numbers are kept as `DomainNumber.to_json` gives them. `first_number` and `second_number` are the ids of
    those in force, to find the sites of a number; the number itself may be gone.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="meeting_site")
    domain = models.ForeignKey(
        TelephonyDomain,
        verbose_name=_("telephony domain"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meeting_sites",
    )
    external_ref = models.CharField(max_length=80, blank=True, editable=False)
    country = models.CharField(_("country"), max_length=2)
    location = models.CharField(_("location"), max_length=4, blank=True)
    numbers = models.JSONField(_("numbers by the rule"), default=list)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    trace = models.JSONField(default=list)
    rule_version = models.CharField(max_length=20, blank=True)
    resolved_at = models.DateTimeField(_("resolved"))
    is_overridden = models.BooleanField(_("overridden"), default=False)
    override_numbers = models.JSONField(_("numbers set by hand"), default=list, blank=True)
    overridden_at = models.DateTimeField(_("overridden at"), null=True, blank=True)
    overridden_by = models.CharField(_("overridden by"), max_length=150, blank=True)
    first_number = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    second_number = models.UUIDField(null=True, blank=True, db_index=True, editable=False)

    objects = MeetingSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting site")
        verbose_name_plural = _("meeting sites")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="call_in_reason_is_known"),
            models.CheckConstraint(
                condition=Q(is_overridden=True, overridden_at__isnull=False)
                | Q(is_overridden=False, overridden_at__isnull=True, overridden_by=""),
                name="override_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer)

    @property
    def numbers_in_force(self) -> list[dict[str, Any]]:
        """What the site shows, the default first: the numbers set by hand, else those of the rule."""
        return self.override_numbers if self.is_overridden else self.numbers

    @property
    def is_resolved(self) -> bool:
        """Is there a number, by the rule or by hand?"""
        return bool(self.numbers_in_force)

    @property
    def steps(self) -> list[TraceLine]:
        """The way to the rule's numbers, to be read in the reader's language."""
        return [TraceLine.from_json(line) for line in self.trace]

"""A call-in number: what callers dial, for which countries, and its place in the domain's order."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from telephony.callin import DomainNumber
from telephony.enums import CallType, TollType
from telephony.models.checks import ByteLength
from telephony.models.domain import TelephonyDomain

NUMBERS_MAX = 300
LABEL_BYTES_MAX = 85
E164_PATTERN = r"^\+[1-9][0-9]{6,14}$"
ACCESS_NUMBER_PATTERN = r"^\+?[0-9]{7,30}$"
DISPLAY_PATTERN = r"^[-0-9+(). ]{7,60}$"


class CallInNumberQuerySet(models.QuerySet["CallInNumber"]):
    """Numbers in the order of their domain."""

    def with_countries(self) -> Self:
        """Their countries too, in one more query."""
        return self.prefetch_related("country_rows")

    def available(self) -> Self:
        """Those that may be given to a site."""
        return self.filter(active=True, hidden=False)


class CallInNumber(models.Model):
    """One row of a domain's list. The number itself never changes: another number is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    domain = models.ForeignKey(
        TelephonyDomain, verbose_name=_("telephony domain"), on_delete=models.CASCADE, related_name="numbers"
    )
    e164 = models.CharField(_("number"), max_length=16)
    display = models.CharField(_("shown as"), max_length=60)
    label = models.CharField(_("label"), max_length=LABEL_BYTES_MAX)
    access_number = models.CharField(
        _("access number"), max_length=31, validators=[RegexValidator(ACCESS_NUMBER_PATTERN)]
    )
    toll_type = models.CharField(_("toll type"), max_length=10, choices=TollType)
    inferred_toll_type = models.CharField(
        _("toll type by numbering plan"), max_length=10, choices=TollType, blank=True
    )
    call_type = models.CharField(_("call type"), max_length=15, choices=CallType, blank=True)
    is_default_toll = models.BooleanField(_("default toll number"), default=False)
    is_default_toll_free = models.BooleanField(_("default toll-free number"), default=False)
    in_global_list = models.BooleanField(_("shown in the global list"), default=True)
    hidden = models.BooleanField(_("hidden on the client"), default=False)
    active = models.BooleanField(_("active"), default=True)
    display_order = models.SmallIntegerField(_("order"))

    objects = CallInNumberQuerySet.as_manager()

    class Meta:
        ordering = ("domain", "display_order", "id")
        verbose_name = _("call-in number")
        verbose_name_plural = _("call-in numbers")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(e164__regex=E164_PATTERN), name="call_in_number_is_e164"),
            models.CheckConstraint(
                condition=Q(display__regex=DISPLAY_PATTERN), name="call_in_display_is_dialable"
            ),
            models.CheckConstraint(
                condition=Q(access_number__regex=ACCESS_NUMBER_PATTERN),
                name="access_number_has_7_to_30_digits",
            ),
            models.CheckConstraint(condition=~Q(label=""), name="call_in_label_is_there"),
            models.CheckConstraint(
                condition=LessThanOrEqual(ByteLength("label"), LABEL_BYTES_MAX),
                name="call_in_label_fits_85_bytes",
            ),
            models.CheckConstraint(condition=Q(toll_type__in=TollType.values), name="toll_type_is_known"),
            models.CheckConstraint(
                condition=Q(call_type__in=["", *CallType.values]), name="call_type_is_known_or_open"
            ),
            models.UniqueConstraint(
                fields=["domain", "e164", "label", "access_number"], name="call_in_number_is_entered_once"
            ),
            # A negative place is where a row waits while its list is numbered anew, inside one transaction.
            models.CheckConstraint(
                condition=Q(display_order__range=(-NUMBERS_MAX, NUMBERS_MAX)) & ~Q(display_order=0),
                name="call_in_numbers_are_at_most_300",
            ),
            models.UniqueConstraint(fields=["domain", "display_order"], name="one_call_in_number_per_place"),
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(is_default_toll=True),
                name="domain_has_one_default_toll_number",
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(is_default_toll_free=True),
                name="domain_has_one_default_toll_free_number",
            ),
            models.CheckConstraint(
                condition=Q(is_default_toll=False) | Q(toll_type=TollType.TOLL, active=True, hidden=False),
                name="default_toll_number_is_an_available_toll_number",
            ),
            models.CheckConstraint(
                condition=Q(is_default_toll_free=False)
                | Q(toll_type=TollType.TOLL_FREE, active=True, hidden=False),
                name="default_toll_free_number_is_an_available_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display} ({self.label})"

    @property
    def is_available(self) -> bool:
        """May it be given to a site?"""
        return self.active and not self.hidden

    @property
    def contradicts_numbering_plan(self) -> bool:
        """Does the numbering plan say another toll type than the operator?"""
        return bool(self.inferred_toll_type) and self.inferred_toll_type != self.toll_type

    def get_countries(self) -> list[str]:
        """Alpha-2 codes, as entered; one query unless prefetched with `with_countries`."""
        return [row.country for row in self.country_rows.all()]

    def to_domain_number(self) -> DomainNumber:
        """As the rule sees it."""
        return DomainNumber(
            id=str(self.pk),
            e164=self.e164,
            display=self.display,
            label=self.label,
            toll_type=TollType(self.toll_type),
            countries=frozenset(self.get_countries()),
            order=self.display_order,
            active=self.active,
            hidden=self.hidden,
        )


class NumberCountry(models.Model):
    """One country that a number serves; the United States and Canada may share one number."""

    id = models.BigAutoField(primary_key=True)
    number = models.ForeignKey(CallInNumber, on_delete=models.CASCADE, related_name="country_rows")
    country = models.CharField(_("country"), max_length=2)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "country"], name="number_serves_a_country_once"),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="number_country_is_alpha2"
            ),
        ]

    def __str__(self) -> str:
        return self.country

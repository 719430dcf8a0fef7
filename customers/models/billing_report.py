"""What a partner used in a period, or what is assigned now, as a file to download."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.enums import ReportCategory, ReportState, ReportType
from partnerhub.accounts.models import Partner
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.keys import new_key


class BillingReportQuerySet(VisibleToQuerySet):
    """Reports of a partner."""


class BillingReport(models.Model):
    """A report that was asked for; the worker builds its file."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="billing_reports")
    start_date = models.DateField(_("from"))
    end_date = models.DateField(_("to"))
    type = models.CharField(_("type"), max_length=10, choices=ReportType)
    category = models.CharField(_("category"), max_length=20, choices=ReportCategory)
    includes_internal = models.BooleanField(_("with the partner's own organization"), default=False)
    state = models.CharField(_("status"), max_length=20, choices=ReportState, default=ReportState.IN_PROGRESS)
    errors = models.JSONField(default=list, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BillingReportQuerySet.as_manager()

    class Meta:
        ordering = ("-start_date", "-created_at", "-id")
        verbose_name = _("billing report")
        verbose_name_plural = _("billing reports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start_date__lte=F("end_date")), name="report_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_is_known"),
            models.CheckConstraint(
                condition=~Q(category=ReportCategory.POINT_IN_TIME) | ~Q(type=ReportType.PARTNER),
                name="point_in_time_report_is_per_customer_or_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.start_date} - {self.end_date}"

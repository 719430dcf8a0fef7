"""Meeting sites and their call-in numbers in the admin (M20, M21)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers import meeting_sites
from customers.admin.pages import OperatedAdmin, acting
from customers.models import MeetingSite
from partnerhub.admin_actions import each


@admin.register(MeetingSite)
class MeetingSiteAdmin(OperatedAdmin):
    list_display = ("customer", "country", "location", "reason", "is_overridden", "shown", "resolved_at")
    list_filter = ("reason", "is_overridden", "location", "domain")
    list_select_related = ("customer",)
    search_fields = ("customer__name", "customer__external_id")
    actions = ("reapply", "follow_rule")

    @admin.display(description=_("call-in numbers"))
    def shown(self, site: MeetingSite) -> str:
        return ", ".join(number["display"] for number in site.numbers_in_force)

    @admin.action(description=_("Apply the call-in rule again"), permissions=["operate"])
    def reapply(self, request: HttpRequest, queryset: Any) -> None:
        rows = queryset.filter(customer__deleted_at=None)
        each(request, rows, lambda site: meeting_sites.reapply([site], **acting(request)))

    @admin.action(description=_("End the override: follow the rule"), permissions=["operate"])
    def follow_rule(self, request: HttpRequest, queryset: Any) -> None:
        rows = queryset.filter(customer__deleted_at=None)
        each(request, rows, lambda site: meeting_sites.clear_override(site, **acting(request)))

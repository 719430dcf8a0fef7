"""Subjects and evidence in the admin: to look. What was found is never edited (R1)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from compliance import monitoring
from compliance.models import (
    Clearance,
    ClearedPair,
    Notice,
    PotentialMatch,
    Screening,
    ScreeningHold,
    SelfTest,
    Subject,
)
from partnerhub.admin_actions import each
from partnerhub.admin_pages import ReadOnlyAdmin
from partnerhub.clock import now


@admin.register(Subject)
class SubjectAdmin(ReadOnlyAdmin):
    list_display = ("label", "partner", "watched", "is_barred", "rescreening_due", "screened_at")
    list_filter = ("watched", "is_barred", "rescreening_due", "partner")
    list_select_related = ("partner",)
    search_fields = ("label", "id")
    actions = ("screen_again",)

    @admin.action(description=_("Screen again"))
    def screen_again(self, request: HttpRequest, queryset: Any) -> None:
        each(
            request,
            queryset,
            lambda subject: monitoring.rescreen_now(subject, by=request.user, at=now()),  # type: ignore[arg-type]
        )


@admin.register(Screening)
class ScreeningAdmin(ReadOnlyAdmin):
    list_display = ("at", "subject", "trigger", "outcome", "match_count", "truncated", "generation", "actor")
    list_filter = ("outcome", "trigger", "truncated")
    list_select_related = ("subject", "actor")
    search_fields = ("subject__label", "id")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(PotentialMatch)
class PotentialMatchAdmin(ReadOnlyAdmin):
    list_display = ("name", "source", "score", "tier", "on", "open_on", "screening")
    list_filter = ("source", "tier", "on")
    list_select_related = ("screening",)
    search_fields = ("name", "entry_key", "screening__subject__label")
    show_full_result_count = False


@admin.register(ScreeningHold)
class ScreeningHoldAdmin(ReadOnlyAdmin):
    list_display = ("subject", "reason", "opened_at", "due_at", "attempts", "next_attempt_at", "resolution")
    list_filter = ("reason", "resolution")
    list_select_related = ("subject",)
    search_fields = ("subject__label",)


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    list_display = ("subject", "at", "screening", "case")
    list_select_related = ("subject", "screening", "case__subject")
    search_fields = ("subject__label", "id")
    date_hierarchy = "at"


@admin.register(ClearedPair)
class ClearedPairAdmin(ReadOnlyAdmin):
    list_display = ("subject", "list_slug", "entry_key", "cleared_by", "cleared_at", "expires_at")
    list_filter = ("list_slug",)
    list_select_related = ("subject", "cleared_by")
    search_fields = ("subject__label", "entry_key")


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "level", "text", "for_leads", "ended_at")
    list_filter = ("kind", "level", "for_leads")
    search_fields = ("text",)


@admin.register(SelfTest)
class SelfTestAdmin(ReadOnlyAdmin):
    list_display = ("at", "passed", "engine", "engine_version", "generation", "duration_ms")
    list_filter = ("passed",)

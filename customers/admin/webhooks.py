"""Webhooks and their deliveries in the admin: to look, and to switch off what troubles others. Secrets are shown nowhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.admin.pages import OperatedAdmin, acting
from customers.models import Webhook, WebhookDelivery
from customers.webhooks import disabling
from partnerhub.admin_actions import each
from partnerhub.admin_pages import ReadOnlyAdmin


@admin.register(Webhook)
class WebhookAdmin(OperatedAdmin):
    list_display = ("name", "partner", "target_url", "resource", "event", "status", "failures", "disabled_at")
    list_filter = ("status", "disabled_reason", "resource", "partner")
    list_select_related = ("partner",)
    search_fields = ("name", "target_url", "partner__name")
    exclude = ("secret", "previous_secret")
    readonly_fields = (
        "status",
        "disabled_at",
        "disabled_reason",
        "failures",
        "paused_until",
        "previous_secret_until",
        "app",
        "created_by",
        "created_at",
    )
    actions = ("disable", "enable")

    @admin.action(description=_("Disable"), permissions=["operate"])
    def disable(self, request: HttpRequest, queryset: Any) -> None:
        each(request, queryset, lambda webhook: disabling.disable(webhook, **acting(request)))

    @admin.action(description=_("Enable"), permissions=["operate"])
    def enable(self, request: HttpRequest, queryset: Any) -> None:
        each(request, queryset, lambda webhook: disabling.enable(webhook, **acting(request)))


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "webhook",
        "event",
        "about",
        "occasion",
        "state",
        "status_code",
        "latency_ms",
        "attempts",
        "error",
    )
    list_filter = ("state", "occasion", "error")
    list_select_related = ("webhook",)
    search_fields = ("about", "webhook__name")
    readonly_fields = (
        "state",
        "attempts",
        "next_attempt_at",
        "tried_at",
        "finished_at",
        "status_code",
        "latency_ms",
        "error",
        "response",
        "created_at",
    )
    show_full_result_count = False

"""Standard reasons in the admin: edited, each change in the history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from compliance.models import ReasonCode
from partnerhub.admin_pages import AuditedAdmin


@admin.register(ReasonCode)
class ReasonCodeAdmin(AuditedAdmin):
    list_display = ("label", "kind", "code", "is_active", "position")
    list_filter = ("kind", "is_active")
    search_fields = ("label", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Decisions name the code: another one is another reason.
        return ("code", "kind") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # Decisions name it; one that is out of use is made inactive.

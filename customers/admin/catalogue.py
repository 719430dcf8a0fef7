"""The catalogue of packages in the admin: edited, each change in the history (M6)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.models import Package
from partnerhub.admin_pages import AuditedAdmin


@admin.register(Package)
class PackageAdmin(AuditedAdmin):
    list_display = ("label", "code", "kind", "rank", "needs_calling", "is_orderable", "dependencies", "order")
    list_filter = ("kind", "is_orderable", "needs_calling")
    search_fields = ("label", "code")
    filter_horizontal = ("needs_one_of",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("needs_one_of")

    @admin.display(description=_("needs one of"))
    def dependencies(self, package: Package) -> str:
        return ", ".join(each.label for each in package.needs_one_of.all())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # The contract and every customer name the code.
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # Customers and bills name it; what is not offered any more cannot be ordered.

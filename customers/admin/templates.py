"""Onboarding templates in the admin: saved through the rules that portal and API follow (M4)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers import templates
from customers.admin.pages import RefusingAdmin, acting
from customers.models import OnboardingTemplate
from partnerhub.admin_actions import each

_SETTINGS = ("name", "telephony_domain", *OnboardingTemplate.SETTINGS)


@admin.register(OnboardingTemplate)
class OnboardingTemplateAdmin(RefusingAdmin):
    list_display = ("name", "partner", "provisioning_id", "telephony_domain", "created_at", "retired_at")
    list_filter = ("partner", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("partner", "telephony_domain")
    search_fields = ("name", "partner__name", "id")
    fields = ("partner", *_SETTINGS, "provisioning_id", "created_at", "retired_at")
    readonly_fields = ("provisioning_id", "created_at", "retired_at")
    actions = ("retire",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "partner") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # Customers came by it; one that is out of use is retired.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        settings = {name: form.cleaned_data[name] for name in _SETTINGS}
        if change:
            # The form has written on `obj` already: what was before stands in the database.
            stored = OnboardingTemplate.objects.select_related("partner", "telephony_domain").get(pk=obj.pk)
            templates.change(stored, **settings, **acting(request))
        else:
            created = templates.create(partner=form.cleaned_data["partner"], **settings, **acting(request))
            obj.pk, obj.created_at = created.pk, created.created_at

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> None:
        rows = queryset.select_related("partner")
        each(request, rows, lambda template: templates.retire(template, **acting(request)))

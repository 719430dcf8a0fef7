"""Everything else of customers in the admin: to look."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, Model

from customers.models import (
    Announcement,
    ChangeProposal,
    Licence,
    Organization,
    PackageAssignment,
    PackageUse,
    PlatformPerson,
    ProvisioningStep,
)
from partnerhub.admin_pages import ReadOnlyAdmin


@admin.register(PackageAssignment)
class PackageAssignmentAdmin(ReadOnlyAdmin):
    list_display = ("customer", "package", "quantity", "used", "state", "licence_code")
    list_filter = ("state", "package")
    list_select_related = ("customer", "package")
    search_fields = ("customer__name", "customer__external_id")
    show_full_result_count = False


@admin.register(PackageUse)
class PackageUseAdmin(ReadOnlyAdmin):
    list_display = ("subscriber", "package", "from_at", "to_at")
    list_filter = ("package",)
    list_select_related = ("subscriber", "package")
    search_fields = ("subscriber__email",)
    show_full_result_count = False


@admin.register(ProvisioningStep)
class ProvisioningStepAdmin(ReadOnlyAdmin):
    list_display = ("customer", "kind", "target", "state", "attempts", "next_attempt_at", "error")
    list_filter = ("state", "kind")
    list_select_related = ("customer",)
    search_fields = ("customer__name", "customer__external_id", "target")
    show_full_result_count = False


@admin.register(ChangeProposal)
class ChangeProposalAdmin(ReadOnlyAdmin):
    list_display = ("customer", "proposed_by", "proposed_at", "settled_at", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("customer", "proposed_by")
    search_fields = ("customer__name", "customer__external_id")


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    list_display = ("at", "resource", "kind", "partner", "customer", "told_at")
    list_filter = ("resource", "kind")
    list_select_related = ("partner", "customer")
    search_fields = ("customer__name", "customer__external_id")
    show_full_result_count = False


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ("name", "country", "reference", "suspended", "created_at")
    list_filter = ("suspended", "country")
    search_fields = ("name", "reference", "id")


@admin.register(Licence)
class LicenceAdmin(ReadOnlyAdmin):
    list_display = ("code", "organization", "package", "quantity")
    list_filter = ("package",)
    list_select_related = ("organization",)
    search_fields = ("code", "organization__name")


@admin.register(PlatformPerson)
class PlatformPersonAdmin(ReadOnlyAdmin):
    list_display = ("email", "organization", "package", "administers_as", "phone_number", "extension")
    list_filter = ("package",)
    list_select_related = ("organization",)
    search_fields = ("email", "organization__name")


def _page_of(model: type[Model]) -> type[ReadOnlyAdmin]:
    """A page to look at, with the rows that each row belongs to read along."""
    related = [field.name for field in model._meta.fields if isinstance(field, ForeignKey)]
    facts: dict[str, Any] = {"list_display": ("__str__", *related), "list_select_related": related or False}
    return type(f"{model.__name__}Admin", (ReadOnlyAdmin,), facts)


def register_the_rest() -> None:
    """No model is left out (M22): what has no page of its own gets a plain one."""
    for model in apps.get_app_config("customers").get_models():
        if not admin.site.is_registered(model):
            admin.site.register(model, _page_of(model))

"""Subscribers and administrators of customers in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers import administrators, subscribers
from customers.admin.customers import SureForm
from customers.admin.pages import OperatedAdmin, ReadOnlyInline, acting
from customers.models import CustomerAdministrator, Package, PackageUse, Subscriber
from partnerhub.admin_actions import ask_first


class LevelForm(forms.Form):
    """A package level (M9)."""

    level = forms.ModelChoiceField(label=_("Package level"), queryset=Package.objects.filter(rank__gt=0))


class PackageUseInline(ReadOnlyInline):
    model = PackageUse
    fields = ("package", "from_at", "to_at")


@admin.register(Subscriber)
class SubscriberAdmin(OperatedAdmin):
    list_display = ("email", "customer", "package", "state", "phone", "extension", "created_at", "deleted_at")
    list_filter = ("state", "package", ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("customer", "package")
    search_fields = ("email", "customer__name", "customer__external_id", "phone", "id")
    inlines = (PackageUseInline,)
    actions = ("remove",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return Subscriber.everyone.order_by("-created_at", "-id")

    @admin.action(description=_("Remove …"), permissions=["operate"])
    def remove(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(subscriber: Subscriber, said: dict[str, Any]) -> None:
            subscribers.remove(subscriber, **acting(request))

        present = queryset.filter(deleted_at=None).select_related("customer__partner", "package")
        return ask_first(self, request, present, SureForm, gettext("Remove"), do)


@admin.register(CustomerAdministrator)
class CustomerAdministratorAdmin(OperatedAdmin):
    list_display = ("email", "customer", "level", "is_full", "created_at")
    list_filter = ("is_full", "level")
    list_select_related = ("customer", "level")
    search_fields = ("email", "customer__name", "customer__external_id")
    actions = ("move",)

    @admin.action(description=_("Move to another package level …"), permissions=["operate"])
    def move(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(administrator: CustomerAdministrator, said: dict[str, Any]) -> None:
            administrators.move(administrator, said["level"], **acting(request))

        rows = queryset.select_related("customer__partner", "level")
        return ask_first(self, request, rows, LevelForm, gettext("Move"), do)

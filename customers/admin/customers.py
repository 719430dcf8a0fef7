"""Customers in the admin. The status is no field: actions call what portal and API call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers import deletion, meeting_sites, setup
from customers.admin.pages import OperatedAdmin, ReadOnlyInline, acting
from customers.models import (
    ChangeProposal,
    Customer,
    CustomerAdministrator,
    MeetingSite,
    PackageAssignment,
    ProvisioningStep,
)
from partnerhub.admin_actions import ask_first, each


class SureForm(forms.Form):
    """Nothing but a second look."""


class PackageInline(ReadOnlyInline):
    model = PackageAssignment
    fields = ("package", "quantity", "used", "state", "licence_code")


class AdministratorInline(ReadOnlyInline):
    model = CustomerAdministrator
    fields = ("email", "first_name", "last_name", "level", "is_full")


class StepInline(ReadOnlyInline):
    model = ProvisioningStep
    fields = ("kind", "target", "state", "attempts", "next_attempt_at", "error", "finished_at")


class ProposalInline(ReadOnlyInline):
    model = ChangeProposal
    fields = ("change", "proposed_by", "proposed_at", "settled_at", "outcome")


@admin.register(Customer)
class CustomerAdmin(OperatedAdmin):
    list_display = (
        "__str__",
        "partner",
        "external_id",
        "status",
        "country",
        "created_at",
        "deleted_at",
        "portal",
    )
    list_filter = ("status", "is_own_organization", ("deleted_at", admin.EmptyFieldListFilter), "partner")
    list_select_related = ("partner",)
    search_fields = ("name", "external_id", "primary_email", "id", "org_id")
    date_hierarchy = "created_at"
    inlines = (PackageInline, AdministratorInline, StepInline, ProposalInline)
    actions = ("run_setup", "reapply_call_in_numbers", "remove", "remove_with_subscribers")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return Customer.everything.order_by("-created_at", "-id")

    @admin.display(description=_("portal"))
    def portal(self, customer: Customer) -> str:
        """The page on which the order can be resubmitted, and everything else be edited."""
        if customer.deleted_at is not None:
            return ""
        url = reverse("customers:detail", args=[customer.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("open"))

    @admin.action(description=_("Run the setup tool"), permissions=["operate"])
    def run_setup(self, request: HttpRequest, queryset: Any) -> None:
        each(request, _present(queryset), lambda customer: setup.run(customer, **acting(request)))

    @admin.action(description=_("Apply the call-in rule again"), permissions=["operate"])
    def reapply_call_in_numbers(self, request: HttpRequest, queryset: Any) -> None:
        def do(customer: Customer) -> object:
            return meeting_sites.reapply(MeetingSite.objects.filter(customer=customer), **acting(request))

        each(request, _present(queryset), do)

    @admin.action(description=_("Remove …"), permissions=["operate"])
    def remove(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(customer: Customer, said: dict[str, Any]) -> object:
            return deletion.delete(customer, **acting(request))

        return ask_first(self, request, _present(queryset), SureForm, gettext("Remove"), do)

    @admin.action(description=_("Remove, subscribers too …"), permissions=["operate"])
    def remove_with_subscribers(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(customer: Customer, said: dict[str, Any]) -> object:
            return deletion.delete_with_subscribers(customer, **acting(request))

        title = gettext("Remove, subscribers too")
        return ask_first(self, request, _present(queryset), SureForm, title, do)


def _present(queryset: Any) -> Any:
    """What is gone stays gone."""
    return queryset.filter(deleted_at=None).select_related("partner", "subject")

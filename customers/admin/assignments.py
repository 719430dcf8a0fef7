"""Which limited admin works for which customer, in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from customers import assignments
from customers.admin.pages import RefusingAdmin, acting
from customers.models import CustomerAssignment


@admin.register(CustomerAssignment)
class CustomerAssignmentAdmin(RefusingAdmin):
    list_display = ("user", "customer")
    list_filter = ("user",)
    list_select_related = ("user", "customer")
    search_fields = ("user__name", "user__email", "customer__name", "customer__external_id")
    autocomplete_fields = ("user", "customer")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # One is given or taken back.

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        assignments.assign(obj.customer, obj.user, **acting(request))
        obj.pk = CustomerAssignment.objects.get(user=obj.user, customer=obj.customer).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        assignments.withdraw(obj.customer, obj.user, **acting(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for assignment in queryset.select_related("customer__partner", "user"):
            self.delete_model(request, assignment)

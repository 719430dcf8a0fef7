"""What these screens share: actions are for those who may edit customers, refusals become messages."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Permission
from partnerhub.admin_pages import ReadOnlyAdmin
from partnerhub.clock import now
from partnerhub.errors import DomainError


class OperatedAdmin(ReadOnlyAdmin):
    """To look at; actions with `permissions=["operate"]` are for operators."""

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """The role that edits customers in the portal."""
        return Permission.CUSTOMERS_EDIT in by_of(request).role_permissions


class RefusingAdmin(admin.ModelAdmin):
    """A screen of which saving calls a domain function that may refuse."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            for problem in refusal.problems:
                messages.error(request, str(problem.message))
            return redirect(request.get_full_path())


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to a customer, to look at."""

    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(self.fields or ())  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def by_of(request: HttpRequest) -> User:
    """Who acts; the admin lets nobody in who is not signed in."""
    return cast(User, request.user)


def acting(request: HttpRequest) -> dict[str, Any]:
    """`by` and `at` for a domain function."""
    return {"by": by_of(request), "at": now()}

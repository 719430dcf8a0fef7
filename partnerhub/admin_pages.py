"""Kinds of admin page that every app uses."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.clock import now


def actor(request: HttpRequest) -> User:
    """Who acts on an admin page: only signed-in staff get there."""
    return cast(User, request.user)


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at: states and evidence are never edited as fields (M22)."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AuditedAdmin(admin.ModelAdmin):
    """Reference data: edited here, each change in the history with what it was before."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = {name: str(form.initial.get(name, "")) for name in form.changed_data} if change else {}
        super().save_model(request, obj, form, change)
        after = {name: str(form.cleaned_data.get(name, "")) for name in form.changed_data}
        verb = "changed" if change else "added"
        trail.record(self._action(verb), on=obj, by=actor(request), at=now(), before=before, after=after)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        trail.record(self._action("removed"), on=obj, by=actor(request), at=now())
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def _action(self, verb: str) -> str:
        return f"{self.opts.model_name}.{verb}"

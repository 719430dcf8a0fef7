"""What the operator's screens share: failures become messages, extra pages ask for the right to edit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from partnerhub.accounts.models import User
from partnerhub.errors import DomainError, Problem
from telephony import policies


class EditingAdmin(admin.ModelAdmin):
    """A screen of which saving calls a domain function that may refuse."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refused:
            complain(request, refused)
            return redirect(request.get_full_path())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # Things go by pages of their own, which first list the sites that use them.

    def page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """A page beside the usual ones, for whoever may edit."""
        return path(route, self.admin_site.admin_view(self._guarded(view)), name=name)

    def deed(self, route: str, act: Callable[..., str], name: str) -> URLPattern:
        """A button: POST only, does one thing to the row of its `pk`, says so, and shows its page again."""

        def view(request: HttpRequest, pk: Any, **kwargs: Any) -> HttpResponse:
            row = get_object_or_404(self.model, pk=pk)
            try:
                messages.success(request, act(request, row, **kwargs))
            except DomainError as refused:
                complain(request, refused)
            return self.back_to(row)

        return self.page(route, require_POST(view), name)

    def back_to(self, row: Any) -> HttpResponse:
        """Where a button leads."""
        return redirect(f"admin:telephony_{self.opts.model_name}_change", row.pk)

    def _guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not policies.can_edit(editor(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded


def editor(request: HttpRequest) -> User:
    """Who edits; the admin lets nobody in who is not signed in."""
    return cast(User, request.user)


def complain(request: HttpRequest, refused: DomainError) -> None:
    """A refusal as messages, one a problem."""
    for problem in refused.problems:
        messages.error(request, str(problem.message))


def add_errors(form: Any, problems: Any) -> None:
    """Put problems on the fields of a form that they name, else on the form."""
    for problem in problems:
        form.add_error(_field_of(form, problem), str(problem.message))


def _field_of(form: Any, problem: Problem) -> str | None:
    aliases = {"country": "countries"}
    name = aliases.get(problem.field, problem.field)
    return name if name in form.fields else None

"""Restricted lists in the admin: limits are edited, files are imported, versions are to look at."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.admin import forms
from compliance.lists import catalogue, freshness, publish
from compliance.lists.publish import Published
from compliance.lists.refusals import RefusedFile
from compliance.models import ListVersion, Publication, RestrictedList, RestrictedParty, SourceList
from partnerhub.admin_actions import ask_first, each
from partnerhub.admin_pages import AuditedAdmin, ReadOnlyAdmin
from partnerhub.clock import now
from partnerhub.errors import DomainError

SHOWN_LINES = 50


@admin.register(RestrictedList)
class RestrictedListAdmin(AuditedAdmin):
    list_display = ("name", "slug", "required", "in_force", "doubted_at", "block_after_hours")
    list_filter = ("required",)
    list_select_related = ("in_force__restricted_list",)
    fields = (
        "slug",
        "name",
        "publisher",
        "warn_after_hours",
        "block_after_hours",
        "required",
        "in_force",
        "doubt",
        "doubted_at",
    )
    readonly_fields = ("required", "in_force", "doubt", "doubted_at")
    change_form_template = "compliance/admin/list_change_form.html"
    actions = ("switch_on", "switch_off", "confirm")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # Evidence names it; one that is out of use is switched off.

    @admin.action(description=_("Switch on: required from now on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: Any) -> None:
        each(request, queryset, lambda row: catalogue.switch(row, required=True, by=request.user, at=now()))  # type: ignore[arg-type]

    @admin.action(description=_("Switch off …"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(row: RestrictedList, said: dict[str, Any]) -> None:
            catalogue.switch(row, required=False, by=request.user, at=now())  # type: ignore[arg-type]

        return ask_first(self, request, queryset, forms.SureForm, gettext("Switch off"), do)

    @admin.action(description=_("Confirm the version in force …"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(row: RestrictedList, said: dict[str, Any]) -> None:
            freshness.confirm(row, by=request.user, at=now(), note=said["note"])  # type: ignore[arg-type]

        return ask_first(self, request, queryset, forms.NoteForm, gettext("Confirm"), do)

    def get_urls(self) -> list[URLPattern]:
        name = "compliance_restrictedlist_import"
        return [
            path("<uuid:pk>/import/", self.admin_site.admin_view(self.upload), name=name),
            *super().get_urls(),
        ]

    def upload(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """A file for this list: put in force, or refused with the lines that are wrong."""
        restricted_list = get_object_or_404(RestrictedList, pk=pk)
        if not self.has_change_permission(request, restricted_list):
            raise PermissionDenied
        form = forms.ImportForm(request.POST or None, request.FILES or None)
        lines: tuple[str, ...] = ()
        if request.method == "POST" and form.is_valid():
            try:
                published = _take_in(restricted_list, form.cleaned_data, by=request.user)
            except DomainError as refusal:
                lines = getattr(refusal, "lines", ())[:SHOWN_LINES]
                form.add_error(_field_of(refusal), str(refusal.message))
            else:
                messages.success(request, _told(published))
                return redirect("admin:compliance_restrictedlist_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(restricted_list)}
        context |= {"form": form, "list": restricted_list, "lines": lines}
        status = 400 if form.errors else 200
        return render(request, "compliance/admin/list_import.html", context, status=status)


@admin.register(SourceList)
class SourceListAdmin(AuditedAdmin):
    list_display = ("code", "name", "severity", "high_risk")
    list_filter = ("high_risk",)
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # Entries and evidence name it.


@admin.register(ListVersion)
class ListVersionAdmin(ReadOnlyAdmin):
    list_display = (
        "restricted_list",
        "number",
        "state",
        "imported_at",
        "row_count",
        "party_count",
        "imported_by",
    )
    list_filter = ("restricted_list", "state")
    list_select_related = ("restricted_list", "imported_by")
    search_fields = ("file_name", "file_hash", "content_hash")


@admin.register(RestrictedParty)
class RestrictedPartyAdmin(ReadOnlyAdmin):
    list_display = ("name", "source", "kind", "restricted_list", "first_version", "last_version")
    list_filter = ("restricted_list", "kind", "source")
    list_select_related = ("restricted_list",)
    search_fields = ("name", "key")
    show_full_result_count = False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("generation", "changed_at", "fingerprint")


def _take_in(restricted_list: RestrictedList, said: dict[str, Any], *, by: Any) -> Published:
    """The upload goes to a file first: importers stream, and a list may be larger than memory."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        spooled = Path(folder) / (PurePath(said["file"].name).name or "list")
        with spooled.open("wb") as target:
            shutil.copyfileobj(said["file"], target)
        return publish.publish(
            restricted_list.slug,
            spooled,
            by=by,
            at=now(),
            source=said["source"],
            accept_shrink=said["accept_shrink"],
            confirm_first=lambda _reading: said["is_first"],
        )


def _told(published: Published) -> str:
    version = published.version
    if not published.is_new:
        return gettext("%(version)s says the same; it is noted as fetched now.") % {"version": version}
    return gettext("%(version)s is in force: %(added)d added, %(changed)d changed, %(removed)d removed.") % {
        "version": version,
        "added": version.added,
        "changed": version.changed,
        "removed": version.removed,
    }


def _field_of(refusal: DomainError) -> str | None:
    if isinstance(refusal, publish.NotConfirmed):
        return "is_first"
    return "file" if isinstance(refusal, RefusedFile) else None

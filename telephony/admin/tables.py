"""The country table and the locations: each saved change opens a new version of the tables."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnerhub.admin_pages import ReadOnlyAdmin
from partnerhub.clock import now
from telephony import mapping
from telephony.admin.forms import CountryLocationForm, LocationDefaultForm
from telephony.admin.pages import EditingAdmin, editor
from telephony.models import CountryLocation, LocationDefault, MappingVersion


class _FixedRowsAdmin(EditingAdmin):
    """The rows are given; their values are edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(CountryLocation)
class CountryLocationAdmin(_FixedRowsAdmin):
    form = CountryLocationForm
    fields = ("alpha2", "name", "calling_code", "location", "basis", "evidence", "version", "edited_at")
    readonly_fields = ("alpha2", "name", "calling_code", "version", "edited_at")
    list_display = ("alpha2", "name", "location", "basis", "calling_code", "version", "evidence")
    list_filter = ("location", "basis")
    search_fields = ("alpha2", "name")
    list_per_page = 250

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        mapping.place(obj, **form.cleaned_data, by=editor(request), at=now())


@admin.register(LocationDefault)
class LocationDefaultAdmin(_FixedRowsAdmin):
    form = LocationDefaultForm
    fields = ("location", "calling_code", "countries", "fallback", "fallback_label", "edited_at")
    readonly_fields = ("location", "calling_code", "edited_at")
    list_display = ("location", "calling_code", "default_countries", "fallback_display", "edited_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("country_rows")

    @admin.display(description=_("default countries"))
    def default_countries(self, row: LocationDefault) -> str:
        return " ".join(row.get_default_countries())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        typed = form.cleaned_data
        mapping.set_defaults(
            obj,
            typed["countries"].split(),
            fallback=typed["fallback"],
            fallback_label=typed["fallback_label"],
            by=editor(request),
            at=now(),
        )


@admin.register(MappingVersion)
class MappingVersionAdmin(ReadOnlyAdmin):
    list_display = ("id", "at", "change")

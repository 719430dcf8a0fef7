"""Threshold and weights in the admin: versions are written down, tried, and put in force with a reason (M22)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.admin import forms
from compliance.models import Publication, ScreeningSettings
from compliance.screening import trial, tuning
from partnerhub.admin_pages import ReadOnlyAdmin, actor
from partnerhub.clock import now
from partnerhub.errors import DomainError

# A page answers within seconds: the newest so many customers; the command asks all.
TRIED, SHOWN = 500, 100


@admin.register(ScreeningSettings)
class ScreeningSettingsAdmin(ReadOnlyAdmin):
    list_display = (
        "version",
        "shown_threshold",
        "weights",
        "note",
        "created_by",
        "created_at",
        "is_in_force",
    )
    list_select_related = ("created_by",)
    search_fields = ("note",)
    change_form_template = "compliance/admin/settings_change_form.html"
    actions = ("put_in_force",)

    @admin.display(description=_("threshold"))
    def shown_threshold(self, version: ScreeningSettings) -> Any:
        return _("as shipped") if version.threshold is None else version.threshold

    @admin.display(description=_("in force"), boolean=True)
    def is_in_force(self, version: ScreeningSettings) -> bool:
        return bool(version.in_force_in.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("in_force_in")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return tuning.may_tune(actor(request))

    def has_put_in_force_permission(self, request: HttpRequest) -> bool:
        return tuning.may_tune(actor(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else forms.SettingsForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = form.cleaned_data
        added = tuning.add(
            threshold=said["threshold"],
            weights=said["weights"],
            note=said["note"],
            by=actor(request),
            at=now(),
        )
        obj.pk, obj.version = added.pk, added.version

    @admin.action(description=_("Try, and put in force …"), permissions=["put_in_force"])
    def put_in_force(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        chosen = list(queryset)
        if len(chosen) != 1:
            messages.error(request, gettext("Choose one version."))
            return None
        return redirect("admin:compliance_screeningsettings_trial", chosen[0].pk)

    def get_urls(self) -> list[URLPattern]:
        name = "compliance_screeningsettings_trial"
        return [
            path("<int:pk>/trial/", self.admin_site.admin_view(self.try_out), name=name),
            *super().get_urls(),
        ]

    def try_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a version would change; who may, puts it in force from here."""
        version = get_object_or_404(ScreeningSettings, pk=pk)
        form = forms.NoteForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                tuning.put_in_force(version, by=actor(request), at=now(), reason=form.cleaned_data["note"])
            except DomainError as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, gettext("%(version)s is in force.") % {"version": version})
                return redirect(reverse("admin:compliance_screeningsettings_changelist"))
        return self._show_trial(request, version, form)

    def _show_trial(self, request: HttpRequest, version: ScreeningSettings, form: Any) -> HttpResponse:
        tried, failure = None, ""
        try:
            tried = trial.what_would_change(version, at=now(), limit=TRIED)
        except DomainError as refusal:
            failure = str(refusal.message)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("What %(version)s would change") % {"version": version},
            "version": version,
            "in_force": Publication.current().settings,
            "trial": tried,
            "groups": _groups(tried) if tried else [],
            "failure": failure,
            "form": form if tuning.may_tune(actor(request)) else None,
        }
        status = 400 if form.errors else 200
        return render(request, "compliance/admin/settings_trial.html", context, status=status)


def _groups(tried: trial.Trial) -> list[tuple[str, int, list[trial.Change]]]:
    """(title, how many, those that are shown) of each kind of change."""
    kinds = (
        (gettext("Would become possible matches"), tried.would_match),
        (gettext("Would no longer be possible matches"), tried.would_not_match),
        (gettext("Would match other parties"), tried.would_match_otherwise),
    )
    return [(title, len(changes), changes[:SHOWN]) for title, changes in kinds]

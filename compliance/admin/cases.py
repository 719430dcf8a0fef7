"""Cases in the admin. No state is a field: each action is the verb of the desk, with its rules and history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance import review
from compliance.admin import forms
from compliance.enums import Disposition
from compliance.models import CaseMatch, CaseNote, Inquiry, ReviewCase
from partnerhub.admin_actions import ask_first, each
from partnerhub.admin_pages import ReadOnlyAdmin
from partnerhub.clock import database_now


class _ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CaseMatchInline(_ReadOnlyInline):
    model = CaseMatch
    fields = ("evidence", "on", "disposition", "disposed_by", "disposed_at", "comment", "entry_removed_at")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("evidence", "disposed_by")


class InquiryInline(_ReadOnlyInline):
    model = Inquiry
    fields = ("question", "asked_by", "asked_at", "answer", "answered_by", "answered_at")


class CaseNoteInline(_ReadOnlyInline):
    model = CaseNote
    fields = ("text", "by", "at")


@admin.register(ReviewCase)
class ReviewCaseAdmin(ReadOnlyAdmin):
    list_display = ("reference", "subject", "state", "severity", "top_score", "assignee", "due_at", "desk")
    list_filter = ("state", "trigger", "is_high_risk", "touches_in_force")
    list_select_related = ("subject", "assignee")
    search_fields = ("subject__label", "subject__partner__name")
    date_hierarchy = "submitted_at"
    inlines = (CaseMatchInline, InquiryInline, CaseNoteInline)
    actions = (
        "claim",
        "release",
        "assign",
        "note",
        "escalate",
        "ask",
        "approve",
        "confirm",
        "send_back",
        "refuse",
    )

    @admin.display(description=_("desk"))
    def desk(self, case: ReviewCase) -> str:
        return format_html('<a href="{}">{}</a>', reverse("compliance:case", args=[case.pk]), gettext("open"))

    @admin.action(description=_("Claim"))
    def claim(self, request: HttpRequest, queryset: Any) -> None:
        each(request, queryset, lambda case: review.claim(case, **_by(request)))

    @admin.action(description=_("Release"))
    def release(self, request: HttpRequest, queryset: Any) -> None:
        each(request, queryset, lambda case: review.release(case, **_by(request)))

    @admin.action(description=_("Assign …"))
    def assign(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.assign(case, said["assignee"], **_by(request))

        return ask_first(self, request, queryset, forms.AssignForm, gettext("Assign"), do)

    @admin.action(description=_("Add a note …"))
    def note(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.add_note(case, said["note"], **_by(request))

        return ask_first(self, request, queryset, forms.NoteForm, gettext("Add a note"), do)

    @admin.action(description=_("Escalate …"))
    def escalate(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.escalate(case, said["note"], **_by(request))

        return ask_first(self, request, queryset, forms.NoteForm, gettext("Escalate"), do)

    @admin.action(description=_("Ask the partner …"))
    def ask(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.ask(case, said["note"], **_by(request))

        return self._of_one(request, queryset, forms.NoteForm, gettext("Ask the partner"), do)

    @admin.action(description=_("Approve …"))
    def approve(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.approve(case, **said, **_by(request))

        return self._of_one(request, queryset, forms.ApproveForm, gettext("Approve"), do)

    @admin.action(description=_("Confirm the approval …"))
    def confirm(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.confirm(case, note=said["note"], **_by(request))

        return self._of_one(request, queryset, forms.OptionalNoteForm, gettext("Confirm the approval"), do)

    @admin.action(description=_("Send back …"))
    def send_back(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.send_back(case, said["note"], **_by(request))

        return self._of_one(request, queryset, forms.NoteForm, gettext("Send back"), do)

    @admin.action(description=_("Refuse …"))
    def refuse(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(case: ReviewCase, said: dict[str, Any]) -> object:
            return review.refuse(case, **said, **_by(request))

        return ask_first(self, request, queryset, forms.RefuseForm, gettext("Refuse"), do)

    def _of_one(self, request: HttpRequest, queryset: Any, *how: Any) -> HttpResponse | None:
        """There is no bulk approve, here either."""
        if len(queryset) != 1:
            messages.error(request, gettext("Choose exactly one case: each is decided for itself."))
            return None
        return ask_first(self, request, queryset, *how)


@admin.register(CaseMatch)
class CaseMatchAdmin(ReadOnlyAdmin):
    list_display = ("evidence", "case", "on", "disposition", "disposed_by", "disposed_at")
    list_filter = ("disposition", "on", "list_slug")
    list_select_related = ("evidence", "case__subject", "disposed_by")
    search_fields = ("evidence__name", "case__subject__label", "entry_key")
    actions = ("false_positive", "true_match", "inconclusive", "undecided")

    @admin.action(description=_("False positive …"))
    def false_positive(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._dispose(request, queryset, Disposition.FALSE_POSITIVE)

    @admin.action(description=_("True match …"))
    def true_match(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._dispose(request, queryset, Disposition.TRUE_MATCH)

    @admin.action(description=_("Inconclusive …"))
    def inconclusive(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._dispose(request, queryset, Disposition.INCONCLUSIVE)

    @admin.action(description=_("Undecided …"))
    def undecided(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._dispose(request, queryset, Disposition.UNDECIDED)

    def _dispose(self, request: HttpRequest, queryset: Any, disposition: Disposition) -> HttpResponse | None:
        def do(match: CaseMatch, said: dict[str, Any]) -> object:
            return review.set_disposition(match, disposition, comment=said["comment"], **_by(request))

        return ask_first(self, request, queryset, forms.DispositionForm, disposition.label, do)


@admin.register(CaseNote)
class CaseNoteAdmin(ReadOnlyAdmin):
    list_display = ("text", "case", "by", "at")
    list_select_related = ("case__subject", "by")
    search_fields = ("text", "case__subject__label")


@admin.register(Inquiry)
class InquiryAdmin(ReadOnlyAdmin):
    list_display = ("question", "case", "asked_by", "asked_at", "answered_at")
    list_select_related = ("case__subject", "asked_by")
    search_fields = ("question", "case__subject__label")


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": database_now()}

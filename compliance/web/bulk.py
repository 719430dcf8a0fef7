"""The same for many cases: claim, assign, note, refuse, shown before it is done. There is no bulk approve."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from compliance import policies, reasons, review
from compliance.models import ReasonCode, ReviewCase
from compliance.review import BulkResult
from compliance.web import desk, listing
from compliance.web.forms import LONGEST_TEXT, team
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, check_access, requires
from partnerhub.clock import database_now, now


class AssignToForm(forms.Form):
    """One of the team."""

    assignee = forms.ModelChoiceField(label=gettext_lazy("Reviewer"), queryset=User.objects.none())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk_%s", use_required_attribute=False)
        self.fields["assignee"].queryset = team()  # type: ignore[attr-defined]


class TextForm(forms.Form):
    """A note for the RPL team."""

    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk_%s", use_required_attribute=False)


class RefuseForm(forms.Form):
    """A standard reason and a note, for all of them."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        min_length=policies.SHORTEST_NOTE,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk_%s", use_required_attribute=False)
        choices = [("", _("Choose a reason")), *reasons.choices(ReasonCode.Kind.REFUSE)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class NoForm(forms.Form):
    """Nothing more to say."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do with many cases."""

    title: str | Promise
    button: str | Promise
    form: type[forms.Form]
    do: Callable[[Sequence[ReviewCase], dict[str, Any], User, datetime], BulkResult]
    permission: Permission = Permission.CASES_WORK
    tone: str = "primary"


DEEDS: Mapping[str, Deed] = {
    "claim": Deed(
        gettext_lazy("Claim these cases"),
        gettext_lazy("Claim"),
        NoForm,
        lambda cases, _said, by, at: review.claim_many(cases, by=by, at=at),
    ),
    "assign": Deed(
        gettext_lazy("Assign these cases"),
        gettext_lazy("Assign"),
        AssignToForm,
        lambda cases, said, by, at: review.assign_many(cases, said["assignee"], by=by, at=at),
        permission=Permission.CASES_LEAD,
    ),
    "note": Deed(
        gettext_lazy("Add a note to these cases"),
        gettext_lazy("Add the note"),
        TextForm,
        lambda cases, said, by, at: review.add_note_to_many(cases, said["text"], by=by, at=at),
    ),
    "refuse": Deed(
        gettext_lazy("Refuse these cases"),
        gettext_lazy("Refuse"),
        RefuseForm,
        lambda cases, said, by, at: review.refuse_many(cases, by=by, at=at, **said),
        tone="danger primary",
    ),
}


@requires(Permission.CASES_WORK)
@require_POST
def bulk(request: PortalRequest) -> HttpResponse:
    """First the chosen cases with a form, then, once confirmed, what came of it."""
    deed = DEEDS.get(request.POST.get("do", ""))
    back = _back(request)
    if deed is None:
        return redirect(back)
    check_access(request, deed.permission)
    cases = chosen(request)
    if not cases:
        messages.error(request, _("Choose at least one case."))
        return redirect(back)
    is_confirmed = "confirmed" in request.POST
    form = deed.form(request.POST) if is_confirmed else deed.form()
    if not is_confirmed or not form.is_valid():
        return _ask(request, deed, form, cases, back)
    result = deed.do(cases, form.cleaned_data, request.user, database_now())  # type: ignore[arg-type]
    return _tell(request, deed, result, back)


def chosen(request: PortalRequest) -> list[ReviewCase]:
    """The ticked cases, or all that the filter means; a bounded number, in the order of the queue."""
    rows = ReviewCase.objects.visible_to(request.access)  # type: ignore[attr-defined]
    if request.POST.get("everything") and "confirmed" not in request.POST:
        query = listing.Query.of(
            QueryDict(request.POST.get("filter", "")), listing.default_tab(request.access)
        )
        rows = listing.matching(query, request.access, at=now())
    else:
        rows = rows.filter(pk__in=[pk for text in request.POST.getlist("case") if (pk := _uuid(text))])
    return list(rows.select_related("subject__partner", "assignee")[: listing.BULK_MOST])


def _ask(
    request: PortalRequest, deed: Deed, form: forms.Form, cases: list[ReviewCase], back: str
) -> HttpResponse:
    context = {
        "deed": deed,
        "do": request.POST["do"],
        "form": form,
        "cases": cases,
        "back": back,
        "filter": request.POST.get("filter", ""),
    }
    return desk.show(request, "compliance/bulk.html", context, status=400 if form.errors else 200)


def _tell(request: PortalRequest, deed: Deed, result: BulkResult, back: str) -> HttpResponse:
    if result.done:
        done = ngettext("Done for %(n)d case.", "Done for %(n)d cases.", len(result.done))
        messages.success(request, done % {"n": len(result.done)})
    if not result.failed:
        return redirect(back)
    failed = [(case, str(refusal.message)) for case, refusal in result.failed]
    context = {"deed": deed, "failed": failed, "done": len(result.done), "back": back}
    return desk.show(request, "compliance/bulk_result.html", context)


def _back(request: PortalRequest) -> str:
    filtered = QueryDict(request.POST.get("filter", ""))
    query = listing.Query.of(filtered, listing.default_tab(request.access))  # type: ignore[attr-defined]
    return reverse("compliance:queue") + query.url()


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None

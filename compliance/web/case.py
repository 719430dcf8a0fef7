"""One case: its page, and what is done with it. Each form is one call; a refusal is shown at its form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance import monitoring, review
from compliance.models import ReviewCase
from compliance.web import case_page, desk
from compliance.web.forms import ActForm
from compliance.web.panels import KINDS
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, View, requires
from partnerhub.clock import database_now, now
from partnerhub.errors import DomainError

type Verb = Callable[[ReviewCase, ActForm, User, datetime], object]


@requires(Permission.CASES_VIEW)
def case(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that a decision needs."""
    found = case_page.case_of(request, pk)
    return desk.show(request, "compliance/case.html", case_page.context_of(found, request.access, at=now()))


def _act(
    name: str,
    do: Verb,
    said: str | Promise,
    *,
    permission: Permission = Permission.CASES_WORK,
    to_queue: bool = False,
) -> View:
    """The page to which the form of one verb is sent."""

    @requires(permission)
    def view(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
        found = case_page.case_of(request, pk)
        if request.method != "POST":
            return redirect("compliance:case", pk=pk)
        form = KINDS[name].form(request.POST, case=found, verb=name)
        status = _try(request, found, form, do)
        if status:
            return _again(request, pk, form, status)
        messages.success(request, str(said))
        return redirect("compliance:queue") if to_queue else redirect("compliance:case", pk=pk)

    return view


def _try(request: PortalRequest, found: ReviewCase, form: ActForm, do: Verb) -> int:
    """0 if it was done, else the status of the refusal; the form says why."""
    if not form.is_valid():
        return 400
    try:
        do(found, form, request.user, database_now())  # type: ignore[arg-type]
    except DomainError as refusal:
        form.refuse(refusal)
        return refusal.status
    return 0


def _again(request: PortalRequest, pk: uuid.UUID, form: ActForm, status: int) -> HttpResponse:
    """The page as it is now, with the form as it was filled."""
    found = case_page.case_of(request, pk)
    form.case = found
    context = case_page.context_of(found, request.access, at=now(), bound={form.verb: form.renew()})
    return desk.show(request, "compliance/case.html", context, status=status)


def _facts(form: ActForm, by: User, at: datetime, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in (*names, "version")} | {"by": by, "at": at}


def _dispositions(found: ReviewCase, form: Any, by: User, at: datetime) -> object:
    return review.set_dispositions(found, form.judgements, **_facts(form, by, at))


claim = _act(
    "claim", lambda c, f, by, at: review.claim(c, **_facts(f, by, at)), _("You work on this case now.")
)
release = _act(
    "release",
    lambda c, f, by, at: review.release(c, **_facts(f, by, at)),
    _("Released. Notes and dispositions stay."),
    to_queue=True,
)
assign = _act(
    "assign",
    lambda c, f, by, at: review.assign(c, f.cleaned_data["assignee"], **_facts(f, by, at)),
    _("Assigned."),
    permission=Permission.CASES_LEAD,
)
dispositions = _act("set_disposition", _dispositions, _("Saved."))
note = _act(
    "add_note", lambda c, f, by, at: review.add_note(c, **_facts(f, by, at, "text")), _("The note was added.")
)
escalate = _act(
    "escalate",
    lambda c, f, by, at: review.escalate(c, **_facts(f, by, at, "reason")),
    _("Escalated to the leads."),
)
ask = _act(
    "ask", lambda c, f, by, at: review.ask(c, **_facts(f, by, at, "question")), _("The partner was asked.")
)
approve = _act(
    "approve",
    lambda c, f, by, at: review.approve(c, **_facts(f, by, at, "reason", "note", "days")),
    _("Your approval is recorded."),
)
confirm = _act(
    "confirm",
    lambda c, f, by, at: review.confirm(c, **_facts(f, by, at, "note")),
    _("Approved. The customer goes on by itself."),
)
send_back = _act(
    "send_back", lambda c, f, by, at: review.send_back(c, **_facts(f, by, at, "reason")), _("Sent back.")
)
refuse = _act(
    "refuse", lambda c, f, by, at: review.refuse(c, **_facts(f, by, at, "reason", "note")), _("Refused.")
)


@requires(Permission.CASES_WORK)
def search_again(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Screen the subject once more, by hand: after an incomplete search nothing else leads on (R2)."""
    found = case_page.case_of(request, pk)
    if request.method == "POST":
        try:
            monitoring.rescreen_now(found.subject, by=request.user, at=now())  # type: ignore[arg-type]
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Searched again. What was found has joined the case."))
    return redirect("compliance:case", pk=pk)

"""Everything that a decision needs, on one page; the queries do not grow with the matches."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance import review
from compliance.enums import REFUSING, CaseState
from compliance.models import PotentialMatch, ReviewCase, Screening
from compliance.web import comparison, matches, panels
from compliance.web.forms import ActForm, DispositionsForm
from compliance.web.matches import MatchView
from partnerhub.accounts.access import Access
from partnerhub.accounts.web.guards import PortalRequest
from partnerhub.audit import trail

EVENTS, EARLIER_CASES = 60, 10

_RELATED = (
    "subject__partner",
    "assignee",
    "approved_by",
    "confirmed_by",
    "refused_by",
    "reason",
    "resubmission_of",
)


@dataclass(frozen=True, slots=True)
class Guidance:
    """What happens next, and who does it."""

    tone: str
    title: str | Promise
    body: str | Promise = ""


def case_of(request: PortalRequest, pk: uuid.UUID) -> ReviewCase:
    """The case, if this person may know of it; else 404."""
    rows = ReviewCase.objects.visible_to(request.access).select_related(*_RELATED)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


def context_of(
    case: ReviewCase, access: Access, *, at: datetime, bound: Mapping[str, ActForm] | None = None
) -> dict[str, Any]:
    """For the template. `bound`: forms that were refused, by verb, shown again as they were filled."""
    refusals = review.refusals(case, by=access.user, at=at)  # type: ignore[arg-type]
    forms = dict(bound or {})
    judging = forms.get("set_disposition") or DispositionsForm(case=case, verb="set_disposition")
    shown = matches.of_case(case, judging)  # type: ignore[arg-type]
    screening = case.screenings.select_related("requested_by", "actor", "settings").order_by("-at").first()
    return {
        "case": case,
        "matches": shown,
        "undecided": sum(not view.is_decided for view in shown),
        "guidance": guidance_of(case, access, shown, refusals),
        "can": {verb: refusal is None for verb, refusal in refusals.items()},
        "panels": panels.of(case, access, refusals, shown, forms),
        "screening": screening,
        "profiles": _profiles(screening),
        "suppressed": _suppressed(screening),
        "earlier_cases": case.subject.cases.exclude(pk=case.pk)
        .select_related("reason", "approved_by", "refused_by")
        .order_by("-opened_at")[:EARLIER_CASES],
        "inquiries": case.inquiries.select_related("asked_by", "answered_by"),
        "notes": case.notes.select_related("by"),
        "events": trail.history_of(case)[:EVENTS],
    }


def guidance_of(
    case: ReviewCase, access: Access, shown: list[MatchView], refusals: Mapping[str, Any]
) -> Guidance:
    """In a sentence: what this person can do now, or for whom the case waits."""
    if not case.is_open:
        return _of_closed(case)
    if not access.is_rpl_team:
        return Guidance("info", _("You may read this case."), _("Decisions are made by the RPL team."))
    if case.state == CaseState.NEW:
        return Guidance("info", _("Nobody works on this case."), _("Claim it to decide on its matches."))
    if case.state == CaseState.AWAITING_INFORMATION:
        return Guidance("wait", _("The partner was asked."), _("The 72 hours keep running meanwhile."))
    if case.state == CaseState.PENDING_SECOND_APPROVAL:
        return _of_second_approval(case, refusals)
    if refusals["set_disposition"] is not None:
        return _of_others(case)
    return _of_work(case, shown, refusals)


def _of_closed(case: ReviewCase) -> Guidance:
    person = case.approved_by or case.refused_by
    tones = {CaseState.APPROVED: "good", CaseState.REFUSED: "bad", CaseState.EXPIRED: "bad"}
    tone = tones.get(CaseState(case.state), "info")
    if case.state == CaseState.EXPIRED:
        return Guidance(tone, _("Nobody decided within 72 hours."), _("The partner may resubmit."))
    if person is None:
        return Guidance(tone, _("This case is settled."))
    facts = {"person": person, "state": case.get_state_display(), "reason": _reason_of(case)}
    if case.confirmed_by:
        title = _("Approved by %(person)s, confirmed by %(second)s: %(reason)s")
        return Guidance(tone, title % {**facts, "second": case.confirmed_by}, case.note)
    return Guidance(tone, _("%(state)s by %(person)s: %(reason)s") % facts, case.note)


def _reason_of(case: ReviewCase) -> str:
    return _(case.reason.label) if case.reason else ""


def _of_second_approval(case: ReviewCase, refusals: Mapping[str, Any]) -> Guidance:
    facts = {"person": case.approved_by, "reason": _reason_of(case)}
    title = _("%(person)s approved: %(reason)s") % facts
    if refusals["confirm"] is None:
        return Guidance(
            "wait", title, _("Look at it as if for the first time, then confirm or send it back.")
        )
    return Guidance("wait", title, str(refusals["confirm"].message))


def _of_others(case: ReviewCase) -> Guidance:
    if case.state == CaseState.ESCALATED and case.assignee is None:
        return Guidance("wait", _("Escalated: a lead takes it from here."))
    return Guidance("info", _("%(person)s works on this case.") % {"person": case.assignee})


def _of_work(case: ReviewCase, shown: list[MatchView], refusals: Mapping[str, Any]) -> Guidance:
    undecided = sum(not view.is_decided for view in shown)
    if undecided:
        title = ngettext(
            "%(n)d match waits for your decision.", "%(n)d matches wait for your decision.", undecided
        )
        return Guidance(
            "info", title % {"n": undecided}, _("Say of each what it is; then approve or refuse.")
        )
    if any(view.match.disposition in REFUSING for view in shown):
        return Guidance(
            "wait", _("Not every match is a false positive."), _("Refuse the case, or escalate it.")
        )
    if refusals["approve"] is not None:
        return Guidance("wait", _("It cannot be approved yet."), str(refusals["approve"].message))
    return Guidance("good", _("Every match is a false positive."), _("Approve with a reason and a note."))


def _profiles(screening: Screening | None) -> list[dict[str, Any]]:
    """The profile that is asked about, and beside it the one in force where they differ."""
    if screening is None:
        return []
    asked, in_force = screening.profile, screening.in_force
    if not in_force or in_force == asked:
        return [_profile(_("In force") if in_force else _("Asked about"), asked, None)]
    return [_profile(_("In force"), in_force, None), _profile(_("Proposed"), asked, in_force)]


def _profile(label: str, profile: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    facts = {
        _("Name"): profile["name"],
        _("Address"): comparison.address_line(profile["address"]),
        _("Administrator"): profile.get("administrator", ""),
        _("E-mail"): profile.get("email", ""),
    }
    known = before or profile
    earlier = (
        known["name"],
        comparison.address_line(known["address"]),
        known.get("administrator", ""),
        known.get("email", ""),
    )
    return {
        "label": label,
        "is_proposed": before is not None,
        "facts": [
            {"label": name, "text": text, "is_new": text != old}
            for (name, text), old in zip(facts.items(), earlier, strict=True)
            if text
        ],
    }


def _suppressed(screening: Screening | None) -> list[PotentialMatch]:
    """Found again, and cleared by a person earlier (R2)."""
    if screening is None:
        return []
    found = screening.matches.filter(open_on="").select_related("suppressed_by__cleared_by")
    return list(found[:50])

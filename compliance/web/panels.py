"""The forms beside a case: one for each thing that this person may do now, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance import policies
from compliance.enums import REFUSING, CaseState
from compliance.models import ReviewCase
from compliance.web import forms
from compliance.web.forms import ActForm
from compliance.web.matches import MatchView
from partnerhub.accounts.access import Access
from partnerhub.errors import DomainError


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing to do: the form for it and the words on it. `route` is the name of its page."""

    form: type[ActForm]
    route: str
    title: str | Promise
    button: str | Promise
    tone: str = ""
    hint: str | Promise = ""


KINDS: Mapping[str, Kind] = {
    "claim": Kind(ActForm, "claim", _("Claim"), _("Claim"), "primary"),
    "release": Kind(ActForm, "release", _("Release"), _("Release")),
    "set_disposition": Kind(
        forms.DispositionsForm, "dispositions", _("Matches"), _("Save all dispositions"), "primary"
    ),
    "approve": Kind(forms.ApproveForm, "approve", _("Approve"), _("Approve"), "primary"),
    "refuse": Kind(forms.RefuseForm, "refuse", _("Refuse"), _("Refuse"), "danger primary"),
    "confirm": Kind(forms.ConfirmForm, "confirm", _("Confirm"), _("Confirm the approval"), "primary"),
    "send_back": Kind(forms.SendBackForm, "send-back", _("Send back"), _("Send back")),
    "ask": Kind(
        forms.AskForm,
        "ask",
        _("Ask the partner"),
        _("Send the question"),
        hint=_("The 72 hours keep running meanwhile."),
    ),
    "escalate": Kind(forms.EscalateForm, "escalate", _("Escalate"), _("Escalate to the leads")),
    "assign": Kind(forms.AssignForm, "assign", _("Assign"), _("Assign")),
    "add_note": Kind(forms.NoteForm, "note", _("Add a note"), _("Add the note")),
}
# Beside a case, by state; the others have their own places on the page.
_DECIDING = ("approve", "refuse", "ask", "escalate")
_SECOND = ("confirm", "send_back")


@dataclass(frozen=True, slots=True)
class Panel:
    """One form; `refusal` says why it cannot be used now."""

    verb: str
    kind: Kind
    form: ActForm
    refusal: DomainError | None
    is_open: bool = False

    @property
    def url_name(self) -> str:
        """The page to which it is sent."""
        return f"compliance:{self.kind.route}"


@dataclass(frozen=True, slots=True)
class Panels:
    """The forms in their places; `failed` is the one that was refused."""

    claim: Panel
    release: Panel
    assign: Panel
    note: Panel
    dispositions: Panel
    deciding: list[Panel]
    failed: Panel | None


def of(
    case: ReviewCase,
    access: Access,
    refusals: Mapping[str, DomainError | None],
    shown: list[MatchView],
    bound: Mapping[str, ActForm],
) -> Panels:
    """For this person and the present state."""
    likely = _likely(case, shown)

    def panel(verb: str) -> Panel:
        kind = KINDS[verb]
        form = bound.get(verb) or kind.form(case=case, verb=verb)
        is_open = verb in bound or (not bound and verb == likely and refusals[verb] is None)
        return Panel(verb, kind, form, refusals[verb], is_open)

    failed = next((panel(verb) for verb in bound), None)
    return Panels(
        claim=panel("claim"),
        release=panel("release"),
        assign=panel("assign"),
        note=panel("add_note"),
        dispositions=panel("set_disposition"),
        deciding=[panel(verb) for verb in _verbs(case, access, refusals, bound)],
        failed=failed,
    )


def _verbs(
    case: ReviewCase,
    access: Access,
    refusals: Mapping[str, DomainError | None],
    bound: Mapping[str, ActForm],
) -> list[str]:
    """What is worth showing: nothing to those who only read, or in a settled case."""
    if not access.is_rpl_team or not case.is_open:
        return [verb for verb in bound if verb in (*_DECIDING, *_SECOND)]
    verbs = _SECOND if case.state == CaseState.PENDING_SECOND_APPROVAL else _DECIDING
    hidden = (policies.WrongState, policies.OnlyLeads)
    usable = [verb for verb in verbs if not isinstance(refusals[verb], hidden)]
    return [*usable, *(verb for verb in bound if verb not in usable and verb in (*_DECIDING, *_SECOND))]


def _likely(case: ReviewCase, shown: list[MatchView]) -> str:
    if case.state == CaseState.PENDING_SECOND_APPROVAL:
        return "confirm"
    if any(view.match.disposition in REFUSING for view in shown):
        return "refuse"
    return "approve" if all(view.is_decided for view in shown) else ""

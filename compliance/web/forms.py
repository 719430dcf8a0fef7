"""What a person fills in for each thing that can be done with a case; the rules say whether it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance import reasons
from compliance.enums import Disposition
from compliance.models import CaseMatch, ReasonCode, ReviewCase
from compliance.models.cleared_pair import USUAL_DAYS
from compliance.review import Judgement
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Role
from partnerhub.errors import DomainError

LONGEST_TEXT = 4000
DAYS = ((30, _("30 days")), (90, _("90 days")), (USUAL_DAYS, _("1 year")), (730, _("2 years")))


def _text(label: Any, *, rows: int = 3, help_text: Any = "", required: bool = True) -> forms.CharField:
    attrs = {"rows": rows, "dir": "auto"}
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs=attrs),
    )


class ActForm(forms.Form):
    """`version` is the version of the case that the person saw: a stale one is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The field at which a rule about a text that is too short is shown.
    text_field = "note"

    def __init__(self, data: Any = None, *, case: ReviewCase, verb: str) -> None:
        super().__init__(
            data, auto_id=f"{verb}_%s", initial={"version": case.version}, use_required_attribute=False
        )
        self.case, self.verb = case, verb

    def refuse(self, error: DomainError) -> None:
        """Show why it was refused, at the field that it is about."""
        for problem in error.problems:
            name = problem.field if problem.field in self.fields else ""
            if problem.field == "note" and not name:
                name = self.text_field
            self.add_error(name or None, str(problem.message))

    def renew(self) -> ActForm:
        """The same, filled as it is, on the present version of the case."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = str(self.case.version)  # type: ignore[index]
        return self


class ReasonForm(ActForm):
    """A standard reason and a note."""

    kind: ReasonCode.Kind
    reason = forms.ChoiceField(label=_("Reason"))
    note = _text(_("Note"), help_text=_("What you looked at, in 10 characters or more."))

    def __init__(self, data: Any = None, **facts: Any) -> None:
        super().__init__(data, **facts)
        choices = [("", _("Choose a reason")), *reasons.choices(self.kind)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class ApproveForm(ReasonForm):
    """Also for how long the matches stay cleared."""

    kind = ReasonCode.Kind.APPROVE
    days = forms.TypedChoiceField(
        label=_("Matches stay cleared for"),
        choices=DAYS,
        coerce=int,
        initial=USUAL_DAYS,
        help_text=_("Sooner if the customer or the entry changes."),
    )


class RefuseForm(ReasonForm):
    """Why not."""

    kind = ReasonCode.Kind.REFUSE


class ConfirmForm(ActForm):
    """The second person may add something."""

    note = _text(_("Note"), rows=2, required=False)


class SendBackForm(ActForm):
    """What the first person should look at again."""

    text_field = "reason"
    reason = _text(_("Reason"), rows=2, help_text=_("What to look at again, in 10 characters or more."))


class EscalateForm(ActForm):
    """Why a lead should take it."""

    reason = _text(_("Reason"), rows=2)


class AskForm(ActForm):
    """The partner reads it as written."""

    text_field = "question"
    question = _text(
        _("Question"), help_text=_("The partner reads it as written: name no match, list or score.")
    )


class NoteForm(ActForm):
    """For the RPL team only."""

    text = _text(_("New note"), rows=2, help_text=_("For the RPL team only."))


class AssignForm(ActForm):
    """One of the team."""

    assignee = forms.ModelChoiceField(
        label=_("Reviewer"), queryset=User.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, data: Any = None, **facts: Any) -> None:
        super().__init__(data, **facts)
        self.fields["assignee"].queryset = team()  # type: ignore[attr-defined]


class DispositionsForm(ActForm):
    """What each match is: `d-<id>` and `c-<id>`. Of matches that are not sent nothing is said."""

    def __init__(self, data: Any = None, **facts: Any) -> None:
        super().__init__(data, **facts)
        self.judgements: list[Judgement] = []

    def clean(self) -> dict[str, Any]:
        """Read the sent matches."""
        names = [name for name in self.data if name.startswith("d-") and name[2:].isdecimal()]
        self.judgements = [
            Judgement(int(name[2:]), self.data[name], self.data.get(f"c-{name[2:]}", "")[:LONGEST_TEXT])
            for name in names
            if len(name) < 20
        ]
        if not self.judgements:
            raise forms.ValidationError(_("Say of at least one match what it is."))
        return self.cleaned_data

    def typed(self, match: CaseMatch) -> tuple[str, str]:
        """What the person chose for a match, also where it was refused."""
        if not self.is_bound:
            return match.disposition, match.comment
        chosen = self.data.get(f"d-{match.pk}", match.disposition)
        return chosen, self.data.get(f"c-{match.pk}", match.comment)


def team() -> Any:
    """Reviewers and leads."""
    members = User.objects.filter(is_active=True, memberships__role__in=(Role.REVIEWER, Role.LEAD))
    return members.distinct().order_by("name", "email")


def dispositions() -> Sequence[tuple[str, Any]]:
    """What a person can make of a match, in the order of the buttons."""
    order = (
        Disposition.FALSE_POSITIVE,
        Disposition.INCONCLUSIVE,
        Disposition.TRUE_MATCH,
        Disposition.UNDECIDED,
    )
    return [(each.value, each.label) for each in order]

"""What admin actions ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance import policies, reasons
from compliance.lists.sources import formats
from compliance.models import ReasonCode, ScreeningSettings
from compliance.models.cleared_pair import LONGEST_DAYS, SHORTEST_DAYS, USUAL_DAYS
from compliance.screening import tuning
from compliance.web.forms import team
from partnerhub.accounts.models import User

_LONG = forms.Textarea(attrs={"rows": 3, "cols": 60, "dir": "auto"})


class _ReasonForm(forms.Form):
    kind: ReasonCode.Kind
    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("Note"), min_length=10, widget=_LONG)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].choices = [("", "---------"), *reasons.choices(self.kind)]  # type: ignore[attr-defined]


class ApproveForm(_ReasonForm):
    """Why it is somebody else."""

    kind = ReasonCode.Kind.APPROVE
    days = forms.IntegerField(
        label=_("Days for which the matches stay cleared"),
        min_value=SHORTEST_DAYS,
        max_value=LONGEST_DAYS,
        initial=USUAL_DAYS,
    )


class RefuseForm(_ReasonForm):
    """Why they may not be served."""

    kind = ReasonCode.Kind.REFUSE


class NoteForm(forms.Form):
    """A few words, where a rule wants them or a person has them."""

    note = forms.CharField(label=_("Note"), min_length=10, widget=_LONG)


class OptionalNoteForm(forms.Form):
    """A few words if there are any."""

    note = forms.CharField(label=_("Note"), required=False, widget=_LONG)


class AssignForm(forms.Form):
    """One of the team."""

    assignee = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["assignee"].queryset = team()  # type: ignore[attr-defined]


class DispositionForm(forms.Form):
    """Why."""

    comment = forms.CharField(label=_("Comment"), required=False, widget=_LONG)


class ImportForm(forms.Form):
    """A list file; the counts of a first version have to be confirmed, and a much smaller file explained."""

    file = forms.FileField(label=_("File"), help_text=_("Plain, gzip or ZIP."))
    source = forms.ChoiceField(label=_("Format"), initial=formats.AUTO)
    is_first = forms.BooleanField(
        label=_("I have looked at the file: put it in force also as the first version"), required=False
    )
    accept_shrink = forms.CharField(
        label=_("Why a much smaller file is right"), required=False, max_length=500
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        known = [(source.slug, source.slug) for source in formats.SOURCES]
        choices = [(formats.AUTO, _("what the file looks like")), *known]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]


class SettingsForm(forms.ModelForm):
    """Threshold and weights of a new version; the engine in use has to understand them."""

    threshold = forms.FloatField(
        label=_("Threshold"),
        required=False,
        help_text=ScreeningSettings._meta.get_field("threshold").help_text,
    )
    note = forms.CharField(label=_("What it is for"), min_length=policies.SHORTEST_NOTE, widget=_LONG)

    class Meta:
        model = ScreeningSettings
        fields = ("threshold", "weights", "note")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        weights = said.get("weights") or {}
        if not isinstance(weights, dict):
            raise forms.ValidationError({"weights": gettext('Write {"feature": number, …}.')})
        try:
            tuning.checked(said.get("threshold"), weights)
        except tuning.SettingsInvalid as refusal:
            raise forms.ValidationError({refusal.field: str(refusal.message)}) from refusal
        return {**said, "weights": weights}


class SureForm(forms.Form):
    """Nothing but a second look."""

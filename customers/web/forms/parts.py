"""What the forms of this app share: needed fields, choices, and the way from a problem to its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from customers import field_rules
from partnerhub.errors import Problem

Choices = list[tuple[str, Any]]


def needed(field: forms.Field) -> forms.Field:
    """Shown as needed; whether it is missing say the rules that the API follows, not the form."""
    field.required = False
    field.is_needed = True  # type: ignore[attr-defined]
    field.widget.is_required = False
    field.widget.attrs["aria-required"] = "true"
    return field


def text(
    label: Any, *, longest: int, autocomplete: str = "", help_text: Any = "", **attrs: str
) -> forms.CharField:
    """A line that people type, in whatever direction they write."""
    given = {"dir": "auto", **attrs, **({"autocomplete": autocomplete} if autocomplete else {})}
    widget = forms.TextInput(attrs={name: value for name, value in given.items() if value})
    # The length is refused by the rules, with their number; the browser only stops typing.
    widget.attrs["maxlength"] = str(longest)
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def email(label: Any, *, help_text: Any = "") -> forms.CharField:
    """An e-mail address; its form is checked by the rules."""
    widget = forms.EmailInput(attrs={"autocomplete": "off", "maxlength": "254"})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def select(label: Any, choices: Any, *, help_text: Any = "", **attrs: str) -> forms.ChoiceField:
    """One of a list, read when the form is made."""
    return forms.ChoiceField(
        label=label, required=False, choices=choices, help_text=help_text, widget=forms.Select(attrs=attrs)
    )


def country_choices() -> Choices:
    """All countries by their name in the reader's language."""
    return [("", _("Choose a country")), *countries]


def timezone_choices() -> Choices:
    """All IANA time zones."""
    return [("", _("Choose a time zone")), *((name, name) for name in sorted(field_rules.timezones()))]


def language_choices() -> Choices:
    """Languages by their own names, as ISO 639-1 codes."""
    own_names = {
        code: info["name_local"]
        for code, info in LANG_INFO.items()
        if "name_local" in info and len(code) == 2
    }
    return [("", _("Choose a language")), *sorted(own_names.items(), key=lambda pair: pair[1].lower())]


def add_problems(form: forms.BaseForm, problems: Iterable[Problem], field_of: Mapping[str, str]) -> None:
    """Put each problem at the field that its dotted path means; at the top where the form has none."""
    for problem in problems:
        name = field_of.get(problem.field, "")
        form.add_error(name if name in form.fields else None, str(problem.message))

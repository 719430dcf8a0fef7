"""What the operator types, as plain values for the domain functions."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnerhub.errors import Invalid
from telephony import domains
from telephony.admin.pages import add_errors
from telephony.csv_format import FILE_BYTES_MAX
from telephony.entries import Entry, Stated, check
from telephony.enums import TollType
from telephony.models import CallInNumber, CountryLocation, LocationDefault, TelephonyDomain


class DomainForm(forms.ModelForm):
    """What describes a domain; the rest is done by buttons."""

    class Meta:
        model = TelephonyDomain
        fields = domains.FIELDS


class NumberForm(forms.ModelForm):
    """A number as it is typed. What it was read as is shown before it is saved."""

    phone = forms.CharField(
        label=_("Number"),
        max_length=60,
        help_text=_("With + and the calling code, such as +44 20 7946 0958."),
    )
    countries = forms.CharField(
        label=_("Countries"), max_length=800, help_text=_("Alpha-2 codes with blanks between, such as US CA.")
    )
    label = forms.CharField(
        label=_("Label"),
        max_length=85,
        required=False,
        help_text=_("Empty: made from toll type and countries."),
    )
    access_number = forms.CharField(
        label=_("Access number"), max_length=60, required=False, help_text=_("Empty: the number itself.")
    )
    toll_type = forms.ChoiceField(
        label=_("Toll type"), choices=[("", _("By the numbering plan")), *TollType.choices], required=False
    )
    read_as = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CallInNumber
        fields = (
            "domain",
            "phone",
            "countries",
            "label",
            "access_number",
            "toll_type",
            "call_type",
            "in_global_list",
        )

    entry: Entry | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance._state.adding:
            self.initial.update(
                phone=self.instance.display, countries=" ".join(self.instance.get_countries())
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            self.entry = check(self._stated(cleaned))
        except Invalid as invalid:
            add_errors(self, invalid.problems)
        else:
            self._ask_to_confirm(str(cleaned.get("phone", "")), self.entry)
        return cleaned

    def _post_clean(self) -> None:
        """The domain functions check and write; nothing is copied to the row here."""

    def _stated(self, cleaned: dict[str, Any]) -> Stated:
        return Stated(
            phone=cleaned.get("phone", ""),
            countries=tuple(cleaned.get("countries", "").split()),
            label=cleaned.get("label", ""),
            access_number=cleaned.get("access_number", ""),
            toll_type=cleaned.get("toll_type", ""),
            call_type=cleaned.get("call_type", ""),
        )

    def _ask_to_confirm(self, typed: str, entry: Entry) -> None:
        """Reading is lenient (a national number, a zero in brackets): show what was understood first."""
        is_plain = re.sub(r"\D", "", typed) == entry.e164.lstrip("+")
        known = self.instance.e164 == entry.e164 or self.data.get(self.add_prefix("read_as")) == entry.e164
        if is_plain or known:
            return
        self.data = {**self.data.dict(), self.add_prefix("read_as"): entry.e164}  # type: ignore[attr-defined]
        message = format_lazy(_("This is read as {number}. Save again if that is right."), number=entry.e164)
        self.add_error("phone", str(message))


class WithdrawalForm(forms.Form):
    """The confirmation that something goes: the replacement, and whether sites are given it at once."""

    replacement = forms.ModelChoiceField(CallInNumber.objects.none(), label=_("Replacement"), required=False)
    apply_to_sites = forms.BooleanField(
        label=_("Give the replacement to the listed sites now"), required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Any, needed: bool, can_apply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = choices  # type: ignore[attr-defined]
        self.fields["replacement"].required = needed
        if not can_apply:
            del self.fields["apply_to_sites"]


class UploadForm(forms.Form):
    """The file of a domain's numbers."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8, seven columns, at most 300 numbers. It replaces the whole list."),
    )

    def clean_file(self) -> bytes:
        """Its bytes; no more are read than a file may have."""
        return self.cleaned_data["file"].read(FILE_BYTES_MAX + 1)


class CountryLocationForm(forms.ModelForm):
    """Where a country belongs, and why."""

    class Meta:
        model = CountryLocation
        fields = ("location", "basis", "evidence")


class LocationDefaultForm(forms.ModelForm):
    """A location's default countries in order, and its number of last resort."""

    countries = forms.CharField(
        label=_("Default countries"),
        help_text=_("Alpha-2 codes in order with blanks between, such as US CA."),
    )
    fallback = forms.CharField(
        label=_("Fallback number"), max_length=60, required=False, help_text=_("With + and the calling code.")
    )
    fallback_label = forms.CharField(label=_("Label of the fallback number"), max_length=85, required=False)

    class Meta:
        model = LocationDefault
        fields = ("countries", "fallback", "fallback_label")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = self.instance.get_default_countries() if self.instance.pk else []
        self.initial.update(countries=" ".join(countries), fallback=self.instance.fallback_display)

    def _post_clean(self) -> None:
        """`mapping.set_defaults` checks and writes."""

"""The question of the preview page: which country, in which domain?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partnerhub.accounts.access import Access
from partnerhub.errors import Invalid
from telephony import iso3166
from telephony.models import TelephonyDomain


class PreviewForm(forms.Form):
    """A country exactly as alpha-2, and one of the domains that the asker may see (none: the default one)."""

    country = forms.CharField(label=_("Country"), strip=False, widget=forms.Select)
    domain = forms.ModelChoiceField(
        TelephonyDomain.objects.none(),
        label=_("Telephony domain"),
        required=False,
        empty_label=_("The default domain"),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].widget.choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]
        self.fields["domain"].queryset = TelephonyDomain.objects.visible_to(access)  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        """M19: nothing is guessed from a code that is not written exactly."""
        try:
            return iso3166.check_country(self.cleaned_data["country"])
        except Invalid as invalid:
            raise forms.ValidationError(str(invalid.message)) from None

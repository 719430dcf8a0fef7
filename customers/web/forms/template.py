"""The form of an onboarding template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import OnboardingTemplate
from customers.web.forms.parts import (
    add_problems,
    country_choices,
    email,
    language_choices,
    needed,
    select,
    text,
)
from partnerhub.accounts.models import Partner
from partnerhub.errors import DomainError
from telephony.models import TelephonyDomain

_PATHS = {
    "name": "name",
    "country": "country",
    "emailLanguage": "email_language",
    "adminEmail": "admin_email",
    "authentication": "authentication",
    "identityProvider": "identity_provider",
    "telephonyDomain": "telephony_domain",
}


class TemplateForm(forms.Form):
    """Settings that many customers share; the rules are those of `customers.templates`."""

    name = needed(text(_("Name"), longest=120))
    country = select(_("Country or region"), country_choices)
    email_language = needed(select(_("Language of e-mails"), language_choices))
    admin_email = email(
        _("Service provider admin"), help_text=_("Your own person who looks after these customers.")
    )
    telephony_domain = forms.ModelChoiceField(
        label=_("Telephony domain"),
        queryset=TelephonyDomain.objects.none(),
        required=False,
        empty_label=_("The default"),
        help_text=_("Where the default call-in numbers come from. Empty: your default, else the operator's."),
    )
    authentication = needed(select(_("Authentication"), OnboardingTemplate.Authentication.choices))
    identity_provider = text(
        _("Identity provider's entity id"),
        longest=120,
        dir="ltr",
        help_text=_("With your own authentication."),
    )
    invites_when_attaching = forms.BooleanField(
        label=_("Invite administrators when attaching to existing organizations"), required=False
    )
    restricted_admins = forms.BooleanField(
        label=_("Restricted administrator mode"),
        required=False,
        help_text=_("The customer's own administrators cannot add users or change services."),
    )
    suppresses_invites = forms.BooleanField(label=_("Send no invitations to users"), required=False)

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Q(partner=None) | Q(partner_id__in=[pk for pk in (partner.pk, partner.parent_id) if pk])
        domains = TelephonyDomain.objects.filter(owners, active=True)
        self.fields["telephony_domain"].queryset = domains  # type: ignore[attr-defined]

    @classmethod
    def of(cls, template: OnboardingTemplate, data: Any = None) -> TemplateForm:
        """The form as this template is now."""
        initial = {
            "name": template.name,
            "telephony_domain": template.telephony_domain,
            **template.to_settings(),
        }
        return cls(data, partner=template.partner, initial=initial)

    def refuse(self, error: DomainError) -> None:
        """Put what the domain refused at its fields."""
        add_problems(self, error.problems, _PATHS)

"""Onboarding templates: settings that many customers share; a change touches only later customers (M4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers import address_rules, field_rules
from customers.models import OnboardingTemplate
from partnerhub.accounts.models import Partner, User
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Invalid, Problem
from telephony.models import TelephonyDomain

NAME_MAX = IDENTITY_PROVIDER_MAX = 120
_CHANGEABLE = ("name", "telephony_domain", *OnboardingTemplate.SETTINGS)


class TemplateNameInUse(DomainError):
    """Another template of this partner has this name."""

    code, status = 90044, 409


def create(*, partner: Partner, by: User, at: datetime, **settings: Any) -> OnboardingTemplate:
    """A new template; `settings` as the model names them. Raises Invalid, TemplateNameInUse."""
    template = OnboardingTemplate(partner=partner, created_at=at)
    _set(template, settings)
    _save(template, "template.created", by=by, at=at, after=_values(template))
    return template


def change(template: OnboardingTemplate, *, by: User, at: datetime, **settings: Any) -> OnboardingTemplate:
    """Other settings, for customers to come. Raises Invalid, TemplateNameInUse."""
    before = _values(template)
    _set(template, settings)
    after = _values(template)
    changed = {name for name in after if after[name] != before[name]}
    _save(
        template,
        "template.changed",
        by=by,
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return template


def retire(template: OnboardingTemplate, *, by: User, at: datetime) -> None:
    """No order may name it any more; the customers that came by it keep it."""
    if template.retired_at is None:
        template.retired_at = at
        _save(template, "template.retired", by=by, at=at)


def _set(template: OnboardingTemplate, settings: dict[str, Any]) -> None:
    for name, value in settings.items():
        if name not in _CHANGEABLE:
            raise TypeError(f"a template has no setting {name}")
        setattr(template, name, value)
    problems = _problems(template)
    if problems:
        raise Invalid(problems)


def _problems(template: OnboardingTemplate) -> list[Problem]:
    found = [
        *field_rules.text(template.name, "name", longest=NAME_MAX, required=True),
        *field_rules.language(template.email_language, "emailLanguage", required=True),
        *field_rules.email(template.admin_email, "adminEmail"),
        *field_rules.text(template.identity_provider, "identityProvider", longest=IDENTITY_PROVIDER_MAX),
    ]
    if template.country and not address_rules.is_country(template.country):
        found.append(Problem(field_rules.INVALID, _("There is no such country."), "country"))
    if template.authentication not in OnboardingTemplate.Authentication.values:
        found.append(Problem(field_rules.INVALID, _("There is no such authentication."), "authentication"))
    elif (
        template.authentication != OnboardingTemplate.Authentication.WEBEX and not template.identity_provider
    ):
        found.append(field_rules.missing("identityProvider"))
    if template.telephony_domain is not None and not _may_use(template.partner, template.telephony_domain):
        found.append(Problem(field_rules.INVALID, _("There is no such telephony domain."), "telephonyDomain"))
    return found


def _may_use(partner: Partner, domain: TelephonyDomain) -> bool:
    return domain.active and domain.partner_id in (None, partner.pk, partner.parent_id)


def _values(template: OnboardingTemplate) -> dict[str, Any]:
    domain = template.telephony_domain
    return {
        "name": template.name,
        "telephony_domain": domain.name if domain else "",
        **template.to_settings(),
    }


def _save(template: OnboardingTemplate, action: str, *, by: User, at: datetime, **values: Any) -> None:
    try:
        with transaction.atomic():
            template.save()
            trail.record(action, on=template, by=by, at=at, partner=template.partner, **values)
    except IntegrityError as exc:
        raise TemplateNameInUse(field="name") from exc

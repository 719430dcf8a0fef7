"""Settings that many customers share (M4)."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Partner
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.api import ids
from telephony.models import TelephonyDomain


class OnboardingTemplateQuerySet(VisibleToQuerySet):
    """A sub-partner also reads and uses the templates of its parent."""

    def visible_to(self, access: Access) -> Self:
        """The templates that this access may know of."""
        if not access.is_partner or access.partner is None or access.partner.parent_id is None:
            return super().visible_to(access)
        return self.usable_by(access.partner) | super().visible_to(access)

    def usable_by(self, partner: Partner) -> Self:
        """The templates that an order of this partner may name."""
        return self.filter(Q(partner=partner.pk) | Q(partner=partner.parent_id))

    def in_use(self) -> Self:
        """Without the retired ones."""
        return self.filter(retired_at=None)


class OnboardingTemplate(models.Model):
    """What a create request names by its provisioning id. A change touches only customers created later."""

    class Authentication(models.TextChoices):
        WEBEX = "webex", _("Webex authentication")
        SAML = "saml", _("Partner SAML")
        OIDC = "oidc", _("Partner OpenID Connect")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country or region"), max_length=2, blank=True)
    email_language = models.CharField(_("language of e-mails"), max_length=5, default="en")
    admin_email = models.EmailField(_("service provider admin"), blank=True)
    authentication = models.CharField(
        _("authentication"), max_length=10, choices=Authentication, default=Authentication.WEBEX
    )
    identity_provider = models.CharField(_("identity provider's entity id"), max_length=255, blank=True)
    telephony_domain = models.ForeignKey(
        TelephonyDomain,
        verbose_name=_("telephony domain"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the partner's default, else the operator's."),
    )
    invites_when_attaching = models.BooleanField(
        _("admin invitations when attaching to existing organizations"), default=True
    )
    restricted_admins = models.BooleanField(_("restricted administrator mode"), default=True)
    suppresses_invites = models.BooleanField(_("no invitations to users"), default=False)
    created_at = models.DateTimeField(_("created"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = OnboardingTemplateQuerySet.as_manager()

    SETTINGS = (
        "country",
        "email_language",
        "admin_email",
        "authentication",
        "identity_provider",
        "invites_when_attaching",
        "restricted_admins",
        "suppresses_invites",
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("onboarding template")
        verbose_name_plural = _("onboarding templates")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "name"],
                condition=Q(retired_at__isnull=True),
                name="template_names_are_unique_per_partner",
            ),
            models.CheckConstraint(
                condition=~Q(authentication__in=["saml", "oidc"]) | ~Q(identity_provider=""),
                name="partner_authentication_names_its_identity_provider",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="template_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def provisioning_id(self) -> str:
        """What API calls name."""
        return ids.encode_bare(self.pk)

    def to_settings(self) -> dict[str, Any]:
        """The settings as a customer keeps them: a later change of the template does not reach it."""
        return {name: getattr(self, name) for name in self.SETTINGS}

"""A telephony domain: the call-in numbers that sites of one configuration share."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Partner
from partnerhub.accounts.scoping import VisibleToQuerySet
from telephony.enums import Prefer, Region

NAME_PATTERN = r"""^[^<>~!@#$%^&*=|/"{}\[\]:;']+$"""


class TelephonyDomainQuerySet(VisibleToQuerySet):
    """The operator's domains are everybody's to read; a partner's own are for it and its relatives."""

    def visible_to(self, access: Access) -> Self:
        """The domains that this access may look at and name in a template."""
        if not access.is_partner or access.partner is None:
            return super().visible_to(access)
        of_parent = Q(partner=access.partner.parent_id) if access.partner.parent_id else Q(pk__in=())
        return self.filter(Q(partner=None) | of_parent | self._of_partner_tree(access.partner))


class TelephonyDomain(models.Model):
    """An ordered list of call-in numbers; without `partner` it is the operator's, shared by all partners."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("name"),
        max_length=60,
        validators=[
            RegexValidator(
                NAME_PATTERN, _("A name cannot hold any of < > ~ ! @ # $ %% ^ & * = | / \" { } [ ] : ; '")
            )
        ],
    )
    region = models.CharField(_("region"), max_length=4, choices=Region)
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="telephony_domains",
        help_text=_("Empty: for all partners."),
    )
    is_default = models.BooleanField(
        _("default domain"),
        default=False,
        help_text=_("Used where a template names no domain: the partner's default, else the operator's."),
    )
    prefer = models.CharField(_("first available means"), max_length=10, choices=Prefer, default=Prefer.ORDER)
    primary_bridge = models.CharField(_("primary bridge"), max_length=60, blank=True)
    backup_bridge = models.CharField(_("backup bridge"), max_length=60, blank=True)
    web_domain = models.CharField(_("web domain"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=50, blank=True)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = TelephonyDomainQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("telephony domain")
        verbose_name_plural = _("telephony domains")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="telephony_domain_names_are_unique"),
            models.CheckConstraint(
                condition=Q(name__regex=NAME_PATTERN), name="telephony_domain_name_is_plain"
            ),
            models.CheckConstraint(
                condition=Q(region__in=Region.values), name="telephony_domain_region_is_known"
            ),
            models.CheckConstraint(
                condition=Q(prefer__in=Prefer.values), name="telephony_domain_preference_is_known"
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True, partner__isnull=True),
                name="operator_has_one_default_telephony_domain",
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(is_default=True, partner__isnull=False),
                name="partner_has_one_default_telephony_domain",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(active=True), name="default_telephony_domain_is_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("telephony:domain", args=[self.pk])

    def can_take_over_from(self, other: TelephonyDomain) -> bool:
        """Sites move only between domains of the same bridges and web domain."""
        return (
            self.active
            and self.pk != other.pk
            and self.partner_id in (None, other.partner_id)
            and (self.primary_bridge, self.backup_bridge, self.web_domain)
            == (other.primary_bridge, other.backup_bridge, other.web_domain)
        )

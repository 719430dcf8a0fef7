"""The programs that call the API, and people's own tokens, which are one kind of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from partnerhub.accounts.access import Access
from partnerhub.accounts.hashers import RandomSecretHasher
from partnerhub.accounts.roles import PARTNER_ROLES, ROLE_PERMISSIONS, STAFF_ROLES, Permission, Role
from partnerhub.accounts.scoping import VisibleToQuerySet


class ApiClientQuerySet(VisibleToQuerySet):
    """Programs belong to a partner, or to the portal's own staff; a personal token is its person's business."""

    staff_roles = frozenset({Role.OPERATOR, Role.AUDITOR})

    def visible_to(self, access: Access) -> Self:
        """The caller's own tokens; with the right role also the programs of its partner and its sub-partners."""
        own = Q(is_personal=True, user=access.user, partner=access.partner)
        if access.role is None or Permission.API_CLIENTS_VIEW not in ROLE_PERMISSIONS[access.role]:
            return self.filter(own) if access.user else self.none()
        return super().visible_to(access).filter(Q(is_personal=False) | own)

    def in_use(self, at: datetime) -> Self:
        """Neither revoked nor expired at this moment."""
        return self.filter(in_use(at))


def in_use(at: Any, client: str = "") -> Q:
    """Neither revoked nor expired, as a condition; `client` is the path that leads to it, such as `application__`."""
    lasts = Q(**{f"{client}expires_at": None}) | Q(**{f"{client}expires_at__gt": at})
    return lasts & Q(**{f"{client}revoked_at": None})


class ApiClient(AbstractApplication):
    """A program that calls the API. It acts as its owner (`user`), never with more than the owner's role.

    One that people allow to act for them (authorization code) acts as each of them. The secret before the
    last rotation is good until `previous_secret_ends_at`.
    """

    partner = models.ForeignKey(
        "accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="api_clients"
    )
    role = models.CharField(max_length=20, choices=Role)
    scope = models.TextField(
        _("scopes"), blank=True, help_text=_("What its tokens may have, blanks between.")
    )
    is_personal = models.BooleanField(default=False, help_text=_("Holds one person's own tokens."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    previous_secret = models.CharField(max_length=255, blank=True, editable=False)
    previous_secret_ends_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ApiClientQuerySet] = ApiClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False, role__in=sorted(PARTNER_ROLES))
                | Q(partner__isnull=True, role__in=sorted(STAFF_ROLES)),
                name="client_of_a_partner_has_a_partner_role",
            ),
            models.CheckConstraint(condition=Q(user__isnull=False), name="every_client_has_an_owner"),
            models.CheckConstraint(
                condition=Q(previous_secret="", previous_secret_ends_at__isnull=True)
                | (~Q(previous_secret="") & Q(previous_secret_ends_at__isnull=False)),
                name="previous_secret_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(is_personal=False) | Q(redirect_uris=""),
                name="nobody_is_sent_to_a_personal_token",
            ),
            # History, budgets and idempotency keys name a client by its owner and its name.
            models.UniqueConstraint(
                fields=["user", "partner", "name", "is_personal"],
                condition=Q(revoked_at__isnull=True, partner__isnull=False),
                name="owner_names_a_live_client_once",
            ),
            models.UniqueConstraint(
                fields=["user", "name", "is_personal"],
                condition=Q(revoked_at__isnull=True, partner__isnull=True),
                name="staff_name_a_live_client_once",
            ),
        ]

    @property
    def scopes(self) -> tuple[str, ...]:
        """What its tokens may have."""
        return tuple(self.scope.split())

    def has_ended(self, at: datetime) -> bool:
        """Revoked or expired: nothing that it was given is worth anything any more."""
        return self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= at)

    def status_at(self, at: datetime) -> str:
        """`active`, `expired` or `revoked`."""
        if self.revoked_at is not None and not (self.expires_at and self.expires_at <= self.revoked_at):
            return "revoked"
        return "expired" if self.has_ended(at) else "active"

    def has_previous_secret(self, at: datetime) -> bool:
        """Is the secret before the last rotation still good?"""
        return self.previous_secret_ends_at is not None and at < self.previous_secret_ends_at

    def set_secret(self, text: str) -> None:
        """Its hash is what is kept; the text is shown once, by whoever made it."""
        self.client_secret = make_password(text, hasher=RandomSecretHasher.algorithm)

    def is_usable(self, request: Any) -> bool:
        """The OAuth library's question, before it deals with this client at all."""
        return not self.is_personal and not self.has_ended(timezone.now())

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Only letter by letter as registered."""
        return uri in self.redirect_uris.split()

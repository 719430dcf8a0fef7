"""The one rule who sees which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import STAFF_ROLES, Role

if TYPE_CHECKING:
    from partnerhub.accounts.models import Partner


class VisibleToQuerySet(models.QuerySet):
    """Rows that belong to a partner.

    Subclasses say where the partner is (`partner_path`), which of the portal's own staff may read
    (`staff_roles`) and how a row is assigned to a limited admin (`assigned_path`, a path to User; None:
    limited admins see what their partner sees).
    """

    partner_path = "partner"
    staff_roles = STAFF_ROLES
    assigned_path: str | None = None

    def visible_to(self, access: Access) -> Self:
        """The rows that this access may know of; anything else is a 404."""
        if access.role is None:
            return self.none()
        if not access.is_partner:
            return self.all() if access.role in self.staff_roles else self.none()
        rows = self.filter(self._of_partner_tree(access.partner))
        if access.role == Role.LIMITED and self.assigned_path:
            rows = rows.filter(**{self.assigned_path: access.user})
        return rows

    def owned_by(self, partner: Partner) -> Self:
        """The rows of exactly this partner: what a list means unless a sub-partner is named."""
        return self.filter(**{self.partner_path: partner})

    def _of_partner_tree(self, partner: Partner | None) -> Q:
        if partner is None:  # A partner role without a partner cannot be; should it, it sees nothing.
            return Q(pk__in=())
        # Without a join: the database goes down its index of this partner's rows, newest first.
        sub_partners = apps.get_model("accounts", "Partner").objects.filter(parent=partner).values("pk")
        return Q(**{self.partner_path: partner}) | Q(**{f"{self.partner_path}__in": sub_partners})

"""Who is asking, for which partner, in which role, through which door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerhub.accounts.roles import PARTNER_ROLES, ROLE_PERMISSIONS, Permission, Role
from partnerhub.accounts.scopes import permissions_of

if TYPE_CHECKING:
    from partnerhub.accounts.models import Membership, Partner, User


@dataclass(frozen=True)
class Access:
    """One caller's right to see and do.

    `role` is None for somebody who is not signed in or belongs nowhere: such an access sees nothing.
    `scopes` is None in the browser, where nothing narrows the role; a token carries its scopes.
    """

    user: User | None = None
    partner: Partner | None = None
    role: Role | None = None
    scopes: frozenset[str] | None = None
    client: str = ""

    @classmethod
    def of_membership(cls, membership: Membership) -> Access:
        """A person in the browser."""
        return cls(user=membership.user, partner=membership.partner, role=Role(membership.role))

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this access may do."""
        if self.role is None:
            return frozenset()
        granted = ROLE_PERMISSIONS[self.role]
        return granted if self.scopes is None else granted & permissions_of(self.scopes)

    def can(self, permission: Permission) -> bool:
        """May this be done?"""
        return permission in self.permissions

    @property
    def is_partner(self) -> bool:
        """Bound to one partner's rows?"""
        return self.role in PARTNER_ROLES

    @property
    def is_rpl_team(self) -> bool:
        """Reviews cases?"""
        return self.role in (Role.REVIEWER, Role.LEAD)

    @property
    def is_operator(self) -> bool:
        """Keeps reference data?"""
        return self.role == Role.OPERATOR


NOBODY = Access()

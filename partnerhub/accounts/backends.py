"""Roles as Django permissions, so that the admin follows the same table as everything else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from partnerhub.accounts.models import User
from partnerhub.accounts.roles import STAFF_ROLES, Role


class RoleBackend(ModelBackend):
    """Staff may look at everything in the admin; operators may change what an admin page lets be changed.

    Which models can be changed at all is each admin page's own decision: states and evidence never (M22).
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.kind == User.Kind.PERSON

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not (user_obj.is_active and user_obj.is_staff):
            return False
        if perm.split(".", 1)[1].startswith("view_"):
            return user_obj.has_role(*STAFF_ROLES)
        return user_obj.has_role(Role.OPERATOR)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return user_obj.is_active and user_obj.is_staff and user_obj.has_role(*STAFF_ROLES)

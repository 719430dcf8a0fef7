"""May this token and this role do this? A missing scope is a 401 that names it, a missing role a 403."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from partnerhub.accounts.access import Access
from partnerhub.accounts.roles import HIDDEN_FROM_PARTNERS, ROLE_PERMISSIONS


class MayDo(BasePermission):
    """Reads the view's `scopes` and `permissions`, each a mapping from action to name."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, Access):
            raise NotAuthenticated(_("An access token is needed: Authorization: Bearer …"))
        action = view.action if getattr(view, "action", None) else str(request.method).lower()
        permission = view.permissions.get(action)
        if permission is None:
            return True  # No such action: the dispatcher answers 405 by itself.
        _check_role(request.auth, permission)
        if not view.any_scope:
            _check_scope(request.auth, view.scopes[action])
        return True


def _check_role(access: Access, permission: Any) -> None:
    if access.role is not None and permission in ROLE_PERMISSIONS[access.role]:
        return
    if access.is_partner and permission in HIDDEN_FROM_PARTNERS:
        raise Http404
    raise PermissionDenied(
        _("The role “%(role)s” may not do this.") % {"role": access.role.label if access.role else _("none")}
    )


def _check_scope(access: Access, scope: str) -> None:
    if access.scopes is not None and scope not in access.scopes:
        raise AuthenticationFailed(_("The access token lacks the scope “%(scope)s”.") % {"scope": scope})

"""The base of every endpoint: rows narrowed to the caller, one permission and scope per action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.viewsets import GenericViewSet

from partnerhub.accounts.roles import Permission
from partnerhub.api.permissions import MayDo


class ScopedViewSet(GenericViewSet):
    """Subclasses give a queryset with `visible_to`, and for each action its permission and scope."""

    permission_classes = (MayDo,)
    permissions: ClassVar[Mapping[str, Permission]] = {}
    scopes: ClassVar[Mapping[str, str]] = {}

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.request.auth)

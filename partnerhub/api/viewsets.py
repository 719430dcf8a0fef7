"""The base of every endpoint: rows narrowed to the caller, one permission and scope per action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from partnerhub.accounts.roles import Permission
from partnerhub.api import idempotency
from partnerhub.api.budget import Budget, ClientBudget
from partnerhub.api.models import RepeatableRequest
from partnerhub.api.permissions import MayDo
from partnerhub.api.requests import Request
from partnerhub.clock import now


class ScopedViewSet(GenericViewSet):
    """Subclasses give a queryset with `visible_to`, and for each action its permission and scope."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]  # noqa: RUF012
    permission_classes = (MayDo,)
    throttle_classes = (ClientBudget,)
    permissions: ClassVar[Mapping[str, Permission]] = {}
    scopes: ClassVar[Mapping[str, str]] = {}

    # True where any good token may ask, such as who it is.
    any_scope = False
    # False where an answer must not be kept to be given again (Idempotency-Key).
    repeatable = True

    request: Request
    budget: Budget | None = None
    claimed: RepeatableRequest | None = None

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.request.auth)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Once it is clear that the caller may: is this a request that was answered before?"""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and self.repeatable:
            self.claimed = idempotency.claim(request, at=now())

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, idempotency.AlreadyAnswered):
            return exc.response
        try:
            return super().handle_exception(exc)
        except Exception:
            if self.claimed is not None:
                self.claimed.delete()
            raise

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.budget is not None:
            self.budget.write_to(response)
        if self.claimed is not None:
            self._remember(response)
        return response

    def _remember(self, response: HttpResponse) -> None:
        claimed = self.claimed
        if claimed is None:
            return
        if isinstance(response, Response):
            response.render()
        idempotency.remember(claimed, response)

"""A request that has passed authentication: who calls, and what they may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import request as rest_framework_request

if TYPE_CHECKING:
    from partnerhub.accounts.access import Access
    from partnerhub.accounts.models import User

    class Request(rest_framework_request.Request):
        """As the REST framework has it; our tokens always have an owner and an access."""

        user: User  # type: ignore[assignment]
        auth: Access  # type: ignore[assignment]
else:
    Request = rest_framework_request.Request

__all__ = ["Request"]

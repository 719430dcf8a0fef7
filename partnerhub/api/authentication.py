"""A bearer token becomes a user and an access."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import User
from partnerhub.api import tokens
from partnerhub.audit import context
from partnerhub.clock import now


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; a token that is missing, unknown, expired or revoked is a 401."""

    def authenticate(self, request: Request) -> tuple[User, Access] | None:
        scheme, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        access = tokens.access_for(text.strip(), at=now(), whole=request.method not in SAFE_METHODS)
        if access is None or access.user is None:
            raise AuthenticationFailed(_("The access token is unknown, expired or revoked."))
        request._request.access = access  # type: ignore[attr-defined]
        context.name_client(access.client)
        return access.user, access

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Partner Hub"'

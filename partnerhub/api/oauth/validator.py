"""What the OAuth library asks us before it gives a token, and when it does."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from oauth2_provider.models import AccessToken, RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from partnerhub.accounts.models import ApiClient
from partnerhub.api import tokens
from partnerhub.audit import context, trail
from partnerhub.clock import now

REFRESH_LIFETIME = timedelta(days=90)


class Validator(OAuth2Validator):
    """Client credentials act as the client's owner; the other grants as the person who consented."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        if super().authenticate_client(request, *args, **kwargs):
            return True
        client = request.client
        if not isinstance(client, ApiClient) or not client.has_previous_secret(now()):
            return False
        # In memory only: the library compares with this attribute, and the old secret is good until its end.
        client.client_secret = client.previous_secret
        return bool(super().authenticate_client(request, *args, **kwargs))

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        """A client that cannot keep a secret proves with PKCE that it is the one that asked."""
        return request.client is not None and request.client.client_type == ApiClient.CLIENT_PUBLIC

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        client = request.client
        request.user = request.user or client.user
        if tokens.role_of(request.user, client) is None:
            raise errors.UnauthorizedClientError(
                "The person for whom this client acts has no role that it could use.", request=request
            )
        self._bound_lifetimes(token, client)
        super().save_bearer_token(token, request, *args, **kwargs)

    def _save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        self._check_still_good(request)
        super()._save_bearer_token(token, request, *args, **kwargs)
        client = request.client
        context.name_client(client.name)
        trail.record(
            "token.issued",
            on=client,
            by=request.user,
            at=now(),
            partner=client.partner,
            after={"grant": request.grant_type, "scopes": token["scope"].split()},
        )

    def _create_access_token(self, expires: Any, request: Any, token: Any, **kwargs: Any) -> AccessToken:
        # The library takes the user away from client credentials; ours always act as somebody.
        request.user = request.user or request.client.user
        return super()._create_access_token(expires, request, token, **kwargs)

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any) -> None:
        client = request.client
        lookup = {
            "application": client,
            "token_checksum": hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest(),
        }
        found = [*AccessToken.objects.filter(**lookup), *RefreshToken.objects.filter(**lookup, revoked=None)]
        super().revoke_token(token, token_type_hint, request, *args, **kwargs)
        if found:
            context.name_client(client.name)
            by = found[0].user
            trail.record("token.revoked", on=client, by=by, at=now(), partner=client.partner)

    def _bound_lifetimes(self, token: dict[str, Any], client: ApiClient) -> None:
        """Nothing outlives the client itself."""
        if token.get("refresh_token"):
            token["refresh_token_expires_in"] = int(REFRESH_LIFETIME.total_seconds())
        if client.expires_at is None:
            return
        left = max(1, int((client.expires_at - now()).total_seconds()))
        for name in ("expires_in", "refresh_token_expires_in"):
            if name in token:
                token[name] = min(token[name], left)

    def _check_still_good(self, request: Any) -> None:
        """A refresh token is good once: of several requests with it at the same time one gets a new one.

        The library's grace would answer the others with the new token again, of which it has but the hash.
        """
        used = getattr(request, "refresh_token_instance", None)
        if used is None:
            return
        live = RefreshToken.objects.select_for_update().filter(pk=used.pk, revoked__isnull=True)
        if not live.exists():
            raise errors.InvalidGrantError(request=request)

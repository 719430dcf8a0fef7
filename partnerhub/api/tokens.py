"""Access tokens for programs: issued, found again by their hash, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from oauth2_provider.models import AccessToken, set_token_value

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import ApiClient, Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.accounts.scopes import ALL_SCOPES
from partnerhub.audit import trail
from partnerhub.errors import DomainError

LIFETIME = timedelta(days=14)


class UnknownScope(DomainError):
    """There is no such scope."""

    code, status = 93001, 400


class NoSuchMembership(DomainError):
    """This person has no role there."""

    code, status = 93002, 400


def client_for(*, name: str, owner: User, partner: Partner | None, is_personal: bool = False) -> ApiClient:
    """The API client of this name, made if there is none; its role is its owner's."""
    membership = Membership.objects.filter(user=owner, partner=partner).first()
    if membership is None:
        raise NoSuchMembership
    client, _created = ApiClient.objects.get_or_create(
        name=name,
        partner=partner,
        user=owner,
        is_personal=is_personal,
        defaults={
            "role": membership.role,
            "client_type": ApiClient.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": ApiClient.GRANT_CLIENT_CREDENTIALS,
        },
    )
    return client


def issue(
    client: ApiClient, *, scopes: Iterable[str], by: User, at: datetime, lifetime: timedelta = LIFETIME
) -> str:
    """A new token of this client, in clear: the only time that it can be read (its hash is what is kept)."""
    wanted = list(ALL_SCOPES) if list(scopes) == ["all"] else list(scopes)
    for scope in wanted:
        if scope not in ALL_SCOPES:
            raise UnknownScope(f"There is no scope “{scope}”.", field="scopes")
    text = secrets.token_urlsafe(32)
    token = AccessToken(application=client, user=client.user, expires=at + lifetime, scope=" ".join(wanted))
    set_token_value(token, text)
    token.save()
    trail.record("token.issued", on=client, by=by, at=at, partner=client.partner, after={"scopes": wanted})
    return text


def access_for(text: str, *, at: datetime) -> Access | None:
    """What the bearer of this token may do; None if it is unknown, expired, revoked, or its owner has left."""
    checksum = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    token = (
        AccessToken.objects.select_related("application__partner", "user")
        .filter(token_checksum=checksum)
        .first()
    )
    if token is None or token.expires <= at or token.application is None or not token.user.is_active:
        return None
    client = token.application
    held = {m.partner_id: Role(m.role) for m in token.user.current_memberships}
    if held.get(client.partner_id) != Role(client.role):
        return None  # The owner no longer has the role that the client was given.
    return Access(
        user=token.user,
        partner=client.partner,
        role=Role(client.role),
        scopes=frozenset(token.scope.split()),
        client=client.name,
    )


def revoke_all(client: ApiClient, *, by: User, at: datetime) -> int:
    """End every token of this client; returns how many there were."""
    count, _rows = AccessToken.objects.filter(application=client).delete()
    trail.record("token.revoked", on=client, by=by, at=at, partner=client.partner, after={"tokens": count})
    return count

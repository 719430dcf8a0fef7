"""Access tokens for programs: issued, found again by their hash, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken, Grant, RefreshToken, set_token_value

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import ApiClient, Membership, Partner, User
from partnerhub.accounts.roles import Role, narrower
from partnerhub.accounts.scopes import ALL_SCOPES
from partnerhub.api.bearers import Bearer, bearer_of
from partnerhub.audit import trail
from partnerhub.errors import DomainError

LIFETIME = timedelta(days=14)
# The use of a client is noted once in this time: a busy one does not write with each of its calls.
NOTED_EVERY = timedelta(minutes=1)


class UnknownScope(DomainError):
    """There is no such scope."""

    code, status = 93001, 400


class NoSuchMembership(DomainError):
    """This person has no role there."""

    code, status = 93002, 400


class ScopeNotGiven(DomainError):
    """This client was not given that scope."""

    code, status = 93003, 400


def client_for(*, name: str, owner: User, partner: Partner | None, is_personal: bool = False) -> ApiClient:
    """The API client of this name, made if there is none; its role is its owner's, its scopes are all."""
    membership = Membership.objects.filter(user=owner, partner=partner).first()
    if membership is None:
        raise NoSuchMembership
    facts = {"name": name, "partner": partner, "user": owner, "is_personal": is_personal, "revoked_at": None}
    return ApiClient.objects.filter(**facts).order_by("pk").first() or ApiClient.objects.create(
        **facts,
        role=membership.role,
        scope=" ".join(ALL_SCOPES),
        created_by=owner,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
    )


def issue(
    client: ApiClient, *, scopes: Iterable[str], by: User, at: datetime, lifetime: timedelta = LIFETIME
) -> str:
    """A new token of this client, in clear: the only time that it can be read (its hash is what is kept).

    "all" are the client's own scopes. It ends with the client. Raises UnknownScope, ScopeNotGiven.
    """
    wanted = list(scopes)
    wanted = list(client.scopes) if wanted == ["all"] else wanted
    for scope in wanted:
        if scope not in ALL_SCOPES:
            raise UnknownScope(_("There is no scope “%(scope)s”.") % {"scope": scope}, field="scopes")
        if scope not in client.scopes:
            sentence = _("This client was not given the scope “%(scope)s”.")
            raise ScopeNotGiven(sentence % {"scope": scope}, field="scopes")
    text = secrets.token_urlsafe(32)
    expires = min(at + lifetime, client.expires_at or at + lifetime)
    token = AccessToken(application=client, user=client.user, expires=expires, scope=" ".join(wanted))
    set_token_value(token, text)
    with transaction.atomic():
        token.save()
        trail.record(
            "token.issued", on=client, by=by, at=at, partner=client.partner, after={"scopes": wanted}
        )
    return text


def access_for(text: str, *, at: datetime, whole: bool = True) -> Access | None:
    """What the bearer of this token may do; None if it is unknown, expired, revoked, or its owner has left.

    Not `whole`: see `bearer_of`.
    """
    bearer = bearer_of(text, at=at, whole=whole)
    role = narrower(bearer.client_role, bearer.held_role) if bearer is not None else None
    if bearer is None or role is None:
        return None
    _note_use(bearer, at)
    return Access(
        user=bearer.user,
        partner=bearer.partner,
        role=role,
        scopes=frozenset(bearer.scope.split()),
        client=bearer.client_name,
    )


def role_of(person: User, client: ApiClient) -> Role | None:
    """In which role this client acts for this person: the narrower of both; None if it may not at all."""
    held = [m.role for m in person.current_memberships if m.partner_id == client.partner_id]
    return narrower(Role(client.role), Role(held[0])) if held else None


def revoke_all(client: ApiClient, *, by: User, at: datetime) -> int:
    """End every token of this client; returns how many access tokens there were."""
    with transaction.atomic():
        Grant.objects.filter(application=client).delete()
        RefreshToken.objects.filter(application=client).delete()
        count, _rows = AccessToken.objects.filter(application=client).delete()
        trail.record(
            "token.revoked", on=client, by=by, at=at, partner=client.partner, after={"tokens": count}
        )
    return count


def allowed_by(person: User, partner: Partner | None) -> QuerySet[ApiClient]:
    """The programs that this person allowed to act for them at this partner, and that still may."""
    live = RefreshToken.objects.filter(user=person, revoked=None).values("application")
    return ApiClient.objects.filter(pk__in=live, partner=partner).order_by("name")


def withdraw(client: ApiClient, *, by: User, at: datetime) -> None:
    """A person's consent ends: so do the tokens that this client has for this person."""
    with transaction.atomic():
        for kind in (Grant, RefreshToken, AccessToken):
            kind.objects.filter(application=client, user=by).delete()
        trail.record("client.consent_withdrawn", on=client, by=by, at=at, partner=client.partner)


def _note_use(bearer: Bearer, at: datetime) -> None:
    last, due = bearer.last_used_at, at - NOTED_EVERY
    if last is None or last <= due:
        rows = ApiClient.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=due), pk=bearer.client_id)
        rows.update(last_used_at=at)

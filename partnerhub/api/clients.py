"""Programs get access to the API, another secret, and an end; so do people's own tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import ApiClient, User
from partnerhub.accounts.roles import Role, roles_within
from partnerhub.accounts.scopes import ALL_SCOPES, scopes_for
from partnerhub.api import tokens
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Invalid, Problem

MISSING, SIZE, INVALID = 1001, 1002, 90001
PERSONAL_LIFETIME = timedelta(hours=12)
LONGEST_OVERLAP = timedelta(days=30)
LONGEST_NAME = 100
MOST_ADDRESSES = 10
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NameInUse(DomainError):
    """Another client of this owner has this name."""

    code, status = 93031, 409


class ClientHasEnded(DomainError):
    """This client has expired or was revoked."""

    code, status = 93032, 409


class HasNoSecret(DomainError):
    """A personal token has no secret that could be changed: revoke it and make another."""

    code, status = 93033, 409


class MayNotHold(DomainError):
    """Nobody gets hold of a client that may do more than they may themselves."""

    code, status = 93034, 403
    sentence = gettext_lazy("This client may do more than you may: you cannot be given its secret.")


@dataclass(frozen=True, slots=True)
class Made:
    """A client, and the secret or token that is shown this once."""

    client: ApiClient
    secret: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new client shall be. With `redirect_uris` people consent to it; without it acts for its owner."""

    name: str
    role: Role
    scopes: Sequence[str]
    redirect_uris: Sequence[str] = ()
    expires_at: datetime | None = None

    @property
    def grant(self) -> str:
        """How it comes by its tokens."""
        if self.redirect_uris:
            return ApiClient.GRANT_AUTHORIZATION_CODE
        return ApiClient.GRANT_CLIENT_CREDENTIALS


def create(wanted: Wanted, *, by: Access, at: datetime) -> Made:
    """A new program of the caller's partner; the caller owns it. Raises Invalid, NameInUse."""
    _refuse(check(wanted, by=by, at=at))
    secret = secrets.token_urlsafe(48)
    return Made(_save(wanted, secret, by=by, at=at), secret)


def create_personal(*, name: str, scopes: Sequence[str], by: Access, at: datetime) -> Made:
    """A token of the caller's own, for 12 hours, in the caller's role. Raises Invalid, NameInUse."""
    role, person = _caller(by)
    wanted = Wanted(name, role, scopes, expires_at=at + PERSONAL_LIFETIME)
    _refuse(check(wanted, by=by, at=at))
    with transaction.atomic():
        client = _save(wanted, secrets.token_urlsafe(48), by=by, at=at, is_personal=True)
        text = tokens.issue(client, scopes=scopes, by=person, at=at, lifetime=PERSONAL_LIFETIME)
    return Made(client, text)


def rotate(client: ApiClient, *, overlap: timedelta, by: Access, at: datetime) -> Made:
    """Another secret; the present one is good for `overlap` more. Without overlap its tokens end with it.

    Raises HasNoSecret, ClientHasEnded, MayNotHold, Invalid.
    """
    _role, person = _caller(by)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        _refuse([Problem(SIZE, _("The overlap is 0 to 720 hours."), "overlapHours")])
    with transaction.atomic():
        client = ApiClient.objects.select_for_update().get(pk=client.pk)
        check_may_rotate(client, by=by, at=at)
        secret = secrets.token_urlsafe(48)
        ends_at = at + overlap if overlap else None
        client.previous_secret = client.client_secret if ends_at else ""
        client.previous_secret_ends_at = ends_at
        client.set_secret(secret)
        client.save(update_fields=["client_secret", "previous_secret", "previous_secret_ends_at", "updated"])
        told = {"previous_secret_ends": ends_at.isoformat()} if ends_at else {}
        trail.record("client.secret_rotated", on=client, by=person, at=at, partner=client.partner, after=told)
        if not overlap:
            tokens.revoke_all(client, by=person, at=at)
    return Made(client, secret)


def check_may_rotate(client: ApiClient, *, by: Access, at: datetime) -> None:
    """Raise where this client gets no other secret, or not from this caller."""
    if client.is_personal:
        raise HasNoSecret
    if client.has_ended(at):
        raise ClientHasEnded
    is_within = by.role is not None and client.role in roles_within(by.role)
    if not is_within or (by.scopes is not None and not set(client.scopes) <= by.scopes):
        raise MayNotHold


def revoke(client: ApiClient, *, by: User, at: datetime) -> None:
    """End it and all its tokens; ended already, nothing changes."""
    with transaction.atomic():
        client = ApiClient.objects.select_for_update().get(pk=client.pk)
        if client.revoked_at is not None:
            return
        _end(client, at=at)
        trail.record("client.revoked", on=client, by=by, at=at, partner=client.partner)
        tokens.revoke_all(client, by=by, at=at)


def check(wanted: Wanted, *, by: Access, at: datetime) -> list[Problem]:
    """Everything that is wrong with a client that this caller wants; fields are named as in the API."""
    problems = [*_check_name(wanted.name), *_check_role(wanted.role, by), *_check_scopes(wanted, by)]
    problems += [found for n, uri in enumerate(wanted.redirect_uris) for found in _check_address(uri, n)]
    if len(wanted.redirect_uris) > MOST_ADDRESSES:
        problems.append(Problem(SIZE, _("At most 10 addresses."), "redirectUris"))
    if wanted.expires_at is not None and wanted.expires_at <= at:
        problems.append(Problem(INVALID, _("The end must lie ahead."), "expires"))
    return problems


def grantable_scopes(by: Access, role: Role) -> tuple[str, ...]:
    """The scopes that this caller may give to a client of this role."""
    return tuple(scope for scope in scopes_for(role) if by.scopes is None or scope in by.scopes)


def _check_name(name: str) -> Iterator[Problem]:
    if not name.strip():
        yield Problem(MISSING, _("Give it a name."), "name")
    elif len(name) > LONGEST_NAME or not name.isprintable():
        yield Problem(SIZE, _("A name has at most 100 characters, all of them visible."), "name")


def _check_role(role: Role, by: Access) -> Iterator[Problem]:
    if by.role is None or role not in roles_within(by.role):
        yield Problem(INVALID, _("A client cannot have a role that goes beyond your own."), "role")


def _check_scopes(wanted: Wanted, by: Access) -> Iterator[Problem]:
    if not wanted.scopes:
        yield Problem(MISSING, _("Choose at least one scope."), "scopes")
    may_give = grantable_scopes(by, wanted.role)
    for scope in wanted.scopes:
        if scope not in ALL_SCOPES:
            yield Problem(INVALID, _("There is no scope “%(scope)s”.") % {"scope": scope[:80]}, "scopes")
        elif scope not in may_give:
            sentence = _("You cannot give the scope “%(scope)s” to a client of this role.")
            yield Problem(INVALID, sentence % {"scope": scope}, "scopes")


def _check_address(uri: str, position: int) -> Iterator[Problem]:
    """An address to return to: https, or this machine's own; it goes into a header and into a policy."""
    try:
        parts = urlsplit(uri)
        is_known = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        is_plain = uri.isascii() and uri.isprintable() and not set(uri) & set(" #;,'\"<>\\*@")
        is_good = is_known and is_plain and bool(parts.hostname) and len(uri) <= 500 and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        sentence = _("An address to return to begins with https:// (http:// on localhost) and has no “#”.")
        yield Problem(INVALID, sentence, f"redirectUris[{position}]")


def _save(wanted: Wanted, secret: str, *, by: Access, at: datetime, is_personal: bool = False) -> ApiClient:
    _role, person = _caller(by)
    client = ApiClient(
        name=wanted.name.strip(),
        partner=by.partner,
        user=person,
        created_by=person,
        role=wanted.role,
        scope=" ".join(dict.fromkeys(wanted.scopes)),
        is_personal=is_personal,
        expires_at=wanted.expires_at,
        redirect_uris=" ".join(wanted.redirect_uris),
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=wanted.grant,
    )
    client.set_secret(secret)
    try:
        with transaction.atomic():
            _free_name(client, at=at)
            client.save()
            told = {"role": client.role, "scopes": list(client.scopes)}
            trail.record("client.created", on=client, by=person, at=at, partner=client.partner, after=told)
    except IntegrityError:
        raise NameInUse(field="name") from None
    return client


def _free_name(client: ApiClient, *, at: datetime) -> None:
    """A client that has expired holds on to its name no longer."""
    same = ApiClient.objects.filter(
        user=client.user, partner=client.partner, name=client.name, is_personal=client.is_personal
    )
    for expired in same.filter(expires_at__lte=at, revoked_at=None):
        _end(expired, at=at)


def _end(client: ApiClient, *, at: datetime) -> None:
    client.revoked_at, client.previous_secret, client.previous_secret_ends_at = at, "", None
    client.save(update_fields=["revoked_at", "previous_secret", "previous_secret_ends_at", "updated"])


def _caller(by: Access) -> tuple[Role, User]:
    if by.role is None or by.user is None:
        raise MayNotHold
    return by.role, by.user


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(problems)

"""Who brings a token: the token, its client, person, partner and role there, found by one question."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from oauth2_provider.models import AccessToken

from partnerhub.accounts.models import ApiClient, Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.prepared import Given, prepared


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that is good by itself; whether its client still is, and in which role it acts, is asked of these."""

    scope: str
    client: ApiClient
    user: User
    partner: Partner | None
    held_role: Role


def bearer_of(text: str, *, at: datetime) -> Bearer | None:
    """Whoever brings this token at this moment; None if it is unknown, expired or revoked, or its owner has left.

    Asked anew each time, nothing is remembered: what was revoked is refused at once, in every process.
    """
    checksum = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    row = _by_checksum().one({"checksum": checksum, "at": at})
    if row is None:
        return None
    values = iter(row)
    scope, held_role = next(values), next(values)
    client, user = _object(ApiClient, _CLIENT, values), _object(User, _USER, values)
    partner = _object(Partner, _PARTNER, values) if client.partner_id else None
    return Bearer(scope, client, user, partner, Role(held_role))


@prepared
def _by_checksum() -> QuerySet[Any]:
    partner = OuterRef("application__partner")
    held = Membership.objects.filter(
        Q(partner=partner) | Q(IsNull(partner, True), partner=None), user=OuterRef("user")
    )
    good = AccessToken.objects.filter(
        token_checksum=Given("checksum"),
        expires__gt=Given("at"),
        application__isnull=False,
        user__is_active=True,
    ).annotate(held_role=Subquery(held.values("role")[:1]))
    return (
        good.filter(held_role__isnull=False)
        .order_by()
        .values_list(
            "scope",
            "held_role",
            *(f"application__{name}" for name in _CLIENT),
            *(f"user__{name}" for name in _USER),
            *(f"application__partner__{name}" for name in _PARTNER),
        )
    )


def _names(model: type[Model], *wanted: str) -> tuple[str, ...]:
    """What a call needs to know of it; the rest is read when somebody asks."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in wanted)


_CLIENT = _names(
    ApiClient, "id", "name", "role", "partner_id", "user_id", "expires_at", "revoked_at", "last_used_at"
)
_USER = _names(User, "id", "email", "name", "kind", "language", "is_active", "date_joined")
_PARTNER = _names(Partner, "id", "slug", "name", "org_id", "parent_id", "provisioning_state")


def _object[M: Model](model: type[M], names: tuple[str, ...], values: Iterator[Any]) -> M:
    return model.from_db("default", names, list(islice(values, len(names))))

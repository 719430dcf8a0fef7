"""Who brings a token: its client, person, partner and role there, found by one question."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils.functional import SimpleLazyObject
from oauth2_provider.models import AccessToken

from partnerhub.accounts.api_clients import in_use
from partnerhub.accounts.models import Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.prepared import Given, Prepared, moment_of, prepared, uuid_of


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that is good, and whose; in which role it acts follows from the client's and the one held there."""

    scope: str
    held_role: Role
    client_id: int
    client_name: str
    client_role: Role
    last_used_at: datetime | None
    user: User
    partner: Partner | None


def bearer_of(text: str, *, at: datetime, whole: bool = True) -> Bearer | None:
    """Whoever brings this token at this moment; None if it or its client is unknown, expired or revoked, or its
    owner has left.

    Asked anew each time, nothing is remembered: what was revoked is refused at once, in every process. Unless they are
    wanted `whole`, person and partner are made when somebody asks for more than their keys.
    """
    checksum = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    question = _by_checksum()
    found = question.ask({"checksum": checksum, "at": at})
    if not found:
        return None
    row = found[0]
    scope, held_role, client_id, client_name, client_role, last_used_at = row[: len(_FACTS)]
    if held_role is None:
        return None
    return Bearer(
        scope=scope,
        held_role=Role(held_role),
        client_id=client_id,
        client_name=client_name,
        client_role=Role(client_role),
        last_used_at=moment_of(last_used_at) if last_used_at else None,
        user=_USER.made_of(row, question, whole=whole),
        partner=_PARTNER.made_of(row, question, whole=whole),
    )


class _Part:
    """The columns of one model in the row."""

    def __init__(self, model: type[Model], path: str, *wanted: str, first: int) -> None:
        self._model = model
        # In the order of the model's own fields, as from_db wants them.
        self._names = [field.attname for field in model._meta.concrete_fields if field.attname in wanted]
        self.columns = [f"{path}__{name}" for name in self._names]
        self._place = range(first, first + len(wanted))
        self._key = first + self._names.index(model._meta.pk.attname)

    def made_of(self, row: Sequence[Any], question: Prepared, *, whole: bool) -> Any:
        """The object in this row, or what becomes one once somebody asks for more than its key; None where there is
        none.
        """
        key = row[self._key]
        if key is None:
            return None
        if whole:
            return self._made(question.typed(row, self._place))
        return _Unmade(lambda: self._made(question.typed(row, self._place)), uuid_of(key))

    def _made(self, values: Sequence[Any]) -> Model:
        return self._model.from_db("default", self._names, values)


class _Unmade(SimpleLazyObject):
    """Most calls that read need to know no more of their person and partner than who they are."""

    def __init__(self, make: Callable[[], Model], key: Any) -> None:
        super().__init__(make)
        self.__dict__["pk"] = key


# What a call needs to know; the rest is read when somebody asks.
_FACTS = (
    "scope", "held_role",
    "application_id", "application__name", "application__role", "application__last_used_at",
)  # fmt: skip
_USER = _Part(
    User, "user", "id", "email", "name", "kind", "language", "is_active", "date_joined", first=len(_FACTS)
)
_PARTNER = _Part(
    Partner, "application__partner", "id", "slug", "name", "org_id", "parent_id", "provisioning_state",
    first=len(_FACTS) + len(_USER.columns),
)  # fmt: skip


@prepared
def _by_checksum() -> QuerySet[Any]:
    partner = OuterRef("application__partner")
    held = Membership.objects.filter(
        Q(partner=partner) | Q(IsNull(partner, True), partner=None), user=OuterRef("user")
    )
    good = AccessToken.objects.filter(
        in_use(Given("at"), "application__"),
        token_checksum=Given("checksum"),
        expires__gt=Given("at"),
        application__isnull=False,
        user__is_active=True,
    ).annotate(held_role=Subquery(held.values("role")[:1]))
    return good.order_by().values_list(*_FACTS, *_USER.columns, *_PARTNER.columns)

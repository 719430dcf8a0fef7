"""/v1/clients: the programs that call this API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from partnerhub.accounts.models import ApiClient
from partnerhub.accounts.roles import Permission, Role
from partnerhub.api import clients, ids, queries
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment, nothing
from partnerhub.api.shapes import ListOf, Number, Shape, Text
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now
from partnerhub.errors import Invalid, Problem

READ, WRITE = "partnerhub:clients_read", "partnerhub:clients_write"
_GRANTS = {
    ApiClient.GRANT_CLIENT_CREDENTIALS: "client_credentials",
    ApiClient.GRANT_AUTHORIZATION_CODE: "authorization_code",
}
CREATE = Shape(
    {
        "name": Text("How history and lists call it.", "Ordering system", longest=clients.LONGEST_NAME),
        "role": Text("At most the caller's own.", "full", values=Role.values),
        "scopes": ListOf(Text(example="spark-admin:wholesale_customers_read"), "What its tokens may have."),
        "redirectUris": ListOf(
            Text(example="https://orders.example/back"), "With these, people consent to it.", longest=10
        ),
        "expires": Text("When it ends, ISO 8601; absent: not by itself.", "2027-12-31T00:00:00Z"),
    },
    required=("name", "role", "scopes"),
    about="A new program. The caller owns it.",
)
ROTATE = Shape(
    {"overlapHours": Number(0, 720, "How long the present secret stays good. 0 also ends its tokens.")},
    about="Another secret; 24 hours of overlap unless asked otherwise.",
)


class Client(Document, kw_only=True):
    """A program, or one of the caller's own tokens. `clientSecret` is in the answer that makes it, and never again."""

    id: str
    name: str
    status: str
    grant_type: str
    role: str
    scopes: list[str]
    redirect_uris: list[str]
    is_personal: bool
    org_id: str | None = None
    owner: str
    created_by: str | None = None
    created: str
    expires: str | None = None
    last_used: str | None = None
    previous_secret_ends: str | None = None
    client_secret: str | None = None


class ClientList(Document, kw_only=True):
    """A page of clients."""

    items: list[Client]


class ClientViewSet(ScopedViewSet):
    """The clients of the caller's partner and its sub-partners."""

    queryset = ApiClient.objects.select_related("partner", "user", "created_by")
    permissions: ClassVar = {
        "list": Permission.API_CLIENTS_VIEW,
        "retrieve": Permission.API_CLIENTS_VIEW,
        "create": Permission.API_CLIENTS_EDIT,
        "rotate": Permission.API_CLIENTS_EDIT,
        "destroy": Permission.API_CLIENTS_EDIT,
    }
    scopes: ClassVar = {"list": READ, "retrieve": READ, "create": WRITE, "rotate": WRITE, "destroy": WRITE}
    # An answer with a secret in it is not kept to be given again.
    repeatable = False

    @described(
        "listClients",
        answer=ClientList,
        tag="Partner Hub",
        query={"ended": "true: those that were revoked or have expired, too.", "max": "", "offset": ""},
    )
    def list(self, request: Request) -> HttpResponse:
        """Programs, newest first."""
        page, at = LinkPage(request), now()
        found = self.get_queryset().order_by("-created", "-pk")
        if not queries.flag(request, "ended"):
            found = found.in_use(at)
        items = [_document(client, at) for client in page.rows_of(found)]
        return answer(ClientList(items=items), headers=page.headers)

    @described("getClient", answer=Client, tag="Partner Hub")
    def retrieve(self, request: Request, client_id: str) -> HttpResponse:
        """One program."""
        return answer(_document(self._client(), now()))

    @described("createClient", answer=Client, status=201, body=CREATE, tag="Partner Hub")
    def create(self, request: Request) -> HttpResponse:
        """A new program, with its secret: read it now, only its hash is kept."""
        body, at = CREATE.require(request.data), now()
        wanted = clients.Wanted(
            name=body["name"],
            role=_role(body["role"]),
            scopes=body["scopes"],
            redirect_uris=body.get("redirectUris", []),
            expires_at=_moment(body["expires"]) if body.get("expires") else None,
        )
        made = clients.create(wanted, by=request.auth, at=at)
        return answer(_document(made.client, at, secret=made.secret), status=201)

    @described("rotateClientSecret", answer=Client, body=ROTATE, tag="Partner Hub")
    def rotate(self, request: Request, client_id: str) -> HttpResponse:
        """Another secret, while the present one stays good for some hours."""
        hours, at = ROTATE.require(request.data).get("overlapHours", 24), now()
        made = clients.rotate(self._client(), overlap=timedelta(hours=hours), by=request.auth, at=at)
        return answer(_document(made.client, at, secret=made.secret))

    @described("revokeClient", status=204, tag="Partner Hub")
    def destroy(self, request: Request, client_id: str) -> HttpResponse:
        """End a program and all its tokens."""
        clients.revoke(self._client(), by=request.user, at=now())
        return nothing()

    def _client(self) -> ApiClient:
        client_id = self.kwargs["client_id"]
        found = self.get_queryset().filter(client_id=client_id) if client_id.isalnum() else None
        client: ApiClient | None = found.first() if found is not None else None
        if client is None:
            raise ids.UnknownId
        return client


def _document(client: ApiClient, at: datetime, *, secret: str | None = None) -> Client:
    previous = client.previous_secret_ends_at if client.has_previous_secret(at) else None
    return Client(
        id=client.client_id,
        name=client.name,
        status=client.status_at(at),
        grant_type=_GRANTS[client.authorization_grant_type],
        role=client.role,
        scopes=list(client.scopes),
        redirect_uris=client.redirect_uris.split(),
        is_personal=client.is_personal,
        org_id=ids.encode("ORGANIZATION", client.partner.org_id) if client.partner else None,
        owner=str(client.user),
        created_by=str(client.created_by) if client.created_by else None,
        created=moment(client.created),
        expires=_maybe(client.expires_at),
        last_used=_maybe(client.last_used_at),
        previous_secret_ends=_maybe(previous),
        client_secret=secret,
    )


def _maybe(at: datetime | None) -> str | None:
    return moment(at) if at else None


def _role(text: str) -> Role:
    if text not in Role.values:
        raise Invalid([Problem(queries.INVALID, _("There is no such role."), "role")])
    return Role(text)


def _moment(text: str) -> datetime:
    try:
        found: Any = parse_datetime(text)
        # In UTC at once: a moment on the edge of the calendar has none there, and no database takes it.
        found = found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Invalid(
            [Problem(queries.INVALID, _("This must be a moment in ISO 8601, with its zone."), "expires")]
        )
    return found

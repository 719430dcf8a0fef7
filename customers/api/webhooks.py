"""/v1/webhooks: where a partner's systems are told of events, as the contract has it (wholesale-api.md section 8)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _

from customers.announcements import moment
from customers.enums import WebhookOwner, WebhookResource, WebhookStatus
from customers.models import Webhook
from customers.models.webhook import EVENTS
from customers.webhooks import disabling, endpoints
from customers.webhooks.messages import app_id_of
from partnerhub.accounts.access import Access
from partnerhub.accounts.models import ApiClient
from partnerhub.accounts.roles import Permission
from partnerhub.api import acting, ids, queries
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, nothing
from partnerhub.api.shapes import Shape, Text
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now

READ, WRITE = "partnerhub:webhooks_read", "partnerhub:webhooks_write"
TAG = "Webhooks"
ON_BEHALF = {acting.ON_BEHALF_OF: "The organization id of a sub-partner."}
LIST_QUERY = {
    **ON_BEHALF,
    "ownedBy": "org: only those of the whole organization.",
    "max": "1 to 100; 100 unless asked otherwise.",
    "offset": "How many to skip.",
}

_NAME = Text("What it is called.", "Order system", longest=endpoints.NAME_MAX)
_TARGET = Text("https, on the public Internet.", "https://hooks.example.com/partner-hub")
_SECRET = Text("Signs each message; never shown again. Replaced, the old one signs along for 24 hours.")
CREATE = Shape(
    {
        "name": _NAME,
        "targetUrl": _TARGET,
        "resource": Text("Of what.", WebhookResource.CUSTOMERS, values=WebhookResource.values),
        "event": Text("Which event, or all.", "statusChanged", values=EVENTS),
        "filter": Text("One of status, externalId, customerId, type, with a value.", "status=provisioned"),
        "secret": _SECRET,
        "ownedBy": Text("creator unless asked otherwise.", values=WebhookOwner.values),
    },
    required=("name", "targetUrl", "resource", "event"),
)
UPDATE = Shape(
    {
        "name": _NAME,
        "targetUrl": _TARGET,
        "secret": _SECRET,
        "status": Text(
            "active: send again, first what waits. inactive: send nothing.", values=WebhookStatus.values
        ),
    },
    required=("name", "targetUrl"),
    about="What is absent stays; resource, event and filter never change.",
)


class WebhookDocument(Document, kw_only=True):
    """A webhook. Its secret is never told; `failures`: tries in a row that failed."""

    id: str
    name: str
    target_url: str
    resource: str
    event: str
    filter: str | None = None
    org_id: str
    created_by: str
    app_id: str
    owned_by: str
    status: str
    created: str
    has_secret: bool
    previous_secret_until: str | None = None
    failures: int
    disabled_at: str | None = None
    disabled_reason: str | None = None


class WebhookList(Document, kw_only=True):
    """A page of webhooks, newest first."""

    items: list[WebhookDocument]


class WebhookRows(ScopedViewSet):
    """What the endpoints of one webhook share: it is found by its id among the rows that the caller may know of."""

    queryset = Webhook.objects.select_related("partner")

    def get_object(self) -> Webhook:
        """The webhook of the path. Raises UnknownId for one of a stranger too."""
        rows = self.get_queryset()
        if acting.names_another(self.request):
            rows = rows.filter(partner=acting.partner_of(self.request))
        webhook = rows.filter(pk=ids.decode(self.kwargs["webhook_id"], "WEBHOOK")).first()
        if webhook is None:
            raise ids.UnknownId
        return webhook


class WebhookViewSet(WebhookRows):
    """Webhooks of the caller's partner or of one of its sub-partners."""

    permissions: ClassVar = {
        "list": Permission.CUSTOMERS_VIEW,
        "retrieve": Permission.CUSTOMERS_VIEW,
        "create": Permission.WEBHOOKS_EDIT,
        "update": Permission.WEBHOOKS_EDIT,
        "destroy": Permission.WEBHOOKS_EDIT,
    }
    scopes: ClassVar = {"list": READ, "retrieve": READ, "create": WRITE, "update": WRITE, "destroy": WRITE}

    @described("listWebhooks", answer=WebhookList, query=LIST_QUERY, tag=TAG)
    def list(self, request: Request) -> HttpResponse:
        """The webhooks of the caller's partner, newest first."""
        page, partner = LinkPage(request), acting.partner_of(request)
        found = self.get_queryset().order_by("-created_at", "-id")
        if queries.choice(request, "ownedBy", (WebhookOwner.ORG,)):
            found = found.filter(owned_by=WebhookOwner.ORG)
        if partner is not None:
            found = found.owned_by(partner)
        items = [document_of(webhook) for webhook in page.rows_of(found)]
        return answer(WebhookList(items=items), headers=page.headers)

    @described("getWebhook", answer=WebhookDocument, query=ON_BEHALF, tag=TAG)
    def retrieve(self, request: Request, webhook_id: str) -> HttpResponse:
        """One webhook."""
        return answer(document_of(self.get_object()))

    @described("createWebhook", answer=WebhookDocument, body=CREATE, query=ON_BEHALF, tag=TAG)
    def create(self, request: Request) -> HttpResponse:
        """A new webhook: it is told of what happens from now on.

        Each message is posted as JSON, at least once, those of one customer in their order. With a secret it
        is signed in three ways: `X-Spark-Signature` (HMAC-SHA1 of the raw body, hex), `X-Webex-Signature`
        (HMAC-SHA256, hex), and `webhook-signature` as of Standard Webhooks, whose key is what the base64
        after `whsec_` stands for, or else the secret's text. Answer 2xx within 10 seconds; 410 disables it.
        """
        partner = acting.partner_of(request)
        if partner is None:
            raise ids.UnknownId
        body = CREATE.require(request.data)
        webhook = endpoints.create(
            partner=partner,
            name=body["name"],
            target_url=body["targetUrl"],
            resource=body["resource"],
            event=body["event"],
            wanted_filter=body.get("filter", ""),
            secret=body.get("secret", ""),
            owned_by=body.get("ownedBy", WebhookOwner.CREATOR),
            app=_client_id_of(request.auth),
            by=request.user,
            at=now(),
        )
        return answer(document_of(webhook))

    @described("updateWebhook", answer=WebhookDocument, body=UPDATE, query=ON_BEHALF, tag=TAG)
    def update(self, request: Request, webhook_id: str) -> HttpResponse:
        """Another name, address or secret; `status` enables it again, or disables it."""
        webhook, body = self.get_object(), UPDATE.require(request.data)
        status = _status_of(body)
        at = now()
        webhook = endpoints.change(
            webhook,
            name=body["name"],
            target_url=body["targetUrl"],
            secret=body.get("secret"),
            by=request.user,
            at=at,
        )
        if status == WebhookStatus.ACTIVE:
            disabling.enable(webhook, by=request.user, at=at)
        elif status == WebhookStatus.INACTIVE:
            disabling.disable(webhook, by=request.user, at=at)
        return answer(document_of(self.get_object()))

    @described("deleteWebhook", status=204, query=ON_BEHALF, tag=TAG)
    def destroy(self, request: Request, webhook_id: str) -> HttpResponse:
        """Away with it, and with its log."""
        endpoints.delete(self.get_object(), by=request.user, at=now())
        return nothing()


def document_of(webhook: Webhook) -> WebhookDocument:
    """What the API says of a webhook."""
    until, disabled = webhook.previous_secret_until, webhook.disabled_at
    return WebhookDocument(
        id=ids.encode("WEBHOOK", webhook.pk),
        name=webhook.name,
        target_url=webhook.target_url,
        resource=webhook.resource,
        event=webhook.event,
        filter=webhook.filter or None,
        org_id=ids.encode("ORGANIZATION", webhook.partner.org_id),
        created_by=ids.encode("PEOPLE", webhook.created_by_id),
        app_id=app_id_of(webhook),
        owned_by=webhook.owned_by,
        status=webhook.status,
        created=moment(webhook.created_at),
        has_secret=bool(webhook.secret),
        previous_secret_until=moment(until) if until else None,
        failures=webhook.failures,
        disabled_at=moment(disabled) if disabled else None,
        disabled_reason=webhook.disabled_reason or None,
    )


def _status_of(body: dict[str, Any]) -> str | None:
    status: str | None = body.get("status")
    if status is not None and status not in WebhookStatus.values:
        sentence = _("%(name)s must be one of: %(values)s.")
        raise queries.refused("status", sentence, values=", ".join(WebhookStatus.values))
    return status


def _client_id_of(access: Access) -> str:
    """The public id of the program that calls."""
    clients = ApiClient.objects.filter(name=access.client, partner=access.partner, user=access.user)
    return clients.values_list("client_id", flat=True).first() or ""

"""/v1/webhooks/{id}/deliveries: the log of what was sent, a test event, and a message once more. Ours [I]."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse

from customers.announcements import moment
from customers.api.webhooks import READ, TAG, WRITE, WebhookRows
from customers.enums import DeliveryState
from customers.models import WebhookDelivery
from customers.webhooks import trials
from partnerhub.accounts.roles import Permission
from partnerhub.api import ids, queries
from partnerhub.api.pagination import KeysetPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer
from partnerhub.clock import now

KIND = "WEBHOOK_DELIVERY"
LIST_QUERY = {
    "state": "waiting, running, delivered or failed.",
    "max": "1 to 100; 100 unless asked otherwise.",
    "offset": "How many to skip.",
    "cursor": "As in the Link header.",
}


class Delivery(Document, kw_only=True):
    """One message: `body` as it is sent, and what came of the last try. `messageId` is the header webhook-id."""

    id: str
    message_id: str
    occasion: str
    event: str
    about: str
    state: str
    attempts: int
    next_attempt: str | None = None
    last_attempt: str | None = None
    status_code: int | None = None
    latency_ms: int | None = None
    error: str | None = None
    body: str
    response: str
    created: str
    finished: str | None = None


class DeliveryList(Document, kw_only=True):
    """A page of deliveries, newest first."""

    items: list[Delivery]


class WebhookDeliveryViewSet(WebhookRows):
    """Deliveries of one webhook. For those who may set webhooks up: messages tell of every customer."""

    permissions: ClassVar = {
        "list": Permission.WEBHOOKS_EDIT,
        "test": Permission.WEBHOOKS_EDIT,
        "resend": Permission.WEBHOOKS_EDIT,
    }
    scopes: ClassVar = {"list": READ, "test": WRITE, "resend": WRITE}

    @described("listWebhookDeliveries", answer=DeliveryList, query=LIST_QUERY, tag=TAG)
    def list(self, request: Request, webhook_id: str) -> HttpResponse:
        """What was sent in the last 30 days, newest first."""
        page = KeysetPage(request)
        found = self.get_object().deliveries.all()
        if state := queries.choice(request, "state", DeliveryState.values):
            found = found.filter(state=state)
        rows = page.cut([(row.created_at, row.pk, row) for row in page.narrow(found)])
        items = [delivery_of(row) for _at, _pk, row in rows]
        return answer(DeliveryList(items=items), headers=page.headers)

    @described("testWebhook", answer=Delivery, status=202, tag=TAG)
    def test(self, request: Request, webhook_id: str) -> HttpResponse:
        """Send a message with the event `test`, once."""
        found = trials.send_test(self.get_object(), by=request.user, at=now())
        return answer(delivery_of(found), status=202)

    @described("resendWebhookDelivery", answer=Delivery, status=202, tag=TAG)
    def resend(self, request: Request, webhook_id: str, delivery_id: str) -> HttpResponse:
        """Send the same message again, once, under the same id."""
        pk = ids.decode(delivery_id, KIND)
        found = self.get_object().deliveries.select_related("webhook__partner").filter(pk=pk).first()
        if found is None:
            raise ids.UnknownId
        return answer(delivery_of(trials.resend(found, by=request.user, at=now())), status=202)


def delivery_of(row: WebhookDelivery) -> Delivery:
    """What the API says of a delivery."""
    is_open = row.state in DeliveryState.OPEN
    return Delivery(
        id=ids.encode(KIND, row.pk),
        message_id=row.message_header,
        occasion=row.occasion,
        event=row.event,
        about=row.about,
        state=row.state,
        attempts=row.attempts,
        next_attempt=moment(row.next_attempt_at) if is_open else None,
        last_attempt=moment(row.tried_at) if row.tried_at else None,
        status_code=row.status_code,
        latency_ms=row.latency_ms,
        error=row.error or None,
        body=row.body,
        response=row.response,
        created=moment(row.created_at),
        finished=moment(row.finished_at) if row.finished_at else None,
    )

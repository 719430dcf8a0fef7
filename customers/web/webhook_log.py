"""What was sent to a webhook, page by page, each message with its answer, to be sent again."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from compliance.web import keyset
from customers.enums import DeliveryState
from customers.models import Webhook, WebhookDelivery
from customers.webhooks import trials
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now

PAGE_SIZE = 50
_ORDER = ("-created_at", "-id")


@dataclass(frozen=True)
class Chip:
    """One filter of the log."""

    label: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True)
class LogPage:
    """One page of the log, newest first."""

    deliveries: list[WebhookDelivery]
    chips: list[Chip]
    first_url: str
    next_url: str


def page_of(webhook: Webhook, params: Mapping[str, str]) -> LogPage:
    """The page that the URL asks for; what it asks for in vain is not narrowed by."""
    rows = webhook.deliveries.order_by(*_ORDER)
    state = params.get("state", "")
    state = state if state in DeliveryState.values else ""
    if state:
        rows = rows.filter(state=state)
    beyond = keyset.after(params.get("after", ""), _ORDER, WebhookDelivery)
    found = list((rows if beyond is None else rows.filter(beyond))[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    narrowed = {"state": state} if state else {}
    key = keyset.key_of(shown[-1], _ORDER) if len(found) > PAGE_SIZE else ""
    return LogPage(
        deliveries=shown,
        chips=_chips(state),
        first_url=f"?{urlencode(narrowed)}" if beyond is not None else "",
        next_url=f"?{urlencode(narrowed | {'after': key})}" if key else "",
    )


@requires(Permission.WEBHOOKS_EDIT)
def delivery(request: PortalRequest, pk: uuid.UUID, delivery_pk: uuid.UUID) -> HttpResponse:
    """One message: what was sent, and what was answered."""
    found = _delivery_of(request, pk, delivery_pk)
    context = {"delivery": found, "webhook": found.webhook, "body": _readable(found.body)}
    return render(request, "webhooks/delivery.html", context)


@requires(Permission.WEBHOOKS_EDIT)
@require_POST
def resend(request: PortalRequest, pk: uuid.UUID, delivery_pk: uuid.UUID) -> HttpResponse:
    """The same message once more."""
    again = trials.resend(_delivery_of(request, pk, delivery_pk), by=request.user, at=now())
    messages.success(request, _("The message is sent again. Reload this page to see the answer."))
    return redirect("webhooks:delivery", pk=pk, delivery_pk=again.pk)


def _delivery_of(request: PortalRequest, pk: uuid.UUID, delivery_pk: uuid.UUID) -> WebhookDelivery:
    rows = WebhookDelivery.objects.visible_to(request.access).select_related("webhook__partner")
    return get_object_or_404(rows, pk=delivery_pk, webhook=pk)


def _chips(current: str) -> list[Chip]:
    every = Chip(_("All"), "?", not current)
    return [every, *(Chip(state.label, f"?state={state}", state == current) for state in DeliveryState)]


def _readable(body: str) -> str:
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False)

"""Sends what is due: claim some, post them side by side outside of any transaction, record each outcome.

Killed at whatever point it leaves a delivery that another worker takes over once its lease is out, and sends
again under the same message id.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta

import structlog

from customers.enums import DeliveryError
from customers.models import Announcement, Webhook, WebhookDelivery
from customers.webhooks import claims, fan_out, outcomes, posting, sealing, signing
from customers.webhooks.claims import Claim
from customers.webhooks.posting import Outcome
from customers.webhooks.sealing import Unreadable

log = structlog.get_logger(__name__)

KEPT = timedelta(days=30)
# No new claims after this long: the next sweep goes on.
_SWEEP_SECONDS = 10.0
_FORGOTTEN_AT_ONCE = 2000

type Post = Callable[[str, bytes, dict[str, str]], Outcome]


def deliver_waiting(*, at: datetime, post: Post = posting.post) -> int:
    """Hand over what was announced and send whatever is due at this moment; returns the number of tries."""
    fan_out.fan_out(at=at)
    begun, tried = time.monotonic(), 0
    with ThreadPoolExecutor(claims.PARALLEL, thread_name_prefix="webhooks") as pool:
        while time.monotonic() - begun < _SWEEP_SECONDS:
            claimed = claims.claim_some(at=at)
            if not claimed:
                break
            _send(claimed, pool, post, at)
            tried += len(claimed)
    return tried


def forget_old(*, at: datetime) -> int:
    """Delete what was announced or sent more than 30 days ago; returns how many deliveries went."""
    old = WebhookDelivery.objects.filter(created_at__lt=at - KEPT)
    gone = old.filter(pk__in=list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])).delete()[0]
    told = Announcement.objects.filter(told_at__lt=at - KEPT, deliveries=None)
    Announcement.objects.filter(pk__in=list(told.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])).delete()
    Webhook.objects.filter(previous_secret_until__lte=at).update(
        previous_secret="",
        previous_secret_until=None,
    )
    return gone


def _send(claimed: list[Claim], pool: ThreadPoolExecutor, post: Post, at: datetime) -> None:
    sent: dict[Future[Outcome], Claim] = {}
    for claim in claimed:
        delivery, webhook = claim.delivery, claim.delivery.webhook
        if outcomes.is_worn_out(claim):
            outcomes.record(claim, outcomes.INTERRUPTED, at=at)
            continue
        body = delivery.body.encode()
        try:
            headers = headers_of(delivery, body, at=at)
        except Unreadable:
            outcomes.record(claim, Outcome(error=DeliveryError.NO_SECRET), at=at)
            continue
        sent[pool.submit(post, webhook.target_url, body, headers)] = claim
    for future in as_completed(sent):
        outcomes.record(sent[future], _outcome_of(future, sent[future]), at=at)


def headers_of(delivery: WebhookDelivery, body: bytes, *, at: datetime) -> dict[str, str]:
    """All headers of one try. Raises Unreadable."""
    secrets = secrets_of(delivery.webhook, at=at)
    return {
        "Content-Type": "application/json",
        "Accept": "*/*",
        # Nothing packed: how large it is when unpacked would be seen too late.
        "Accept-Encoding": "identity",
        "User-Agent": "PartnerHub-Webhooks/1",
        "Connection": "close",
        **signing.headers_for(body, message_id=delivery.message_header, secrets=secrets, at=at),
    }


def secrets_of(webhook: Webhook, *, at: datetime) -> list[str]:
    """With what is signed at this moment, the present secret first."""
    sealed = [webhook.secret]
    if webhook.previous_secret_until and webhook.previous_secret_until > at:
        sealed.append(webhook.previous_secret)
    return [sealing.unseal(text) for text in sealed if text]


def _outcome_of(future: Future[Outcome], claim: Claim) -> Outcome:
    try:
        return future.result()
    except Exception:
        # A flaw of ours with one message does not keep the others waiting.
        log.exception("webhook_not_posted", delivery=str(claim.delivery.pk))
        return Outcome(error=DeliveryError.UNEXPECTED)

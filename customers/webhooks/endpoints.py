"""A partner sets up where it is told of events, changes it, and takes it away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import field_rules
from customers.enums import WebhookOwner
from customers.models import Webhook
from customers.webhooks import events, holding, sealing, targets
from partnerhub.accounts.models import Partner, User
from partnerhub.audit import trail
from partnerhub.errors import DomainError, Invalid, Problem

NAME_MAX = 120
SECRET_MAX = 256
MOST = 100
# How long the previous secret signs beside the new one.
OVERLAP = timedelta(hours=24)


class TooManyWebhooks(DomainError):
    """A partner has at most 100 webhooks. Delete one that is not used."""

    code, status = 90080, 409


def create(
    *,
    partner: Partner,
    name: str,
    target_url: str,
    resource: str,
    event: str,
    wanted_filter: str = "",
    secret: str = "",
    owned_by: str = WebhookOwner.CREATOR,
    app: str = "",
    by: User,
    at: datetime,
) -> Webhook:
    """A new webhook, told of what happens from now on. Without a secret nothing is signed.

    Raises Invalid, TooManyWebhooks (90080).
    """
    problems = [
        *_check(name, target_url, secret),
        *events.check(resource, event, wanted_filter),
        *_check_owner(owned_by),
    ]
    if problems:
        raise Invalid(problems)
    webhook = Webhook(
        partner=partner,
        name=name.strip(),
        target_url=target_url,
        resource=resource,
        event=event,
        filter=events.canonical(wanted_filter),
        secret=sealing.seal(secret),
        owned_by=owned_by,
        app=app[:255],
        created_by=by,
        created_at=at,
    )
    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=partner.pk)  # Two at once count each other.
        if Webhook.objects.filter(partner=partner).count() >= MOST:
            raise TooManyWebhooks
        webhook.save(force_insert=True)
        _tell("webhook.created", webhook, by, at, after=_values(webhook))
    return webhook


def change(
    webhook: Webhook,
    *,
    name: str,
    target_url: str,
    secret: str | None = None,
    by: User,
    at: datetime,
) -> Webhook:
    """Another name or address; a secret replaces the one there is (see `rotate`). Raises Invalid."""
    problems = list(_check(name, target_url, secret or ""))
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        row = holding.lock(webhook)
        before = _values(row)
        row.name, row.target_url = name.strip(), target_url
        if before["target_url"] != target_url:
            row.failures, row.paused_until = 0, None
        row.save(update_fields=["name", "target_url", "failures", "paused_until"])
        after = _values(row)
        changed = {key for key in after if after[key] != before[key]}
        if changed:
            _tell(
                "webhook.changed",
                row,
                by,
                at,
                before={key: before[key] for key in changed},
                after={key: after[key] for key in changed},
            )
        if secret is not None:
            _replace_secret(row, secret, by=by, at=at)
    return row


def rotate(webhook: Webhook, *, by: User, at: datetime) -> str:
    """A new secret, in clear: the only time that it can be read. For 24 hours the old one signs as well."""
    secret = sealing.new_secret()
    with transaction.atomic():
        _replace_secret(holding.lock(webhook), secret, by=by, at=at)
    return secret


def delete(webhook: Webhook, *, by: User, at: datetime) -> None:
    """Away with it and its log; that it was there stays in the history."""
    with transaction.atomic():
        row = holding.lock(webhook)
        _tell("webhook.deleted", row, by, at, before=_values(row))
        row.delete()


def _replace_secret(webhook: Webhook, secret: str, *, by: User, at: datetime) -> None:
    try:
        if sealing.unseal(webhook.secret) == secret:
            return
    except sealing.Unreadable:
        webhook.secret = ""
    # From a secret to none there is nothing to overlap: nobody checks signatures any more.
    overlaps = bool(webhook.secret and secret)
    webhook.previous_secret = webhook.secret if overlaps else ""
    webhook.previous_secret_until = at + OVERLAP if overlaps else None
    webhook.secret = sealing.seal(secret)
    webhook.save(update_fields=["secret", "previous_secret", "previous_secret_until"])
    _tell("webhook.secret_replaced", webhook, by, at)


def _check(name: str, target_url: str, secret: str) -> Iterator[Problem]:
    yield from field_rules.text(name, "name", longest=NAME_MAX, required=True)
    if target_url:
        yield from targets.check(target_url, allow_loopback=settings.WEBHOOKS_ALLOW_LOOPBACK)
    else:
        yield field_rules.missing(targets.FIELD)
    yield from field_rules.text(secret, "secret", longest=SECRET_MAX)


def _check_owner(owned_by: str) -> Iterator[Problem]:
    if owned_by not in WebhookOwner.values:
        yield Problem(field_rules.INVALID, _("ownedBy must be org or creator."), "ownedBy")


def _values(webhook: Webhook) -> dict[str, Any]:
    names = ("name", "target_url", "resource", "event", "filter", "owned_by")
    return {name: str(getattr(webhook, name)) for name in names}


def _tell(action: str, webhook: Webhook, by: User, at: datetime, **values: Any) -> None:
    trail.record(action, on=webhook, by=by, at=at, partner=webhook.partner, **values)

"""A person who is in another organization agrees to move: by a signed link in a mail (wholesale-api.md, Existing people)."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers import consent_mail, precheck
from customers.enums import SubscriberState
from customers.models import Subscriber
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import DomainError


class NothingToConsentTo(DomainError):
    """This person's consent is not needed: only a subscriber that waits for it is asked again."""

    code, status = 90043, 409
    sentence = _("Nobody waits for this person's consent.")


class LinkExpired(DomainError):
    """This link is not valid any more."""

    code, status = 90071, 404
    sentence = _("This link is not valid any more. Ask your service provider for another one.")


def check_waits(subscriber: Subscriber) -> None:
    """Raise NothingToConsentTo, unless it waits for the person's consent."""
    if subscriber.state != SubscriberState.PENDING_USER_MIGRATION:
        raise NothingToConsentTo


def ask(subscriber: Subscriber, *, by: User, at: datetime) -> None:
    """Have the mail sent, once what was written is safe. Raises NothingToConsentTo, SubPartnerSuspended (90015)."""
    customer = subscriber.customer
    precheck.check_partner(customer.partner)
    check_waits(subscriber)
    with transaction.atomic():
        trail.record(
            "subscriber.asked_for_consent",
            on=customer,
            by=by,
            at=at,
            partner=customer.partner,
            after={"subscriber": subscriber.email},
        )
        transaction.on_commit(lambda: consent_mail.send_consent_mail.enqueue(str(subscriber.pk)))


def subscriber_of(token: str) -> Subscriber:
    """Whom a link is for. Raises LinkExpired for one that is forged, old or used."""
    try:
        pk, waiting_since = consent_mail.read_token(token)
    except signing.BadSignature:
        raise LinkExpired from None
    waiting = Subscriber.objects.filter(state=SubscriberState.PENDING_USER_MIGRATION)
    subscriber = waiting.select_related("customer__partner").filter(pk=pk).first()
    if subscriber is None or subscriber.status_changed_at.isoformat() != waiting_since:
        raise LinkExpired
    return subscriber

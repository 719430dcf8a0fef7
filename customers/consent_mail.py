"""The mail that asks a person to agree to move, with a signed link."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.tasks import task
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from customers.enums import SubscriberState
from customers.models import Subscriber

VALID = timedelta(days=14)
_SALT = "customers.consent"


@task()
def send_consent_mail(subscriber_id: str) -> None:
    """Send the mail, in the customer's language; one that needs no consent any more gets none."""
    waiting = Subscriber.objects.filter(state=SubscriberState.PENDING_USER_MIGRATION)
    subscriber = waiting.select_related("customer__partner").filter(pk=subscriber_id).first()
    if subscriber is not None:
        with translation.override(subscriber.customer.language[:2] or "en"):
            send_mail(_("Your consent is needed"), _text(subscriber), None, [subscriber.email])


def token_of(subscriber: Subscriber) -> str:
    """What the link carries: whom it is for, signed, good for 14 days and for this waiting only."""
    return signing.dumps([str(subscriber.pk), subscriber.status_changed_at.isoformat()], salt=_SALT)


def read_token(token: str) -> tuple[str, str]:
    """The subscriber's id and since when it waited. Raises signing.BadSignature."""
    pk, waiting_since = signing.loads(token, salt=_SALT, max_age=VALID)
    return pk, waiting_since


def _text(subscriber: Subscriber) -> str:
    text = _(
        "%(partner)s wants to set up services for you at %(customer)s. Your account is in another "
        "organization now and would move.\n\nIf you agree, open this link within 14 days:\n%(link)s\n\n"
        "If you do not, do nothing."
    )
    customer = subscriber.customer
    link = f"{settings.PUBLIC_URL}{reverse('customers:consent', args=[token_of(subscriber)])}"
    return text % {"partner": customer.partner, "customer": customer, "link": link}

"""The mail that says that a webhook was disabled, why, and what to do."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from customers.enums import WebhookStatus
from customers.models import Webhook
from partnerhub.accounts.models import Membership, User
from partnerhub.accounts.roles import Role


@task()
def send_disabled_mail(webhook_id: str) -> None:
    """Tell its owner, in their language; of one that was enabled meanwhile nobody is told."""
    found = Webhook.objects.select_related("partner", "created_by").filter(
        pk=webhook_id, status=WebhookStatus.INACTIVE
    )
    for webhook in found:
        for person in recipients_of(webhook):
            with translation.override(person.language):
                send_mail(_subject(webhook), _text(webhook), None, [person.email])


def recipients_of(webhook: Webhook) -> list[User]:
    """Who made it; once they have left, the admins of the partner."""
    members = Membership.objects.filter(partner=webhook.partner, user__is_active=True).select_related("user")
    owner = members.filter(user=webhook.created_by).first()
    admins = [owner] if owner else members.filter(role=Role.FULL).order_by("user__email")
    return [membership.user for membership in admins]


def _subject(webhook: Webhook) -> str:
    # A line break in a subject is refused by the mailer; names have none.
    return _("Your webhook “%(name)s” was disabled") % {"name": webhook.name}


def _text(webhook: Webhook) -> str:
    text = _(
        "Nothing is sent to your webhook “%(name)s” at %(partner)s any more.\n\nReason: %(reason)s\n"
        "Address: %(address)s\n\nWhat could not be delivered is kept for 30 days and is sent, in its order, "
        "once you enable the webhook again:\n%(link)s"
    )
    return text % {
        "name": webhook.name,
        "partner": webhook.partner,
        "reason": webhook.get_disabled_reason_display(),
        "address": webhook.target_url,
        "link": f"{settings.PUBLIC_URL}{reverse('webhooks:detail', args=[webhook.pk])}",
    }

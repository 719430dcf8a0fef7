"""The forms of a webhook; the rules are those of `customers.webhooks`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.enums import WebhookOwner, WebhookResource
from customers.models import Webhook
from customers.models.webhook import EVENT_CHOICES
from customers.web.forms.parts import add_problems, needed, select, text
from customers.webhooks.endpoints import NAME_MAX
from customers.webhooks.events import FILTER_MAX
from customers.webhooks.targets import URL_MAX
from partnerhub.errors import DomainError

_PATHS = {
    "name": "name",
    "targetUrl": "target_url",
    "resource": "resource",
    "event": "event",
    "filter": "wanted_filter",
    "ownedBy": "owned_by",
}


class ChangeForm(forms.Form):
    """Name and address: the rest never changes."""

    name = needed(text(_("Name"), longest=NAME_MAX))
    target_url = needed(
        text(
            _("Address"),
            longest=URL_MAX,
            dir="ltr",
            inputmode="url",
            spellcheck="false",
            help_text=_("https://, on the public Internet. Redirects are not followed."),
        )
    )

    @classmethod
    def of(cls, webhook: Webhook, sent: Any = None) -> ChangeForm:
        """The form as this webhook is now."""
        return cls(sent, initial={"name": webhook.name, "target_url": webhook.target_url})

    def refuse(self, error: DomainError) -> None:
        """Put what the domain refused at its fields."""
        add_problems(self, error.problems, _PATHS)


class WebhookForm(ChangeForm):
    """A new webhook; its secret is made for it."""

    resource = needed(select(_("What happens to"), WebhookResource.choices))
    event = needed(select(_("Event"), EVENT_CHOICES))
    wanted_filter = text(
        _("Filter"),
        longest=FILTER_MAX,
        dir="ltr",
        spellcheck="false",
        help_text=_("Such as status=pending_rpl_review, or externalId=4711. Several are joined by &."),
    )
    owned_by = needed(
        select(
            _("Belongs to"),
            WebhookOwner.choices,
            help_text=_("What a person made is disabled when that person leaves."),
        )
    )

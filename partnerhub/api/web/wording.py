"""The words of an API client's history. Pages make them from action names; here translators find them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("Client authorized"),
    _("Client consent withdrawn"),
    _("Client created"),
    _("Client revoked"),
    _("Client secret rotated"),
    _("Token issued"),
    _("Token revoked"),
)

FIELDS = (
    _("Grant"),
    _("Role"),
    _("Scopes"),
    _("Tokens"),
)

VALUES = (
    _("Authorization code"),
    _("Client credentials"),
    _("Refresh token"),
)

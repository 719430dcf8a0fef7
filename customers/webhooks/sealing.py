"""Secrets of webhooks as they are kept: sealed with a key made from SECRET_KEY, readable by the sender alone."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_PURPOSE = b"webhook-secrets"
_BYTES = 32
PREFIX = "whsec_"


class Unreadable(Exception):
    """Sealed with a key that is not configured any more: the partner has to set the secret anew."""


def new_secret() -> str:
    """A secret that nobody can guess, in the form that Standard Webhooks libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def seal(secret: str) -> str:
    """The secret as it is kept; "" stays "": none."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret in clear. Raises Unreadable."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Unreadable from None


def _box() -> MultiFernet:
    # The first key seals; keys that were replaced (SECRET_KEY_FALLBACKS) still open.
    return MultiFernet(
        [Fernet(_key_from(str(text))) for text in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key_from(text: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=32, person=_PURPOSE).digest())

"""The headers by which a receiver knows that a message is ours, in the three ways that receivers check it. Pure.

X-Spark-Signature (HMAC-SHA1) and X-Webex-Signature (HMAC-SHA256) are lower-case hex over the raw body; they carry
one signature, made with the present secret. Standard Webhooks' header carries several: while a secret is being
exchanged, one with each. A webhook without a secret is not signed, as in the contract.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook as StandardWebhook

from customers.webhooks.sealing import PREFIX


def headers_for(body: bytes, *, message_id: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """Headers of one try; `secrets` begins with the present one, and is empty where nothing is signed."""
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
    }
    if not secrets:
        return headers
    key = secrets[0].encode()
    return headers | {
        "webhook-signature": " ".join(
            StandardWebhook(standard_key(secret)).sign(
                headers["webhook-id"], at.astimezone(UTC).replace(microsecond=0), body.decode()
            )
            for secret in secrets
        ),
        "X-Spark-Signature": hmac.new(key, body, hashlib.sha1).hexdigest(),
        "X-Webex-Signature": hmac.new(key, body, hashlib.sha256).hexdigest(),
    }


def standard_key(secret: str) -> bytes:
    """The key that Standard Webhooks libraries use: of `whsec_…` what the base64 stands for, else the text."""
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if key:
            return key
    return secret.encode()

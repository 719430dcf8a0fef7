"""Opaque ids: base64 of ciscospark://us/<KIND>/<uuid>, without padding (wholesale-api.md section 8)."""

from __future__ import annotations

import base64
import binascii
import uuid

from partnerhub.errors import DomainError

_PREFIX = "ciscospark://us/"

CUSTOMER_KINDS = ("ENTERPRISE", "CUSTOMER")


class UnknownId(DomainError):
    """There is no such object."""

    code, status = 93010, 404


def encode(kind: str, value: uuid.UUID | str) -> str:
    """The opaque id of this uuid, or of its 32 digits; `kind` in capitals, such as ENTERPRISE."""
    return _base64(f"{_PREFIX}{kind}/{_dashed(value)}")


def decode(text: str, *kinds: str) -> uuid.UUID:
    """The uuid in an opaque id of one of these kinds; padding and the kind's case do not matter.

    Raises UnknownId for anything else, an id of another kind included.
    """
    plain = _plain(text)
    if not plain.lower().startswith(_PREFIX):
        raise UnknownId
    kind, _slash, value = plain[len(_PREFIX) :].partition("/")
    if kind.upper() not in kinds:
        raise UnknownId
    return _uuid(value)


def encode_bare(value: uuid.UUID | str) -> str:
    """A provisioning id: base64 of the bare uuid."""
    return _base64(_dashed(value))


def decode_bare(text: str) -> uuid.UUID:
    """The uuid in a provisioning id. Raises UnknownId."""
    return _uuid(_plain(text))


def _dashed(value: uuid.UUID | str) -> str:
    text = str(value)
    if len(text) != 32:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _base64(plain: str) -> str:
    return binascii.b2a_base64(plain.encode(), newline=False).decode().rstrip("=")


def _plain(text: str) -> str:
    unpadded = str(text).rstrip("=")
    try:
        return base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), altchars=None, validate=True).decode()
    except (binascii.Error, ValueError):
        raise UnknownId from None


def _uuid(text: str) -> uuid.UUID:
    try:
        value = uuid.UUID(text)
    except ValueError:
        raise UnknownId from None
    if str(value) != text.lower():  # uuid.UUID also takes braces and other spellings: one object, one id.
        raise UnknownId
    return value

"""Where a webhook may be sent: to public addresses, over https, whatever the name says and whatever it resolves to.

The address is read once, here; what is posted to is made of these parts, so that no other reader sees another host.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from customers import field_rules
from partnerhub.errors import Problem

URL_MAX = 2000
FIELD = "targetUrl"
type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
# Nothing that two readers could take for different things: no blanks, backslashes, quotes, controls.
_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~%A-Z]+")
_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)
_NUMERIC_END = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")
# IPv4 addresses carried in IPv6: the carried one counts. Other ways to carry one (6to4, Teredo) are refused.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_CARRIERS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))
# Public by its number, but answered by the machine that we run on (Azure's platform services).
_HOSTS_OF_CLOUDS = frozenset({ipaddress.IPv4Address("168.63.129.16")})


class TargetRefused(Exception):
    """Nothing is sent there."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its parts; `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str


def read(url: str) -> Target:
    """The parts of an address. Raises ValueError with a sentence for one that is not plainly an address."""
    if len(url) > URL_MAX:
        raise ValueError(_("At most %(longest)d characters.") % {"longest": URL_MAX})
    if not _PLAIN.fullmatch(url):
        raise ValueError(_("Write anything but ASCII letters, digits and punctuation percent-encoded."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(_("This is not an address.")) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(_("An address begins with https:// and a host."))
    if "@" in parts.netloc:
        raise ValueError(_("Leave name and password out: the signature says who sends."))
    if "#" in url:
        raise ValueError(_("Leave the part after # out: it is never sent."))
    host = parts.hostname
    if literal(host) is None and (not _NAME.fullmatch(host) or _NUMERIC_END.fullmatch(host)):
        raise ValueError(_("This is not the name of a host."))
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path)


def check(url: str, *, allow_loopback: bool) -> Iterator[Problem]:
    """What is wrong with an address as it is written; what its name resolves to is checked at each post."""
    try:
        target = read(url)
    except ValueError as error:
        yield Problem(field_rules.INVALID, str(error), FIELD)
        return
    try:
        _check_written(target, allow_loopback=allow_loopback)
    except TargetRefused as refusal:
        yield Problem(field_rules.INVALID, str(refusal), FIELD)


def permitted(target: Target, found: Iterable[str], *, allow_loopback: bool) -> list[str]:
    """The addresses, of those that the name resolved to, to connect to: all of them, or none.

    Raises TargetRefused if any is not public: a name with two faces is not trusted.
    """
    _check_written(target, allow_loopback=allow_loopback)
    addresses = [(text, literal(text)) for text in found]
    for _text, address in addresses:
        if address is None or not _may_be_posted_to(target, address, allow_loopback):
            raise TargetRefused(_("The host is not on the public Internet."))
    return [text for text, _address in addresses]


def literal(text: str) -> Address | None:
    """The IP address that a text is, in its usual notation."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Is it an address of the public Internet, for one machine?"""
    address = _carried(address)
    if isinstance(address, ipaddress.IPv6Address) and (
        address.is_site_local or any(address in network for network in _CARRIERS)
    ):
        return False
    # `is_global` alone lets multicast pass, and addresses that nobody has been given.
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not is_special and address not in _HOSTS_OF_CLOUDS


def _check_written(target: Target, *, allow_loopback: bool) -> None:
    address = literal(target.host)
    is_here = _is_loopback(address) if address else target.host == "localhost"
    if is_here and allow_loopback:
        return
    if is_here or (address and not is_public(address)) or (not address and "." not in target.host):
        raise TargetRefused(_("The host is not on the public Internet."))
    if target.scheme != "https":
        raise TargetRefused(_("Use https."))
    if target.port != _PORTS["https"] and target.port < _FIRST_FREE_PORT:
        raise TargetRefused(_("Use port 443, or one from 1024 on."))


def _may_be_posted_to(target: Target, address: Address, allow_loopback: bool) -> bool:
    if _is_loopback(address):
        return allow_loopback
    # Unencrypted on this machine only.
    return target.scheme == "https" and is_public(address)


def _is_loopback(address: Address) -> bool:
    return _carried(address).is_loopback


def _carried(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address

"""Posts one message: to the address that was checked, within 10 seconds, following nothing, reading little.

The name is resolved once; the connection goes to one of the addresses found then, so that a name that changes in
between leads nowhere else. Certificate and Host header are still those of the name. Proxies of the environment
are not used: behind one, the address that was checked would not be the one that is reached.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
from django.conf import settings

from customers.enums import DeliveryError
from customers.webhooks import targets
from customers.webhooks.targets import Target, TargetRefused

TIMEOUT = 10.0
_CONNECT_TIMEOUT = 4.0
# Read at most this much of an answer, and keep the beginning.
ANSWER_MAX = 64 * 1024
KEPT = 4000

type Resolve = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try: a code and what was said with it, or why there is none."""

    status_code: int | None = None
    response: str = ""
    error: str = ""
    latency_ms: int = 0

    @property
    def is_success(self) -> bool:
        """Did the endpoint take it?"""
        return not self.error


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order. Raises OSError, or UnicodeError for what is no name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolve: Resolve = resolve,
    tls: ssl.SSLContext | None = None,
    timeout: float = TIMEOUT,
) -> Outcome:
    """Send `body`; `timeout` seconds in all. What can go wrong outside is told in the outcome, not raised."""
    begun = time.monotonic()
    try:
        answer = _post(url, body, headers, resolve, tls, begun + timeout)
    except (TargetRefused, ValueError):
        answer = Outcome(error=DeliveryError.REFUSED_ADDRESS)
    except httpcore.TimeoutException:
        answer = Outcome(error=DeliveryError.TIMEOUT)
    except (httpcore.ConnectError, ssl.SSLError):
        answer = Outcome(error=DeliveryError.NO_CONNECTION)
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
        answer = Outcome(error=DeliveryError.NO_ANSWER)
    latency = int((time.monotonic() - begun) * 1000)
    return Outcome(answer.status_code, answer.response, answer.error, latency)


def _post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    resolve: Resolve,
    tls: ssl.SSLContext | None,
    deadline: float,
) -> Outcome:
    target = targets.read(url)
    try:
        found = list(resolve(target.host, target.port))
    except (OSError, UnicodeError):
        return Outcome(error=DeliveryError.UNKNOWN_HOST)
    addresses = targets.permitted(target, found, allow_loopback=settings.WEBHOOKS_ALLOW_LOOPBACK)
    backend = _Pinned(addresses, deadline)
    with (
        httpcore.ConnectionPool(ssl_context=tls or _default_tls(), network_backend=backend) as pool,
        pool.stream("POST", _url_of(target), headers=_raw(target, headers), content=body) as response,
    ):
        return _outcome_of(response.status, _beginning_of(response.iter_stream()))


def _outcome_of(status: int, said: bytes) -> Outcome:
    # No database keeps NUL in a text.
    text = said.decode(errors="replace").replace("\x00", "\ufffd")[:KEPT]
    if 200 <= status < 300:
        return Outcome(status, text)
    return Outcome(status, text, DeliveryError.REDIRECT if 300 <= status < 400 else DeliveryError.STATUS)


def _beginning_of(chunks: Iterable[bytes]) -> bytes:
    read = b""
    for chunk in chunks:
        read += chunk
        if len(read) >= ANSWER_MAX:
            break
    return read


def _url_of(target: Target) -> httpcore.URL:
    return httpcore.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=target.path.encode(),
    )


def _raw(target: Target, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    if ":" in target.host:  # The library writes IPv6 addresses without their brackets.
        headers = {**headers, "Host": f"[{target.host}]:{target.port}"}
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@cache
def _default_tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


class _Pinned(httpcore.NetworkBackend):
    """Connects to given addresses, whatever the name; everything on the connection ends at the deadline."""

    def __init__(self, addresses: Iterable[str], deadline: float) -> None:
        self._addresses = list(addresses)
        self._deadline = deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            left = min(_CONNECT_TIMEOUT, _left_until(self._deadline))
            try:
                stream = self._network.connect_tcp(address, port, timeout=left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Timed(stream, self._deadline)
        raise failure


class _Timed(httpcore.NetworkStream):
    """A connection of which no single step, nor all together, lasts beyond the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left_until(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left_until(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left_until(self._deadline)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left_until(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left

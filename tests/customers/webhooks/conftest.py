"""A partner's endpoint on this machine, and webhooks that lead to it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from customers.webhooks import endpoints
from tests.conftest import T0

SECRET = "a secret of Northwind"


@dataclass(frozen=True)
class Received:
    """One request, as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes what is posted; `answers` says how: a code, or a code, headers and a body. 200 once they are used up."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: deque = field(default_factory=deque)

    def take(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        self.received.append(request)
        answer = self.answers.popleft() if self.answers else 200
        return answer if isinstance(answer, tuple) else (answer, {}, b"thank you")


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = Received(self.path, dict(self.headers.items()), body)
        code, headers, text = self.server.receiver.take(request)
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        """Nothing on the screen."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up, or a certificate that it does not take: what is tested here."""


def serve(receiver, *, tls=None):
    """Start an endpoint in a thread of its own; gives the server, to be shut down."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.receiver = receiver
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_ALLOW_LOOPBACK = True
    receiver = Receiver()
    server = serve(receiver)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks?for=northwind"
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture
def make_hook(northwind, alice, receiver):
    """make_hook(event="created"): a webhook of Northwind that leads to the receiver."""

    def _make_hook(*, at=T0, partner=northwind, by=alice, **other):
        facts = {
            "name": "Orders",
            "target_url": receiver.url,
            "resource": "wholesaleCustomers",
            "event": "all",
            "secret": SECRET,
        }
        return endpoints.create(partner=partner, by=by, at=at, **(facts | other))

    return _make_hook


@pytest.fixture
def hook(make_hook):
    return make_hook()

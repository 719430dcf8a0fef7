"""Calls a server over kept-alive connections, several at a time, and costs next to nothing beside it: it has to share
the machine with the servers.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from selectors import EVENT_READ, DefaultSelector
from typing import Any

_AT_ONCE = 1 << 20
_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)


@dataclass(frozen=True, slots=True)
class Call:
    """A request, and the status that it must be answered with."""

    method: str
    path: str
    status: int
    body: dict[str, Any] | None = None


class Client:
    """Connections to one server, for one API client."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token

    def run(self, calls: Iterator[Call], *, count: int, concurrency: int) -> float:
        """Carry out `count` calls; seconds that it took."""
        waiting = iter([(call, self._request(call)) for call in islice(calls, count)])
        began = time.perf_counter()
        with DefaultSelector() as selector:
            for _number in range(min(concurrency, count)):
                connection = _Connection(self.port)
                selector.register(connection.socket, EVENT_READ, connection)
                connection.begin(waiting)
            while selector.get_map():
                for key, _events in selector.select():
                    if key.data.receive() and not key.data.begin(waiting):
                        selector.unregister(key.fileobj).data.socket.close()
        return time.perf_counter() - began

    def ask(self, call: Call) -> tuple[dict[str, str], Any]:
        """One call: headers, in lower case, and the document."""
        connection = _Connection(self.port)
        connection.begin(iter([(call, self._request(call))]))
        is_complete = False
        while not is_complete:
            is_complete = connection.receive()
        head, _ends, body = connection.answer.partition(_HEAD_ENDS)
        lines = (line.partition(": ") for line in head.decode("latin-1").split("\r\n")[1:])
        connection.socket.close()
        return {name.lower(): value for name, _colon, value in lines}, json.loads(body)

    def _request(self, call: Call) -> bytes:
        content = json.dumps(call.body).encode() if call.body is not None else b""
        head = (
            f"{call.method} {call.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content


class _Connection:
    """One kept-alive connection, with one call after the other."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = b""
        self._call: Call | None = None
        self._length = 0  # of the whole answer; 0 until its head is there

    def begin(self, waiting: Iterator[tuple[Call, bytes]]) -> bool:
        """Send the next request; False where there is none."""
        self._call, request = next(waiting, (None, b""))
        if self._call is None:
            return False
        self.answer, self._length = b"", 0
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Take in what is there; whether the answer is complete. Any other status than is wanted ends the run."""
        received = self.socket.recv(_AT_ONCE)
        if not received:
            raise SystemExit(f"{self._call}: the server hung up")
        self.answer += received
        if not self._length and _HEAD_ENDS in self.answer:
            self._length = self._whole_length()
        return len(self.answer) == self._length

    def _whole_length(self) -> int:
        head_ends = self.answer.index(_HEAD_ENDS)
        status, length = int(self.answer[9:12]), _LENGTH.search(self.answer, 0, head_ends)
        if self._call is None or length is None or status != self._call.status:
            raise SystemExit(f"{self._call}: {self.answer.decode(errors='replace')}")
        return head_ends + len(_HEAD_ENDS) + int(length[1])

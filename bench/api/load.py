"""Calls a server over kept-alive connections, several at a time, as cheaply as can be: one reader per connection."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A request, and the status that it must be answered with."""

    method: str
    path: str
    status: int
    body: dict[str, Any] | None = None


class Client:
    """One connection after the other to one server, for one API client."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token

    def run(self, calls: Iterator[Call], *, count: int, concurrency: int) -> float:
        """Carry out `count` calls; seconds that it took."""
        return asyncio.run(self._run(calls, count, concurrency))

    def ask(self, call: Call) -> tuple[dict[str, str], Any]:
        """One call: headers, in lower case, and the document."""

        async def ask() -> tuple[dict[str, str], bytes]:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                return await self._call(call, reader, writer)
            finally:
                writer.close()

        headers, body = asyncio.run(ask())
        return headers, json.loads(body)

    async def _run(self, calls: Iterator[Call], count: int, concurrency: int) -> float:
        numbers = iter(range(count))

        async def work() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            for _number in numbers:
                await self._call(next(calls), reader, writer)
            writer.close()

        began = time.perf_counter()
        await asyncio.gather(*(work() for _worker in range(concurrency)))
        return time.perf_counter() - began

    async def _call(
        self, call: Call, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[dict[str, str], bytes]:
        content = json.dumps(call.body).encode() if call.body is not None else b""
        writer.write(
            f"{call.method} {call.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n".encode()
            + content
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        if int(status.split()[1]) != call.status:
            raise SystemExit(f"{call.method} {call.path}: {status}\n{body.decode()}")
        return headers, body

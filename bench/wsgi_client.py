"""Calls the application as a WSGI server does, without a socket: what is measured is our own work."""

from __future__ import annotations

import io
import json
from typing import Any

from partnerhub.wsgi import application


class Caller:
    """One API client."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        return self._call("GET", path, b"")

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body."""
        return self._call("POST", path, json.dumps(body).encode())

    def _call(self, method: str, path: str, content: bytes) -> tuple[int, bytes]:
        seen: dict[str, int] = {}
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(content)),
            "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(content),
            "wsgi.errors": io.StringIO(),
        }
        response = application(environ, lambda status, _headers: seen.update(status=int(status[:3])))
        body = b"".join(response)
        response.close()
        return seen["status"], body

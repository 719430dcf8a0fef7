"""Of a process's threads one answers at a time, as long as that takes a moment.

Python runs one thread at a time anyway, but several that answer at once hand over to each other at every row that
a database gives, which costs more than the answer. Threads are there for what waits: slow clients that send or
fetch a large body, and an answer that takes long. So a request waits a little for its turn, and then goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

WAIT_SECONDS = 0.05


class Turns:
    """Wraps a WSGI application. The body of an answer is sent when the turn is over."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        has_turn = self._turn.acquire(timeout=WAIT_SECONDS)
        try:
            answer: Iterable[bytes] = self.application(environ, start_response)
            return answer
        finally:
            if has_turn:
                self._turn.release()

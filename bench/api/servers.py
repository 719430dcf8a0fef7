"""The two services behind the same server program, granian, with as many processes; and what CPU they use.

The peer runs in an environment of its own, which is made the first time: the product does not depend on it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEER_HOME = ROOT / "var" / "peer"
PEER_PACKAGES = (
    "fastapi==0.165.0",
    "starlette==1.10.0",
    "pydantic==2.14.3",
    "pydantic-core==2.50.4",
    "sqlalchemy[asyncio]==2.1.9",
    "greenlet==3.5.6",
    "asyncpg==0.32.0",
    "orjson==3.13.0",
    "uvloop==0.23.0",
    "granian==2.8.7",
    "uuid-utils==1.2.0",
)
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its processes."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        return sum(_cpu_of(pid) for pid in (self.process.pid, *_children_of(self.process.pid)))


@contextmanager
def ours(port: int, *, workers: int) -> Iterator[Server]:
    """The portal, as README starts it; clients have a budget, which is counted and not used up."""
    options = ["--interface", "wsgi", "--blocking-threads", "1", "partnerhub.wsgi:application"]
    environment = {"API_REQUESTS_PER_MINUTE": "1000000000"}
    with _running(
        Path(sys.executable), options, port=port, workers=workers, environment=environment
    ) as server:
        yield server


@contextmanager
def peer(port: int, *, workers: int, database_url: str) -> Iterator[Server]:
    """The service that ours is compared with."""
    options = ["--interface", "asgi", "--loop", "uvloop", "bench.api.peer.service:app"]
    environment = {"PEER_DATABASE_URL": database_url}
    with _running(_peer_python(), options, port=port, workers=workers, environment=environment) as server:
        yield server


def _peer_python() -> Path:
    python = PEER_HOME / "bin" / "python"
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is needed to make the peer's environment")
    if not python.exists():
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, PEER_HOME], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *PEER_PACKAGES], check=True)
    return python


@contextmanager
def _running(
    python: Path, options: list[str], *, port: int, workers: int, environment: Mapping[str, str]
) -> Iterator[Server]:
    command = [python, "-m", "granian", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--workers", str(workers), "--log-level", "error", *options]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(200):
        if process.poll() is not None:
            raise SystemExit(f"{process.args!r} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"{process.args!r} did not start")


def _children_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def _cpu_of(pid: int) -> float:
    # After the name, which may hold blanks: fields 14 and 15 of proc(5) are user and system time.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS

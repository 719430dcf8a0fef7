"""Everything that a newcomer needs, in one command: database, demo data, worker and server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.demo import greeting, load
from partnerhub.clock import now

HOST = "127.0.0.1"
_STOP_SECONDS = 10


class Command(BaseCommand):
    help = "Migrate, load demo data once, start worker and server. Ctrl-C stops everything it started."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="start with an empty portal")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        _check_free(port)
        # A stop that comes from a service manager ends like Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("seed_telephony", verbosity=0)
        demo = None if options["no_demo"] else load(at=now(), log=self.stdout.write)
        processes: list[subprocess.Popen[bytes]] = []
        try:
            processes += [_start_worker(), _start_server(port)]
            _wait_until_up(port, processes)
            self.stdout.write(f"\nPartner Hub is at http://{HOST}:{port}/   (Ctrl-C stops it)\n")
            if demo:
                self.stdout.write(greeting(demo, address=f"http://{HOST}:{port}"))
            self.stdout.flush()
            _wait_until_one_ends(processes)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            _stop(processes)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another with --port."
            ) from error


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "ox_worker", "--interval", "0.5", "--concurrency", "2"]
    return _start(command)


def _start_server(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    return _start(
        [*command, "--workers", "1", "--blocking-threads", "4", "--no-ws", "partnerhub.wsgi:application"]
    )


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this command alone, which then stops both in order.
    environment = os.environ | {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603


def _wait_until_up(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    for _attempt in range(300):
        for process in processes:
            if process.poll() is not None:
                raise CommandError(f"{process.args!r} ended with code {process.returncode}.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/sign-in/", timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise CommandError(f"The server answers {error.code} on its first page; see its log.") from error
        except OSError:
            time.sleep(0.1)
    raise CommandError("The server did not answer within 30 seconds.")


def _wait_until_one_ends(processes: list[subprocess.Popen[bytes]]) -> None:
    while all(process.poll() is None for process in processes):
        time.sleep(0.3)
    ended = next(process for process in processes if process.poll() is not None)
    raise CommandError(f"{ended.args!r} ended with code {ended.returncode}.")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

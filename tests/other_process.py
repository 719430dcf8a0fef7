"""A test's database in a process of its own, whose workers may be killed: called by tests, and by what they run."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).parents[1]


def run_driver(module, wanted, folder):
    """What the module, run as a program over the tests' committed rows, makes of `wanted` (JSON both ways).

    On SQLite it works on a copy, which is in the folder as all else that it writes.
    """
    done = subprocess.run(  # noqa: S603 - a module of these tests
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={
            **os.environ,
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": _database_url(folder),
            "PARTNERHUB_VAR_DIR": str(folder / "var"),
        },
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def ended_by(work):
    """How a child of this process ends that does this work: the signal that killed it, else its exit status."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _pid, ended = os.waitpid(child, 0)
    return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)


def _database_url(folder):
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        return (
            f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        )
    copy = sqlite3.connect(folder / "copy.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{folder / 'copy.sqlite3'}"

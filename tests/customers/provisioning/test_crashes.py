"""The worker is killed with signal 9 between any two steps: started again, it loses nothing and repeats
nothing (M16).
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[3]
STEPS = 6
# With its request sent to nobody, and with the work done but not yet recorded, at each step.
KILLS = [f"{moment}:{step}" for step in range(1, STEPS + 1) for moment in ("before", "after")]


@pytest.fixture
def database_url(tmp_path):
    """The tests' database, as another process can open it; called once its rows are committed."""

    def _url():
        if connection.vendor == "postgresql":
            facts = connection.settings_dict
            return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        copy = sqlite3.connect(tmp_path / "copy.sqlite3")
        connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{tmp_path / 'copy.sqlite3'}"

    return _url


@pytest.mark.django_db(transaction=True)
def test_m16_a_worker_killed_at_any_step_loses_and_repeats_nothing(ordered, database_url, tmp_path):
    customers = [
        ordered(name=f"Contoso{number} Ltd", codes=("webex_suite", "attendant_console"))
        for number in range(len(KILLS))
    ]
    killed = {str(customer.pk): kills for customer, kills in zip(customers, KILLS, strict=True)}

    told = drive(killed, DATABASE_URL=database_url(), PARTNERHUB_VAR_DIR=str(tmp_path / "var"))

    whole = {
        "ended": [9, 0],
        "status": "provisioned",
        "organizations": True,
        "sites": True,
        "licences": 2,
        "locations": 1,
        "people": 1,
        "steps": True,
    }
    assert told == {"customers": dict.fromkeys(killed, whole), "organizations": len(KILLS)}


def drive(killed, **environment):
    """Run the process whose workers are killed; its report."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.customers.provisioning.crash_driver"],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": settings.SECRET_KEY, **environment},
        input=json.dumps(killed),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)

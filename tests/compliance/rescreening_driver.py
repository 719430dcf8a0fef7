"""A process of its own whose workers screen all subjects again, each killed with signal 9 before a later statement
than the one before it, until one comes to the end.

In: the moment of the sweep (ISO 8601). Out: how many were killed, and what each subject then has.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
django.setup()

from django.db import connection  # noqa: E402

from compliance import monitoring  # noqa: E402
from compliance.enums import Trigger  # noqa: E402
from compliance.models import Subject  # noqa: E402
from tests.other_process import ended_by  # noqa: E402

CHUNK = 2
STEP = 5  # statements from one kill to the next


def work(at, last):
    """Screen all again, but for the signal that comes before statement number `last`."""
    told = 0

    def kill(execute, *statement):
        nonlocal told
        told += 1
        if told == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)

    monitoring.CHUNK = CHUNK
    with connection.execute_wrapper(kill):
        monitoring.rescreen_outdated(at=at)


def evidence(subject):
    """What there is of a subject since the lists changed."""
    rows = subject.screenings.filter(trigger=Trigger.LIST_UPDATE)
    return {
        "outcomes": list(rows.values_list("outcome", flat=True)),
        "cases": subject.cases.count(),
        "generation": subject.screened_generation,
    }


def main():
    at, killed = datetime.fromisoformat(json.load(sys.stdin)), 0
    while (ended := ended_by(partial(work, at, STEP * (killed + 1)))) == signal.SIGKILL:
        killed += 1
    found = {subject.label: evidence(subject) for subject in Subject.objects.all()}
    json.dump({"killed": killed, "ended": ended, "subjects": found}, sys.stdout)


if __name__ == "__main__":
    main()

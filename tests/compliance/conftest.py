"""What every compliance test may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
import time_machine

from compliance.answer import Answer
from compliance.signals import verdict_changed
from tests.compliance.factories import MINUTES, publish_list
from tests.conftest import T0


@dataclass
class Announced:
    """What compliance announced during a test; `refuse` makes the listener fail."""

    answers: list[Answer] = field(default_factory=list)
    refuse: Exception | None = None

    def hear(self, answer, **kwargs):
        self.answers.append(answer)
        if self.refuse:
            raise self.refuse

    @property
    def verdicts(self):
        return [answer.verdict for answer in self.answers]


@pytest.fixture
def announced():
    """The announcements, while the test runs; nobody else listens."""
    heard = Announced()
    listeners, verdict_changed.receivers = verdict_changed.receivers, []
    verdict_changed.sender_receivers_cache.clear() if verdict_changed.use_caching else None
    verdict_changed.connect(heard.hear, weak=False)
    yield heard
    verdict_changed.receivers = listeners


@pytest.fixture
def lists(db):
    """The three fictional entries are in force."""
    return publish_list()


@pytest.fixture
def one_person(settings):
    """One person may approve."""
    settings.RPL_FOUR_EYES = "never"


@pytest.fixture
def today(monkeypatch):
    """Cases that were opened at T0 are five minutes old, by this machine's clock and by the database's.

    For pages, endpoints and admin actions, which ask the clock themselves.
    """
    monkeypatch.setattr("partnerhub.clock.connection", SimpleNamespace(vendor="none with a clock of its own"))
    with time_machine.travel(T0 + 5 * MINUTES, tick=False):
        yield

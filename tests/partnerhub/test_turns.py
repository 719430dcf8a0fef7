"""Threads of a process answer one at a time, but none waits long."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from partnerhub import turns
from partnerhub.turns import Turns


def test_short_answers_do_not_overlap(monkeypatch):
    monkeypatch.setattr(turns, "WAIT_SECONDS", 10)
    inside, most = [], []

    def application(environ, start_response):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.002)
        inside.pop()
        return [b""]

    answer = Turns(application)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _n: answer({}, None), range(8)))

    assert max(most) == 1


def test_a_long_answer_keeps_nobody_waiting():
    done = threading.Event()

    def application(environ, start_response):
        assert environ["quick"] or done.wait(10)
        return [b""]

    answer = Turns(application)
    with ThreadPoolExecutor(2) as threads:
        long = threads.submit(answer, {"quick": False}, None)
        assert answer({"quick": True}, None) == [b""]
        assert not long.done()
        done.set()
        assert long.result(10) == [b""]


def test_a_failure_ends_the_turn():
    def application(environ, start_response):
        raise LookupError

    answer = Turns(application)
    for _try in range(3):
        with pytest.raises(LookupError):
            answer({}, None)
    assert not answer._turn.locked()

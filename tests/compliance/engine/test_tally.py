"""Sums per name are those that adding up one by one would give, whatever was added before."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.screening.engine import build
from compliance.screening.engine.screening import rank
from compliance.screening.engine.tally import Tally
from tests.compliance.engine.conftest import PARTIES

NAMES = 20
PARTS = st.lists(
    st.lists(st.tuples(st.integers(0, NAMES - 1), st.integers(1, 30_000)), max_size=30), max_size=5
)


@given(searches=st.lists(PARTS, min_size=1, max_size=4))
def test_each_name_has_the_sum_of_its_highest_amounts(searches):
    tally = Tally.of(NAMES)

    for parts in searches:
        expected: Counter[int] = Counter()
        for part in parts:
            best: dict[int, int] = {}
            for name, amount in part:
                best[name] = max(amount, best.get(name, 0))
            expected.update(best)
            tally.add(
                np.array([name for name, _ in part], int), np.array([amount for _, amount in part], np.int32)
            )
        names, sums = tally.take(np.array([name for part in parts for name, _ in part], int))

        assert len(set(names.tolist())) == len(names)
        assert dict(zip(names.tolist(), sums.tolist(), strict=True)) == expected


ASKED = ("Volnar Shipping", "Oleksandr Brezhin", "National Orbit Bank", "Halvek Turbines", "Amberlin") * 20


def test_searches_at_once_find_what_each_finds_alone(small_index):
    alone = [rank(build(PARTIES), name, "", "") for name in ASKED[:5]] * 20

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda name: rank(small_index, name, "", ""), ASKED))

    assert together == alone


def test_an_error_in_a_search_leaves_nothing_for_the_next(monkeypatch):
    index = build(PARTIES)
    expected = rank(build(PARTIES), "Volnar Shipping", "", "")
    with monkeypatch.context() as broken:
        broken.setattr(Tally, "take", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rank(index, "Volnar Shipping", "", "")

    assert rank(index, "Volnar Shipping", "", "") == expected

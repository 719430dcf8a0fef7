"""How many of our own customers go to review, and which threshold would send 0.5 to 1 % (screening.md 8)."""

import pytest

from compliance.screening import review_share
from tests.compliance.factories import listed, make_live, make_subject, publish_list, screen_as


def test_a_threshold_lets_at_most_this_share_through():
    scores = [score / 1000 for score in range(999, 599, -1)]

    assert review_share.threshold_for(0.01, scores) == 0.996
    assert sum(score >= 0.996 for score in scores) == 4
    assert review_share.threshold_for(0.005, scores) == 0.998
    assert review_share.threshold_for(0.01, [1.0] * 400) == 1.0


@pytest.mark.django_db
def test_customers_are_counted_by_their_last_screening(lists):
    make_live()
    screen_as(make_subject("Waits"), listed())

    found = review_share.review_share()

    assert (found.screened, found.matching, found.share) == (2, 1, 0.5)
    assert (found.of_many, found.of_few) == (None, None)


@pytest.mark.django_db
def test_of_enough_customers_the_thresholds_are_told(lists, monkeypatch):
    monkeypatch.setattr(review_share, "ENOUGH", 2)
    make_live()
    case = screen_as(make_subject("Waits"), listed()).case
    best = case.screenings.get().matches.get().score

    found = review_share.review_share()

    assert found.threshold <= best < found.of_few == found.of_many <= 1.0


@pytest.mark.django_db
def test_whoever_is_still_to_be_screened_again_is_not_counted(lists):
    make_live()
    publish_list({"name": "Vellum Harbour Freight", "list": "DEMO-WATCH", "id": "T-9", "type": "org"})

    assert review_share.review_share().screened == 0

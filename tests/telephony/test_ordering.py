"""Move up and Move down: they decide which number is the first available (M20)."""

import threading

import pytest
from django.db import connection, connections

from partnerhub.audit import trail
from telephony import call_in_numbers, directory, ordering, withdrawal
from telephony.models import CallInNumber
from telephony.ordering import Direction
from telephony.policies import EditingRefused
from telephony.withdrawal import Consent, Way
from tests.conftest import T0
from tests.telephony.conftest import entry

LONDON, LONDON_2, BERLIN = ("+44 20 7946 0958", "GB"), ("+44 20 7946 0001", "GB"), ("+49 30 23125000", "DE")


@pytest.fixture
def domain(make_domain):
    return make_domain("North", LONDON, LONDON_2, BERLIN)


def list_of(domain):
    return [(row.display_order, row.display[-4:]) for row in domain.numbers.order_by("display_order")]


def test_m20_moving_up_makes_another_number_the_first_available(domain, olga, tables):
    second = domain.numbers.get(e164="+442079460001")

    moved = ordering.move(second, Direction.UP, by=olga, at=T0)

    assert moved
    assert second.display_order == 1
    assert list_of(domain) == [(1, "0001"), (2, "0958"), (3, "5000")]
    assert directory.call_in_defaults("GB", domain).primary.e164 == "+442079460001"


def test_moving_down_swaps_with_the_next_one(domain, olga):
    ordering.move(domain.numbers.get(display_order=2), Direction.DOWN, by=olga, at=T0)

    assert list_of(domain) == [(1, "0958"), (2, "5000"), (3, "0001")]


@pytest.mark.parametrize(("place", "direction"), [(1, Direction.UP), (3, Direction.DOWN)])
def test_at_the_end_of_the_list_nothing_moves_and_nothing_is_recorded(domain, olga, place, direction):
    before = trail.history_of(domain).count()

    moved = ordering.move(domain.numbers.get(display_order=place), direction, by=olga, at=T0)

    assert not moved
    assert [order for order, _number in list_of(domain)] == [1, 2, 3]
    assert trail.history_of(domain).count() == before


def test_a_move_is_in_the_history_of_the_domain(domain, olga):
    ordering.move(domain.numbers.get(display_order=3), Direction.UP, by=olga, at=T0)

    event = trail.history_of(domain)[0]
    assert (event.action, event.before, event.after) == (
        "call_in_number.moved",
        {"number": "+493023125000", "order": 3},
        {"number": "+493023125000", "order": 2},
    )


def test_removing_a_number_leaves_no_gap(domain, olga):
    withdrawal.withdraw(domain.numbers.get(display_order=1), Way.REMOVE, Consent(), by=olga, at=T0)

    assert list_of(domain) == [(1, "0001"), (2, "5000")]


def test_a_new_number_goes_to_the_end(domain, olga):
    number = call_in_numbers.add(domain, entry("+33 1 99 00 12 34", "FR"), by=olga, at=T0)

    assert number.display_order == 4


def test_any_order_is_written_in_a_handful_of_queries(domain, django_assert_num_queries):
    reverse = ordering.ids_in_order(domain)[::-1]

    with django_assert_num_queries(3):
        ordering.arrange(domain, reverse)

    assert list_of(domain) == [(1, "5000"), (2, "0001"), (3, "0958")]


def test_a_partner_cannot_move_a_number(domain, alice):
    with pytest.raises(EditingRefused):
        ordering.move(domain.numbers.get(display_order=2), Direction.UP, by=alice, at=T0)

    assert list_of(domain)[0] == (1, "0958")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_moves_at_the_same_time_leave_no_gap_and_no_double(make_domain, olga):
    domain = make_domain("Busy", *[(f"+44 20 7946 0{place:03}", "GB") for place in range(8)])
    ids = ordering.ids_in_order(domain)
    failures = []

    def shuffle(pk, direction):
        try:
            for _turn in range(5):
                ordering.move(CallInNumber.objects.get(pk=pk), direction, by=olga, at=T0)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=shuffle, args=(pk, direction))
        for pk, direction in zip(ids, [Direction.UP, Direction.DOWN] * 4, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    assert [order for order, _number in list_of(domain)] == list(range(1, 9))
    assert set(ordering.ids_in_order(domain)) == set(ids)

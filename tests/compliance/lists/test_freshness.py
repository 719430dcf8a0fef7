"""May the lists answer today? (R3, M17)"""

from datetime import timedelta

import pytest

from compliance.lists import catalogue, freshness
from compliance.lists.freshness import Health
from compliance.lists.publish import publish
from compliance.models import RestrictedList
from tests.compliance.lists.files import parties
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def fetched_list(make_file, lena):
    """A list that a job fetches: warn after 24 hours, block after 48."""
    publish("internal", make_file("own.csv", parties(2)), by=lena, at=T0)
    RestrictedList.objects.filter(slug="internal").update(
        warn_after_hours=catalogue.FETCHED_WARN_HOURS, block_after_hours=catalogue.FETCHED_BLOCK_HOURS
    )
    return RestrictedList.objects.get(slug="internal")


def test_r3_no_required_list_cannot_answer(db):
    state = freshness.of_required(at=T0)

    assert not state.may_answer
    assert state.reasons == ("No restricted-party list is switched on.",)


def test_r3_required_list_without_a_version_cannot_answer(fetched_list):
    RestrictedList.objects.create(slug="board", name="The board's list", required=True)

    state = freshness.of_required(at=T0)

    assert not state.may_answer
    assert state.reasons == ("The board's list: no version is in force.",)


@pytest.mark.parametrize(
    ("age", "health", "may_answer"),
    [
        (24 * HOURS, Health.OK, True),
        (24 * HOURS + SECOND, Health.AGEING, True),
        (48 * HOURS, Health.AGEING, True),
        (48 * HOURS + SECOND, Health.STALE, False),
    ],
)
def test_r3_fetched_list_warns_then_blocks(fetched_list, age, health, may_answer):
    state = freshness.of_required(at=T0 + age)

    assert [each.health for each in state.lists] == [health]
    assert state.may_answer is may_answer


def test_r3_reasons_and_warnings_are_sentences(fetched_list):
    ageing = freshness.of_required(at=T0 + 30 * HOURS)
    stale = freshness.of_required(at=T0 + 50 * HOURS)

    assert ageing.warnings == ("Our own list: last fetched or confirmed 30 hours ago.",)
    assert stale.reasons == ("Our own list: last fetched or confirmed 50 hours ago, at most 48 are allowed.",)


def test_r3_list_imported_by_hand_has_no_limit_and_says_so(make_file, lena):
    publish("internal", make_file("own.csv", parties(2)), by=lena, at=T0)

    state = freshness.of_required(at=T0 + 9000 * HOURS)

    assert [(each.health, each.has_limits) for each in state.lists] == [(Health.OK, False)]


def test_r3_confirmation_by_a_person_starts_the_age_again(fetched_list, lena):
    freshness.confirm(fetched_list, by=lena, at=T0 + 47 * HOURS)

    assert freshness.of_required(at=T0 + 60 * HOURS).lists[0].health is Health.OK


def test_r3_same_file_fetched_again_starts_the_age_again(fetched_list, make_file, lena):
    publish("internal", make_file("own.csv", parties(2)), by=lena, at=T0 + 47 * HOURS)

    assert freshness.of_required(at=T0 + 60 * HOURS).lists[0].health is Health.OK


def test_nothing_to_confirm_without_a_version(lena):
    with pytest.raises(freshness.NothingToConfirm):
        freshness.confirm(RestrictedList.objects.create(slug="board", name="Board"), by=lena, at=T0)


def test_freshness_is_one_query(fetched_list, django_assert_num_queries):
    with django_assert_num_queries(1):
        freshness.of_required(at=T0)

"""A file that must not be put in force is refused; the last good version stays (R3, M17)."""

import pytest

from compliance.lists import freshness, refusals
from compliance.lists.publish import publish
from compliance.models import ListVersion, RestrictedList, RestrictedParty
from partnerhub.accounts.jobs import job_user
from partnerhub.audit.trail import history_of
from tests.compliance.lists.files import csl_text, parties, simple_text
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db

EMPTY = simple_text()
BROKEN = parties(10) + "x,y\n" + parties(1)


def own():
    return RestrictedList.objects.select_related("in_force").get(slug="internal")


def health(at=T0):
    return freshness.of_required(at=at).lists[0].health


@pytest.fixture
def ten_parties(make_file, lena):
    return publish("", make_file("good.csv", parties(10)), by=lena, at=T0).version


def test_r3_broken_file_is_refused_with_its_lines(make_file, lena, ten_parties):
    with pytest.raises(refusals.BrokenFile) as refused:
        publish("", make_file("bad.csv", BROKEN), by=lena, at=T0)

    assert refused.value.lines == (
        "line 12: has 2 columns, the header has 11",
        "line 13: repeats the header: were two files joined?",
    )
    assert own().in_force == ten_parties
    assert RestrictedParty.objects.count() == 10


def test_r3_refused_file_is_kept_in_the_story(make_file, lena, ten_parties):
    with pytest.raises(refusals.BrokenFile):
        publish("", make_file("bad.csv", BROKEN), by=lena, at=T0 + HOURS)

    refused = ListVersion.objects.get(state=ListVersion.State.REFUSED)
    assert (refused.number, refused.file_name, refused.imported_by) == (None, "bad.csv", lena)
    assert refused.problems[1] == "line 12: has 2 columns, the header has 11"
    assert [event.action for event in history_of(refused)] == ["list.refused"]


def test_broken_file_does_not_put_the_list_in_doubt(make_file, lena, ten_parties):
    with pytest.raises(refusals.BrokenFile):
        publish("", make_file("bad.csv", BROKEN), by=lena, at=T0)

    assert health() is freshness.Health.OK


def test_r3_unknown_source_list_in_a_row_is_refused(make_file, lena):
    path = make_file("csl.csv", csl_text({}, {"source": "Narnia List (NRN) - Ministry of Lamps"}))

    with pytest.raises(refusals.BrokenFile) as refused:
        publish("", path, by=lena, at=T0)

    assert refused.value.lines == ("line 3: unknown list name 'NRN'",)


def test_r3_many_problems_are_counted(make_file, lena):
    path = make_file("bad.csv", parties(1) + "x,y\n" * 1500)

    with pytest.raises(refusals.BrokenFile, match="1500 rows cannot be read") as refused:
        publish("", path, by=lena, at=T0)

    assert (len(refused.value.lines), refused.value.more) == (1000, 500)


def test_m17_empty_file_is_refused_and_clears_nobody(make_file, lena, ten_parties):
    with pytest.raises(refusals.EmptyFile):
        publish("", make_file("empty.csv", EMPTY), by=lena, at=T0, accept_shrink="really")

    assert own().in_force == ten_parties
    assert health() is freshness.Health.DOUBTED
    assert not freshness.of_required(at=T0).may_answer


def test_m17_file_of_no_bytes_is_refused_and_clears_nobody(make_file, lena, ten_parties):
    with pytest.raises(refusals.EmptyFile):
        publish("internal", make_file("empty.csv", ""), by=lena, at=T0, source="simple")

    assert health() is freshness.Health.DOUBTED


def test_m17_list_that_lost_more_than_a_fifth_is_refused(make_file, lena, ten_parties):
    with pytest.raises(refusals.ShrunkenFile) as refused:
        publish("", make_file("small.csv", parties(7)), by=lena, at=T0)

    assert refused.value.lines == ("INTERNAL: 7 rows, not 10 (30 % fewer)",)
    assert own().in_force == ten_parties
    assert health() is freshness.Health.DOUBTED


def test_r3_list_that_lost_a_fifth_exactly_is_taken(make_file, lena, ten_parties):
    assert publish("", make_file("small.csv", parties(8)), by=lena, at=T0).version.removed == 2


def test_r3_one_source_list_inside_a_growing_file_counts(make_file, lena):
    before = parties(10, list_code="UVL") + body(parties(10, first=20, list_code="EL"))
    after = parties(30, list_code="UVL") + body(parties(7, first=50, list_code="EL"))
    publish("", make_file("a.csv", before), by=lena, at=T0)

    with pytest.raises(refusals.ShrunkenFile) as refused:
        publish("", make_file("b.csv", after), by=lena, at=T0)

    assert refused.value.lines == ("EL: 7 rows, not 10 (30 % fewer)",)


def test_r3_source_list_that_is_gone_is_refused(make_file, lena):
    before = parties(10, list_code="UVL") + body(parties(1, first=20, list_code="EL"))
    publish("", make_file("a.csv", before), by=lena, at=T0)

    with pytest.raises(refusals.ShrunkenFile, match="much smaller"):
        publish("", make_file("b.csv", parties(11, list_code="UVL")), by=lena, at=T0)


def test_r3_person_accepts_a_smaller_file_with_a_reason(make_file, lena, ten_parties):
    path = make_file("small.csv", parties(2))

    version = publish("", path, by=lena, at=T0, accept_shrink="The publisher merged entries.").version

    assert own().in_force == version
    assert version.shrink_reason == "The publisher merged entries."
    assert history_of(version)[0].note == "The publisher merged entries."


def test_r3_blank_reason_accepts_nothing(make_file, lena, ten_parties):
    with pytest.raises(refusals.ShrunkenFile):
        publish("", make_file("small.csv", parties(2)), by=lena, at=T0, accept_shrink="  ")


@pytest.fixture
def doubted(make_file, lena, ten_parties):
    with pytest.raises(refusals.EmptyFile):
        publish("", make_file("empty.csv", EMPTY), by=lena, at=T0)
    assert health() is freshness.Health.DOUBTED


def test_m17_list_that_is_back_answers_again(make_file, lena, doubted):
    publish("", make_file("good.csv", parties(10)), by=lena, at=T0)

    assert health() is freshness.Health.OK


def test_m17_new_version_settles_the_doubt(make_file, lena, doubted):
    publish("", make_file("better.csv", parties(11)), by=lena, at=T0)

    assert health() is freshness.Health.OK


def test_m17_person_settles_the_doubt(lena, doubted):
    freshness.confirm(own(), by=lena, at=T0, note="Publisher's site is down.")

    assert health() is freshness.Health.OK


def test_r3_job_cannot_confirm(ten_parties):
    with pytest.raises(freshness.OnlyPeopleConfirm):
        freshness.confirm(own(), by=job_user("list-import"), at=T0)


def body(text):
    """A file without its header."""
    return text.split("\n", 1)[1]

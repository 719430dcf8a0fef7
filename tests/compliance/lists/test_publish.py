"""A list version is taken in (R3, M17)."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.lists import catalogue, parties
from compliance.lists.publish import ListMovedOn, NotConfirmed, compared, publish, switch
from compliance.lists.reading import read, source_of
from compliance.models import ListVersion, Publication, RestrictedList, RestrictedParty
from partnerhub.audit.trail import history_of
from tests.compliance.lists.files import csl_text, simple_text
from tests.compliance.lists.files import parties as some_parties
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db

SDN = "Specially Designated Nationals (SDN) - Treasury Department"
SSI = "Sectoral Sanctions Identifications List (SSI) - Treasury Department"


def in_force(slug="internal"):
    return RestrictedList.objects.select_related("in_force").get(slug=slug).in_force


def listed(version):
    return sorted(entry.names[0].text for entry in parties.parties_of(version))


def test_first_version_is_put_in_force_and_required(make_file, lena):
    path = make_file("own.csv", some_parties(2))

    published = publish("", path, by=lena, at=T0)

    version = in_force()
    assert published.version == version
    assert (version.number, version.row_count, version.party_count) == (1, 2, 2)
    assert (version.added, version.changed, version.removed) == (2, 0, 0)
    assert version.source_counts == {"INTERNAL": 2}
    assert version.restricted_list.required
    assert listed(version) == ["Zorvax Works 1", "Zorvax Works 2"]
    assert [event.action for event in history_of(version)] == ["list.published"]


def test_first_version_asks_with_the_counts_per_source(make_file, lena):
    path = make_file("csl.csv", csl_text({"source": SDN}, {"source": SSI}, {"source": SSI}))
    asked = []

    with pytest.raises(NotConfirmed):
        publish("", path, by=lena, at=T0, confirm_first=lambda reading: asked.append(dict(reading.counts)))

    assert asked == [{"SDN": 1, "SSI": 2}]
    assert not ListVersion.objects.exists()


def test_second_version_does_not_ask(make_file, lena):
    publish("", make_file("a.csv", some_parties(9)), by=lena, at=T0)

    published = publish(
        "", make_file("b.csv", some_parties(10)), by=lena, at=T0, confirm_first=lambda _: False
    )

    assert published.version.number == 2


def test_difference_is_added_changed_and_removed(make_file, lena):
    first = ({"id": "1", "name": "Stays"}, {"id": "2", "name": "Changes"}, {"id": "3", "name": "Goes"})
    second = ({"id": "1", "name": "Stays"}, {"id": "2", "name": "Has changed"}, {"id": "4", "name": "Comes"})
    before = publish("", make_file("a.csv", simple_text(*first)), by=lena, at=T0).version

    after = publish("", make_file("b.csv", simple_text(*second)), by=lena, at=T0).version

    assert (after.added, after.changed, after.removed) == (1, 1, 1)
    assert listed(before) == ["Changes", "Goes", "Stays"]
    assert listed(after) == ["Comes", "Has changed", "Stays"]
    assert RestrictedParty.objects.count() == 5


def test_difference_between_two_versions_is_told_later(make_file, lena):
    for names in (["Stays", "Changes", "Goes"], ["Stays", "Has changed", "Goes"], ["Stays", "Has changed"]):
        rows = ({"id": str(number), "name": name} for number, name in enumerate(names))
        publish("", make_file("a.csv", simple_text(*rows)), by=lena, at=T0, accept_shrink="merged")

    new, removed = parties.changed_between(in_force().restricted_list, 1, 3)

    assert [party.name for party in new] == ["Has changed"]
    assert removed == ["2"]


def test_r3_same_content_only_renews_the_fetch_time(make_file, lena):
    text = simple_text({"id": "1", "name": "One"}, {"id": "2", "name": "Two"})
    other_order = simple_text({"id": "2", "name": "Two"}, {"id": "1", "name": "One"})
    publish("", make_file("a.csv", text), by=lena, at=T0)
    generation = Publication.current().generation

    published = publish(
        "", make_file("b.csv.gz", gzip.compress(other_order.encode())), by=lena, at=T0 + HOURS
    )

    assert not published.is_new
    assert (in_force().number, in_force().fetched_at) == (1, T0 + HOURS)
    assert Publication.current().generation == generation
    assert [event.action for event in history_of(in_force())] == ["list.fetched", "list.published"]


def test_same_key_twice_is_one_party_with_all_sources_and_citations(make_file, lena):
    rows = (
        {
            "_id": "7",
            "source": SSI,
            "federal_register_notice": "A 1",
            "addresses": "1 Quay, GB",
            "end_date": "2020-01-01",
        },
        {
            "_id": "7",
            "source": SDN,
            "federal_register_notice": "B 2",
            "addresses": "2 Quay, GB",
            "alt_names": "ZVX",
        },
    )

    version = publish("", make_file("csl.csv", csl_text(*rows)), by=lena, at=T0).version

    [entry] = parties.parties_of(version)
    assert (version.row_count, version.party_count) == (2, 1)
    assert version.source_counts == {"SDN": 1, "SSI": 1}
    assert entry.sources == ("SDN", "SSI")
    assert entry.citation == "A 1; B 2"
    assert [address.text for address in entry.addresses] == ["1 Quay, GB", "2 Quay, GB"]
    assert [name.text for name in entry.names] == ["Zorvax Ltd", "ZVX"]
    assert entry.end == ""


def test_r3_unknown_list_is_an_error(make_file, lena):
    with pytest.raises(
        catalogue.UnknownList, match="There is no list 'nosuch'; the catalogue has: csl, demo"
    ):
        publish("nosuch", make_file("own.csv", some_parties(1)), by=lena, at=T0)


def test_rows_may_name_a_source_list_by_code_or_name(make_file, lena):
    rows = ({"name": "A", "list": "uvl"}, {"name": "B", "list": "Unverified List"}, {"name": "C"})

    version = publish("", make_file("own.csv", simple_text(*rows)), by=lena, at=T0).version

    assert version.source_counts == {"UVL": 2, "INTERNAL": 1}


def test_list_of_the_operator_is_its_own_source(make_file, lena):
    RestrictedList.objects.create(slug="board", name="The board's list")

    version = publish("board", make_file("own.csv", some_parties(1)), by=lena, at=T0).version

    assert version.source_counts == {"BOARD": 1}


def test_re_screening_is_ordered_inside_the_transaction(make_file, lena):
    ordered = []

    def order(version):
        assert connection.in_atomic_block
        ordered.append(version.number)

    for count in (2, 2, 3):
        publish("", make_file("own.csv", some_parties(count)), by=lena, at=T0, on_published=order)

    assert ordered == [1, 2]


def test_failure_while_ordering_leaves_the_old_version_in_force(make_file, lena):
    publish("", make_file("a.csv", some_parties(2)), by=lena, at=T0)
    generation = Publication.current().generation

    def fail(version):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish("", make_file("b.csv", some_parties(3)), by=lena, at=T0, on_published=fail)

    assert (in_force().number, len(listed(in_force()))) == (1, 2)
    assert Publication.current().generation == generation


def test_file_compared_with_an_older_version_is_not_published(make_file, lena):
    first = make_file("a.csv", some_parties(2))
    publish("", first, by=lena, at=T0)
    stale = in_force()
    publish("", make_file("b.csv", some_parties(3)), by=lena, at=T0)
    restricted_list = in_force().restricted_list
    reading = read(first, source_of(first), catalogue.known_sources(restricted_list))

    with pytest.raises(ListMovedOn):
        switch(compared(restricted_list, stale, reading, ""), by=lena, at=T0, on_published=None)

    assert in_force().number == 2


def test_unchanged_parties_are_not_written_again(make_file, lena):
    publish("", make_file("a.csv", some_parties(1200)), by=lena, at=T0)

    with CaptureQueriesContext(connection) as queries:
        publish("", make_file("b.csv", some_parties(1201)), by=lena, at=T0)

    assert RestrictedParty.objects.count() == 1201
    assert len(queries) < 40


def test_list_is_switched_off_by_somebody(make_file, olga):
    publish("", make_file("a.csv", some_parties(2)), by=olga, at=T0)
    generation = Publication.current().generation
    own = RestrictedList.objects.get(slug="internal")

    catalogue.switch(own, required=False, by=olga, at=T0)

    own.refresh_from_db()
    assert not own.required
    assert Publication.current().generation == generation + 1
    assert [event.action for event in history_of(own)] == ["list.switched_off"]


def test_candidates_are_found_again_in_their_versions(make_file, lena):
    publish("", make_file("a.csv", some_parties(3)), by=lena, at=T0)

    found = parties.of_candidates(["internal:P2", "internal:none", "csl:P1"], [in_force()])

    assert {key: party.name for key, party in found.items()} == {"internal:P2": "Zorvax Works 2"}

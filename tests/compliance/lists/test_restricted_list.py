"""What the database refuses about lists, and the lock that publishing and recording share."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from compliance.lists.publish import publish
from compliance.models import ListVersion, Publication, RestrictedList, RestrictedParty
from tests.compliance.lists.files import parties
from tests.conftest import T0

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(make_file, lena):
    return publish("", make_file("own.csv", parties(2)), by=lena, at=T0).version


def refused(name, change):
    """Does the database refuse `change` by the constraint of this name?"""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        change()
    # SQLite names the columns of a unique constraint instead of the constraint.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def test_list_warns_before_it_blocks(version):
    lists = RestrictedList.objects.filter(pk=version.restricted_list_id)

    refused("list_warns_before_it_blocks", lambda: lists.update(warn_after_hours=49, block_after_hours=48))


def test_doubt_has_moment_and_reason(version):
    lists = RestrictedList.objects.filter(pk=version.restricted_list_id)

    refused("doubted_list_has_moment_and_reason", lambda: lists.update(doubt="why"))
    refused("doubted_list_has_moment_and_reason", lambda: lists.update(doubted_at=T0))


def test_version_number_is_used_once(version):
    twin = ListVersion.objects.get(pk=version.pk)
    twin.pk, twin._state.adding = uuid4(), True

    refused("list_version_number_is_used_once", twin.save)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("only_published_list_versions_have_a_number", {"number": None}),
        ("only_published_list_versions_have_a_number", {"state": "refused"}),
        ("published_list_version_is_not_empty", {"party_count": 0}),
        ("list_confirmation_has_person_and_moment", {"confirmed_at": T0}),
    ],
)
def test_version_is_consistent(version, name, values):
    refused(name, lambda: ListVersion.objects.filter(pk=version.pk).update(**values))


def test_party_is_in_force_once(version):
    party = RestrictedParty.objects.first()
    party.pk, party.first_version, party._state.adding = None, 2, True

    refused("listed_party_is_in_force_once", party.save)


def test_party_is_once_in_a_version(version):
    party = RestrictedParty.objects.first()
    party.pk, party.last_version, party._state.adding = None, 1, True

    refused("listed_party_is_once_in_a_version", party.save)


def test_party_ends_after_it_begins(version):
    parties_ = RestrictedParty.objects.filter(first_version=1)

    refused("listed_party_ends_after_it_begins", lambda: parties_.update(last_version=0))


def test_there_is_one_publication(version):
    refused("there_is_one_publication", lambda: Publication.objects.create(id=2))


def test_rows_say_what_they_are(version):
    refused_file = ListVersion(restricted_list=version.restricted_list, file_name="bad.csv")

    assert str(version) == "Our own list, version 1"
    assert str(refused_file) == "Our own list, refused file bad.csv"
    assert str(RestrictedParty.objects.order_by("id").first()) == "Zorvax Works 1"
    assert str(Publication.current()) == "generation 1"


def test_shared_row_is_the_current_one(version):
    with transaction.atomic():
        assert Publication.share_generation() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_publishing_waits_for_what_is_being_recorded(make_file, lena):
    publish("", make_file("a.csv", parties(2)), by=lena, at=T0)
    second = make_file("b.csv", parties(3))
    done = threading.Event()

    def publish_second():
        publish("", second, by=lena, at=T0)
        done.set()
        connection.close()

    publisher = threading.Thread(target=publish_second)
    with transaction.atomic():
        shared = Publication.share_generation()
        publisher.start()
        waited = not done.wait(1.5)
        still = Publication.current().generation
    publisher.join(timeout=20)

    assert (shared, waited, still) == (1, True, 1)
    assert Publication.current().generation == 2

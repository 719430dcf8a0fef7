"""The search index is built before it is needed, kept as a file, and never answers for other lists (R3)."""

import os
import time

import pytest

from compliance.lists import index_files, index_store
from compliance.lists.publish import publish
from compliance.models import Publication, RestrictedParty
from compliance.profile import PostalAddress, Profile
from compliance.screening import engine
from tests.compliance.lists.files import parties, simple_text
from tests.conftest import T0

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    """What a freshly started process has."""
    return index_store.Store()


def import_names(make_file, by, *names, slug="internal"):
    rows = ({"id": str(number), "name": name} for number, name in enumerate(names))
    return publish(slug, make_file("own.csv", simple_text(*rows)), by=by, at=T0, accept_shrink="test").version


def hits(loaded, name):
    result = engine.screen(loaded.index, Profile(name, PostalAddress(country="GB")))
    return [candidate.entry_key for candidate in result.candidates]


def in_use():
    """The index files that there are."""
    return [note.with_suffix("") for note in index_files.folder().glob("*.json")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Each test begins without index files."""
    settings.VAR_DIR = tmp_path / "var"


def test_nothing_in_force_has_no_index(store):
    loaded = store.current()

    assert (loaded.generation, loaded.versions, loaded.index) == (0, (), None)


def test_new_process_maps_the_file_that_publishing_left(store, make_file, lena):
    version = import_names(make_file, lena, "Zorvax Dynamics", "Kestrel Meridian")
    RestrictedParty.objects.all().delete()  # not asked: the index is ready

    loaded = store.current()

    assert loaded.versions == (version,)
    assert loaded.generation == Publication.current().generation
    assert hits(loaded, "Zorvax Dynamics") == ["internal:0"]


def test_two_lists_are_searched_as_one(store, make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    import_names(make_file, lena, "Zorvax Dynamics", slug="demo")

    assert sorted(hits(store.current(), "Zorvax Dynamics")) == ["demo:0", "internal:0"]


def test_running_process_follows_a_new_version(store, make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    before = store.current()

    import_names(make_file, lena, "Kestrel Meridian")

    assert hits(before, "Kestrel Meridian") == []
    assert hits(store.current(recheck=True), "Kestrel Meridian") == ["internal:0"]


def test_running_process_looks_at_most_once_in_the_set_time(
    store, make_file, lena, settings, django_assert_num_queries
):
    settings.RPL_INDEX_RECHECK_SECONDS = 3600.0
    import_names(make_file, lena, "Zorvax Dynamics")
    store.current()

    with django_assert_num_queries(0):
        store.current()


def test_renewed_fetch_keeps_the_loaded_index(store, make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    before = store.current()

    import_names(make_file, lena, "Zorvax Dynamics")

    assert store.current(recheck=True) is before


def test_missing_file_is_built_from_the_database(store, make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    [path] = in_use()
    content = path.read_bytes()
    index_files.remove(path)

    loaded = store.current()

    assert hits(loaded, "Zorvax Dynamics") == ["internal:0"]
    assert path.read_bytes() == content


@pytest.mark.parametrize("damage", [lambda c: c[:-100], lambda c: c[:500] + b"?" + c[501:], lambda c: b""])
def test_damaged_file_is_built_again(store, make_file, lena, damage):
    import_names(make_file, lena, "Zorvax Dynamics")
    [path] = in_use()
    content = path.read_bytes()
    path.write_bytes(damage(content))

    loaded = store.current()

    assert hits(loaded, "Zorvax Dynamics") == ["internal:0"]
    assert path.read_bytes() == content


def test_m17_emptied_tables_are_no_empty_list(store, make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    [path] = in_use()
    index_files.remove(path)
    RestrictedParty.objects.all().delete()

    with pytest.raises(index_store.IndexUnavailable, match="has 0 parties instead of 1"):
        store.current()


def test_folder_that_cannot_be_written_costs_no_screening(store, make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    [path] = in_use()
    index_files.remove(path)
    path.mkdir()
    (path / "in the way").mkdir()

    loaded = store.current()

    assert hits(loaded, "Zorvax Dynamics") == ["internal:0"]


def test_old_files_are_cleared_away(make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    [old] = in_use()
    hours_ago = time.time() - 2 * index_files.KEPT_SECONDS
    os.utime(index_files.note_of(old), (hours_ago, hours_ago))

    import_names(make_file, lena, "Kestrel Meridian")

    assert not old.exists()
    assert len(in_use()) == 1


def test_large_list_is_in_force_at_once(store, make_file, lena):
    publish("", make_file("own.csv", parties(300)), by=lena, at=T0)

    assert "internal:P300" in hits(store.current(), "Zorvax Works 300")


def test_file_is_marked_with_the_code_that_wrote_it(make_file, lena):
    import_names(make_file, lena, "Zorvax Dynamics")
    [before] = in_use()

    assert before.name.endswith(index_files.engine_mark())

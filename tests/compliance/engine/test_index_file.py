"""An index is written once, mapped by every process, and never guessed at."""

import pytest

from compliance.screening.engine import Index, IndexUnreadable, build
from compliance.screening.engine.screening import rank
from tests.compliance.engine.conftest import PARTIES


def test_a_loaded_index_answers_like_the_built_one(small_index, tmp_path):
    small_index.save(tmp_path / "index")

    loaded = Index.load(tmp_path / "index")

    for name in ("Volnar Shiping", "Brejin Aleksandr", "Amberlyn"):
        assert rank(loaded, name, "", "") == rank(small_index, name, "", "")


def test_the_same_entries_give_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        build(PARTIES).save(tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x10" + bytes(200)])
def test_a_file_that_is_no_index_is_refused(tmp_path, content):
    (tmp_path / "index").write_bytes(content)

    with pytest.raises(IndexUnreadable):
        Index.load(tmp_path / "index")


def test_a_file_that_was_cut_off_is_refused(small_index, tmp_path):
    small_index.save(tmp_path / "index")
    whole = (tmp_path / "index").read_bytes()
    (tmp_path / "index").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(IndexUnreadable):
        Index.load(tmp_path / "index")


def test_an_index_without_parties_finds_nothing():
    assert rank(build([]), "Volnar Shipping", "DE", "1 High Street, Leeds, LS1 1AA") == []

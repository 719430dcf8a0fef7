"""`manage.py import_rpl` tells what it does, and on which lines a file is broken."""

import io

import pytest
from django.core.management import CommandError, call_command

from compliance.models import ListVersion, RestrictedList
from tests.compliance.lists.files import bis_rows, csl_text, parties

pytestmark = pytest.mark.django_db


def import_rpl(path, *options):
    """(standard output, standard error, what went wrong)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_rpl", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def test_first_version_with_yes_prints_counts(make_file):
    path = make_file("csl.csv", csl_text({"source": "Unverified List (UVL) - BIS"}, {}))

    out, _err, error = import_rpl(path, "--source", "csl", "--yes")

    assert error == ""
    assert "Consolidated Screening List, version 1 is in force: 2 rows, 2 parties." in out
    assert "Added 2, changed 0, removed 0." in out
    assert "UVL" in out


def test_format_and_list_are_told_from_the_file(make_file):
    import_rpl(make_file("a.txt", bis_rows({})), "--yes")

    assert RestrictedList.objects.get(in_force__isnull=False).slug == "dpl"


def test_first_version_without_anybody_to_ask_is_not_taken(make_file):
    out, _err, error = import_rpl(make_file("own.csv", parties(3)), "--source", "simple")

    assert "3 rows, 3 parties" in out
    assert error == "Nobody is there to confirm the counts; give --yes when they are right."
    assert not ListVersion.objects.exists()


def test_second_version_prints_the_difference(make_file):
    import_rpl(make_file("a.csv", parties(3)), "--yes")

    out, _err, _error = import_rpl(make_file("b.csv", parties(4, first=2)))

    assert "version 2 is in force" in out
    assert "Added 2, changed 0, removed 1." in out


def test_same_file_again_says_so(make_file):
    import_rpl(make_file("a.csv", parties(3)), "--yes")

    out, _err, error = import_rpl(make_file("b.csv", parties(3)))

    assert error == ""
    assert "version 1: the file says the same; only noted as fetched" in out


def test_broken_file_names_its_lines(make_file):
    path = make_file("bad.csv", parties(2) + "x,y\n" * 60)

    _out, err, error = import_rpl(path, "--yes")

    assert error == "bad.csv is refused: 60 rows cannot be read"
    assert err.splitlines()[0] == "line 4: has 2 columns, the header has 11"
    assert err.splitlines()[-1] == "... and 10 more"


def test_wrong_format_says_what_the_header_lacks(make_file):
    _out, err, error = import_rpl(make_file("own.csv", parties(2)), "--source", "csl", "--yes")

    assert "cannot be read" in error
    assert err.startswith("line 1: the header lacks '_id'")


def test_shrunken_file_is_taken_with_a_reason(make_file):
    import_rpl(make_file("a.csv", parties(10)), "--yes")
    small = make_file("b.csv", parties(3))

    _out, err, error = import_rpl(small)
    out, _err, _error = import_rpl(small, "--accept-shrink", "Entries were merged.")

    assert "much smaller" in error
    assert "INTERNAL: 3 rows, not 10 (70 % fewer)" in err
    assert "version 2 is in force" in out


def test_r3_unknown_list_is_an_error(make_file):
    _out, _err, error = import_rpl(make_file("a.csv", parties(3)), "--list", "nosuch", "--yes")

    assert error.startswith("There is no list 'nosuch'")


def test_missing_file_is_an_error(tmp_path):
    _out, _err, error = import_rpl(tmp_path / "none.csv")

    assert error == f"There is no file {tmp_path / 'none.csv'}"


def test_importer_is_the_job_or_a_person(make_file, lena):
    import_rpl(make_file("a.csv", parties(3)), "--yes")
    import_rpl(make_file("b.csv", parties(4)), "--user", lena.email)

    by = [version.imported_by for version in ListVersion.objects.order_by("number")]
    assert [(user.kind, user.name) for user in by] == [("job", "list-import"), ("person", "Lena")]


def test_unknown_importer_is_an_error(make_file):
    _out, _err, error = import_rpl(make_file("a.csv", parties(3)), "--user", "nobody@example.com")

    assert error == "There is no user nobody@example.com"

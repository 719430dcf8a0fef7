"""Files that are broken in every way: each problem has its line, and nothing is guessed."""

import gzip
import io
import zipfile

import pytest

from compliance.lists.sources.base import Row
from compliance.lists.sources.consolidated_csv import ConsolidatedCsv
from compliance.lists.sources.simple_csv import SimpleCsv
from tests.compliance.lists.files import csl_text, entries_of, problems_of, rows_of, simple_text

SIMPLE = SimpleCsv()
THREE = simple_text({"name": "One"}, {"name": "Two"}, {"name": "Three"})
HEADER = THREE.splitlines()[0]


def names(path):
    return [entry.names[0].text for entry in entries_of(SIMPLE, path)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(THREE.encode(), id="plain"),
        pytest.param(THREE.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(THREE.encode("utf-8-sig"), id="BOM"),
        pytest.param(THREE.encode("utf-16"), id="UTF-16"),
        pytest.param(b"\n\n" + THREE.encode(), id="blank lines first"),
        pytest.param(THREE.encode().rstrip(), id="no newline at the end"),
        pytest.param(THREE.encode() + b"\x1a", id="DOS end of file"),
        pytest.param(gzip.compress(THREE.encode()), id="gzip"),
        pytest.param(
            gzip.compress(THREE[:90].encode()) + gzip.compress(THREE[90:].encode()), id="gzip in two"
        ),
    ],
)
def test_whole_file_is_read_however_it_is_packed(make_file, content):
    path = make_file("own.csv", content)

    assert names(path) == ["One", "Two", "Three"]


def test_zip_is_read_without_what_macos_adds(make_file):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("lists/own.csv", THREE)
        archive.writestr("__MACOSX/lists/._own.csv", "x")
    path = make_file("own.zip", packed.getvalue())

    assert names(path) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(HEADER, [], id="header only"),
        pytest.param(
            THREE.replace("citation", "quote"),
            ["line 1: the header lacks 'citation'; has unknown 'quote'"],
            id="wrong columns",
        ),
        pytest.param(
            THREE.replace("remarks", "name"), ["line 1: the header repeats 'name'"], id="column twice"
        ),
        pytest.param(
            THREE + HEADER, ["line 5: repeats the header: were two files joined?"], id="repeated header"
        ),
        pytest.param(THREE + "a,b", ["line 5: has 2 columns, the header has 11"], id="too few columns"),
        pytest.param(
            THREE + '"Four,,,,,,,,,,',
            ["line 5: cannot be read as a row: unexpected end of data"],
            id="unclosed quote",
        ),
        pytest.param(THREE.replace("Two", "T\0wo"), ["line 3: has a NUL character"], id="NUL"),
    ],
)
def test_problem_names_its_line(make_file, text, problems):
    path = make_file("own.csv", text)

    assert problems_of(SIMPLE, path) == problems


def test_bytes_that_are_not_utf8_name_their_line(make_file):
    path = make_file("own.csv", THREE.encode().replace(b"Two", b"T\xffwo"))

    assert problems_of(SIMPLE, path) == ["line 3: is not UTF-8 at byte 2; save the file as UTF-8"]


def test_row_over_several_lines_is_named_by_its_first(make_file):
    text = THREE + '"Four\nand more",,ghost,,,,,,,,\n"Five",,ghost,,,,,,,,\n'
    path = make_file("own.csv", text)

    assert [problem.split(",")[0] for problem in problems_of(SIMPLE, path)] == ["line 5", "line 7"]


def test_truncated_gzip_is_a_problem(make_file):
    whole = gzip.compress(csl_text(*({"remarks": str(n) * 50} for n in range(3000))).encode())
    path = make_file("csl.csv.gz", whole[: len(whole) // 2])

    rows = rows_of(ConsolidatedCsv(), path)

    assert isinstance(rows[0], Row)
    assert "cut off or damaged" in str(rows[-1])


def test_damaged_zip_member_is_a_problem(make_file):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("own.csv", THREE)
    path = make_file("own.zip", packed.getvalue().replace(b"Three", b"Thr33", 1))

    assert "cut off or damaged" in problems_of(SIMPLE, path)[-1]


def test_line_without_end_is_no_list(make_file):
    path = make_file("own.csv", THREE + "x" * 5_000_000)

    assert "is longer than" in problems_of(SIMPLE, path)[0]

"""A file tells its format."""

import pytest

from compliance.lists.reading import UnknownFormat, UnreadableListFile, source_of
from compliance.lists.sources.countries import country_code
from tests.compliance.lists.files import bis_rows, csl_text, simple_text


@pytest.mark.parametrize(
    ("text", "slug"),
    [(csl_text({}), "csl"), (bis_rows({}), "dpl"), (simple_text({"name": "Zorvax"}), "simple")],
)
def test_format_is_recognised(make_file, text, slug):
    path = make_file("list", text.encode("utf-8-sig"))

    assert source_of(path).slug == slug


@pytest.mark.parametrize("content", [b"", b"name;address\n", b"\x89PNG\r\n", b"\x1f\x8bbroken", b"PKbroken"])
def test_foreign_file_is_an_error(make_file, content):
    path = make_file("list.csv", content)

    with pytest.raises(UnknownFormat, match="is in none of the known formats"):
        source_of(path)


def test_unknown_format_name_is_an_error(make_file):
    path = make_file("list.csv", csl_text({}))

    with pytest.raises(UnknownFormat, match="'cls' is no format; known are: csl"):
        source_of(path, "cls")


def test_missing_file_is_an_error(tmp_path):
    with pytest.raises(UnreadableListFile):
        source_of(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GB", "GB"),
        (" gb ", "GB"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Cote d Ivoire", "CI"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Region: Gaza", "PS"),
        ("Kosovo", "XK"),
        ("undetermined", ""),
        ("", ""),
    ],
)
def test_country_is_known_by_its_names(text, code):
    assert country_code(text) == code

"""The real files, every row imported and counted. Skipped where they are not at hand.

The long ones are marked `whole_lists`: `uv run pytest -m whole_lists` takes half a minute.
"""

import gzip

import pytest

from compliance.lists.publish import publish
from compliance.lists.refusals import BrokenFile
from compliance.models import RestrictedParty
from tests.compliance.lists.files import SHARED
from tests.conftest import T0

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED.exists(), reason="the real list files are not here"),
]

CSL_COUNTS = {
    "SDN": 10026,
    "EL": 2001,
    "DTC": 727,
    "DPL": 462,
    "SSI": 290,
    "UVL": 201,
    "ISN": 163,
    "PLC": 78,
    "MEU": 71,
    "CMIC": 68,
    "CAP": 53,
    "NS-MBS": 17,
    "FSE": 3,
}


@pytest.mark.whole_lists
def test_consolidated_screening_list(lena):
    version = publish("", SHARED / "consolidated_2022-05.csv.gz", by=lena, at=T0).version

    assert (version.row_count, version.party_count) == (14160, 14048)
    assert version.source_counts == CSL_COUNTS
    assert RestrictedParty.objects.of_version(version).count() == 14048


def test_denied_persons_list_and_its_next_version(lena):
    first = publish("", SHARED / "dpl_2019-06.txt", by=lena, at=T0).version
    second = publish("", SHARED / "dpl_2022-09.txt", by=lena, at=T0).version

    assert (first.row_count, first.party_count) == (546, 541)
    assert (second.row_count, second.party_count) == (581, 577)
    assert second.party_count == first.party_count + second.added - second.removed
    assert RestrictedParty.objects.count() == 541 + second.added + second.changed


@pytest.mark.whole_lists
def test_real_file_with_one_broken_row_is_refused_with_the_line(make_file, lena):
    lines = gzip.decompress((SHARED / "consolidated_2022-05.csv.gz").read_bytes()).splitlines(keepends=True)
    lines[7000] = lines[7000].replace(b",", b"", 1)
    path = make_file("broken.csv.gz", gzip.compress(b"".join(lines), 1))

    with pytest.raises(BrokenFile) as refused:
        publish("", path, by=lena, at=T0)

    assert refused.value.lines == ("line 7001: has 28 columns, the header has 29",)


@pytest.mark.whole_lists
@pytest.mark.parametrize(
    ("name", "slug", "rows"),
    [
        ("UN_consolidated_2026-02-27.xml.gz", "un", 1003),
        ("ofac_2019", "ofac", 7379),
        ("ofac_2021", "ofac", 8976),
    ],
)
def test_other_real_lists(lena, name, slug, rows):
    version = publish("", SHARED / name, by=lena, at=T0).version

    assert version.restricted_list.slug == slug
    assert (version.row_count, version.party_count) == (rows, rows)

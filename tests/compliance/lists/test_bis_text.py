"""The Denied Persons List as tab-separated text."""

from compliance.entries import Entry, Kind, ListedAddress, ListedName
from compliance.lists.sources.base import key_of
from compliance.lists.sources.bis_text import BisText
from tests.compliance.lists.files import bis_rows, entries_of, problems_of

BIS = BisText()


def test_row_becomes_an_entry(make_file):
    row = {
        "Name": " I. ASH",
        "Street_Address": "1 QUAY",
        "City": "SEAGOVILLE",
        "State": "TX",
        "Postal_Code": "75159",
        "Effective_Date": "06/19/2003",
        "Expiration_Date": "06/29/2056",
        "Action": "NEW",
        "FR_Citation": "68 F.R. 38290",
    }
    path = make_file("dpl.txt", bis_rows(row))

    entries = entries_of(BIS, path)

    assert entries == [
        Entry(
            key=key_of("I. ASH", "1 QUAY", "2003-06-19"),
            source="DPL",
            kind=Kind.UNKNOWN,
            names=(ListedName("I. ASH"),),
            addresses=(ListedAddress("1 QUAY, SEAGOVILLE, TX, 75159", "US"),),
            countries=("US",),
            start="2003-06-19",
            end="2056-06-29",
            citation="68 F.R. 38290",
            remarks="NEW",
        )
    ]


def test_empty_country_is_the_us_only_with_a_us_state(make_file):
    path = make_file("dpl.txt", bis_rows({"State": "CA"}, {"State": "CY"}, {"State": "CY", "Country": "GB"}))

    assert [entry.countries for entry in entries_of(BIS, path)] == [("US",), (), ("GB",)]


def test_expired_orders_are_kept(make_file):
    path = make_file("dpl.txt", bis_rows({"Expiration_Date": "01/02/2010"}))

    assert [entry.end for entry in entries_of(BIS, path)] == ["2010-01-02"]


def test_windows_1252_is_read(make_file):
    path = make_file("dpl.txt", bis_rows({"Name": "JOSÉ MUÑOZ"}).encode("cp1252"))

    assert entries_of(BIS, path)[0].names == (ListedName("JOSÉ MUÑOZ"),)


def test_broken_rows_are_named_with_line_and_column(make_file):
    rows = ({"Effective_Date": "2003-06-19"}, {"Effective_Date": ""}, {"Name": "", "Street_Address": ""})
    path = make_file("dpl.txt", bis_rows(*rows))

    assert problems_of(BIS, path) == [
        "line 2, column Effective_Date: '2003-06-19' is no date (MM/DD/YYYY)",
        "line 3, column Effective_Date: is empty",
        "line 4, column Name: has neither a name nor an address",
    ]

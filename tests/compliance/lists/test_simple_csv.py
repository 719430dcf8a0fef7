"""Our own simple CSV."""

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.simple_csv import SimpleCsv
from tests.compliance.lists.files import csv_text, entries_of, problems_of, simple_text

SIMPLE = SimpleCsv()


def test_row_becomes_an_entry(make_file):
    row = {
        "id": "D1",
        "name": "Zorvax Ltd",
        "aliases": "ZVX; fka: Zorvax Turbines; weak: ZDL",
        "type": "org",
        "country": "United Kingdom; ie",
        "address": "1 Quay",
        "citation": "Gazette 1",
        "list": "DEMO-WATCH",
        "start": "2014-02-01",
        "end": "2024-02-01",
        "remarks": "Run out",
    }
    path = make_file("own.csv", simple_text(row))

    assert entries_of(SIMPLE, path) == [
        Entry(
            key="D1",
            source="DEMO-WATCH",
            kind=Kind.ORGANIZATION,
            names=(
                ListedName("Zorvax Ltd"),
                ListedName("ZVX", NameQuality.AKA),
                ListedName("Zorvax Turbines", NameQuality.FKA),
                ListedName("ZDL", NameQuality.WEAK),
            ),
            addresses=(ListedAddress("1 Quay", "GB"),),
            countries=("GB", "IE"),
            start="2014-02-01",
            end="2024-02-01",
            citation="Gazette 1",
            remarks="Run out",
        )
    ]


def test_the_seven_columns_are_enough(make_file):
    columns = ("name", "aliases", "type", "country", "address", "citation", "list")
    path = make_file("own.csv", csv_text(columns, [{"name": "Zorvax Ltd"}]))

    assert [entry.names[0].text for entry in entries_of(SIMPLE, path)] == ["Zorvax Ltd"]


def test_same_name_without_ids_is_one_party(make_file):
    rows = ({"name": "Zorvax", "address": "1 Quay"}, {"name": "ZORVAX", "address": "2 Quay"})
    path = make_file("own.csv", simple_text(*rows))

    assert len({entry.key for entry in entries_of(SIMPLE, path)}) == 1


def test_broken_rows_are_named_with_line_and_column(make_file):
    rows = (
        {"aliases": "ZVX"},
        {"name": "Zorvax", "type": "ghost"},
        {"name": "Zorvax", "country": "GB; Narnia"},
        {"name": "Zorvax", "end": "soon"},
    )
    path = make_file("own.csv", simple_text(*rows))

    assert problems_of(SIMPLE, path) == [
        "line 2, column name: has neither a name nor an address",
        "line 3, column type: 'ghost' is not one of person, org, vessel, aircraft",
        "line 4, column country: 'Narnia' is no country",
        "line 5, column end: 'soon' is no date (YYYY-MM-DD)",
    ]

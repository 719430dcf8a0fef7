"""The Consolidated Screening List as CSV."""

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.consolidated_csv import ConsolidatedCsv
from tests.compliance.lists.files import csl_text, entries_of, problems_of

CSL = ConsolidatedCsv()


def test_row_becomes_an_entry(make_file):
    row = {
        "_id": "18725",
        "source": "Specially Designated Nationals (SDN) - Treasury Department",
        "type": "Entity",
        "programs": "SYRIA; IRAN",
        "name": " ZORVAX  LTD",
        "alt_names": "ZVX; and Zorvax Limited; ZVX",
        "addresses": "1 Quay, Port Aldwyn, 12345, GB; SY",
        "federal_register_notice": "68 F.R. 38290",
        "start_date": "2003-06-19",
        "end_date": "2056-06-29",
        "nationalities": "IR",
        "dates_of_birth": "1964-01-05; 1977",
        "ids": "GB, 123, Tax ID No.",
        "remarks": "Linked",
        "source_information_url": "http://example.org/sdn",
    }
    path = make_file("csl.csv", csl_text(row))

    entries = entries_of(CSL, path)

    assert entries == [
        Entry(
            key="18725",
            source="SDN",
            kind=Kind.ORGANIZATION,
            names=(
                ListedName("ZORVAX LTD"),
                ListedName("ZVX", NameQuality.AKA),
                ListedName("Zorvax Limited", NameQuality.AKA),
            ),
            addresses=(ListedAddress("1 Quay, Port Aldwyn, 12345, GB", "GB"),),
            countries=("GB", "SY", "IR"),
            dates=("1964-01-05", "1977"),
            ids=("GB, 123, Tax ID No.",),
            start="2003-06-19",
            end="2056-06-29",
            citation="68 F.R. 38290",
            programs=("SYRIA", "IRAN"),
            remarks="Linked",
            url="http://example.org/sdn",
        )
    ]


def test_missing_type_is_an_unknown_kind(make_file):
    path = make_file("csl.csv", csl_text({"type": ""}))

    assert entries_of(CSL, path)[0].kind is Kind.UNKNOWN


def test_successors_are_no_part_of_the_name(make_file):
    name = "Ardis Group LLC and any successor, sub-unit, or subsidiary thereof"
    path = make_file("csl.csv", csl_text({"name": name}))

    entry = entries_of(CSL, path)[0]

    assert entry.names == (ListedName("Ardis Group LLC"),)
    assert entry.remarks == "Listed: and any successor, sub-unit, or subsidiary thereof"


def test_us_address_without_country_is_in_the_us(make_file):
    path = make_file("csl.csv", csl_text({"addresses": "1 VENUE, MIAMI, FL, 33177"}))

    assert entries_of(CSL, path)[0].countries == ("US",)


def test_entry_may_be_an_address_alone(make_file):
    path = make_file("csl.csv", csl_text({"name": "", "addresses": "Room 13, Quay Road, HK"}))

    entry = entries_of(CSL, path)[0]

    assert (entry.names, entry.addresses) == ((), (ListedAddress("Room 13, Quay Road, HK", "HK"),))


def test_broken_rows_are_named_with_line_and_column(make_file):
    rows = (
        {"_id": ""},
        {"source": ""},
        {"name": ""},
        {"type": "Ghost"},
        {"start_date": "06/19/2003"},
        {"end_date": "2003-13-01"},
    )
    path = make_file("csl.csv", csl_text(*rows))

    assert problems_of(CSL, path) == [
        "line 2, column _id: is empty",
        "line 3, column source: is empty",
        "line 4, column name: has neither a name nor an address",
        "line 5, column type: 'Ghost' is no type that we know",
        "line 6, column start_date: '06/19/2003' is no date (YYYY-MM-DD)",
        "line 7, column end_date: '2003-13-01' is no date (YYYY-MM-DD)",
    ]


def test_columns_that_we_do_not_know_are_a_problem(make_file):
    text = csl_text({}).replace("call_sign", "signal", 1)
    path = make_file("csl.csv", text)

    assert problems_of(CSL, path) == ["line 1: the header lacks 'call_sign'; has unknown 'signal'"]

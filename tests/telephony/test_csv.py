"""A domain's numbers as a file: what is refused, and that a file written is a file read."""

import pytest

from partnerhub.audit import trail
from telephony import call_in_numbers, csv_format, csv_import, usage
from telephony.csv_format import FILE_BYTES_MAX, FileRefused
from telephony.policies import EditingRefused
from tests.conftest import T0
from tests.telephony.conftest import entry

HEAD = "phone,label,access_number,toll_type,call_type,country,hidden"
LONDON = "+44 20 7946 0958,London,,toll,,GB,display"
BERLIN = "+49 30 23125000,Berlin,,toll,,DE,display"
FREE = "+44 808 157 0000,Free,,tollFree,,GB,display"


@pytest.fixture
def domain(make_domain):
    return make_domain("North")


def file_of(*lines, encoding="utf-8"):
    return "\r\n".join((HEAD, *lines)).encode(encoding)


def take_in(domain, raw, by, **values):
    return csv_import.take_in(domain, raw, by=by, at=T0, **values)


def rows_of(domain):
    return [
        (row.display, row.label, row.toll_type, " ".join(row.get_countries()), row.hidden)
        for row in domain.numbers.order_by("display_order").with_countries()
    ]


def refusal_of(domain, raw, by):
    with pytest.raises(FileRefused) as refused:
        take_in(domain, raw, by)
    return [(line.line, line.column) for line in refused.value.lines], str(refused.value)


def test_a_file_becomes_the_list_in_its_order(domain, olga):
    take_in(domain, file_of(LONDON, FREE, BERLIN), olga)

    assert rows_of(domain) == [
        ("+44 20 7946 0958", "London", "toll", "GB", False),
        ("+44 808 157 0000", "Free", "tollFree", "GB", False),
        ("+49 30 23125000", "Berlin", "toll", "DE", False),
    ]
    assert domain.numbers.get(is_default_toll=True).label == "London"
    assert trail.history_of(domain)[0].action == "telephony_domain.imported"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_write_in_many_ways(domain, olga, encoding, delimiter):
    raw = file_of(LONDON.replace("London", "לונדון")).decode().replace(",", delimiter).encode(encoding)

    take_in(domain, raw, olga)

    assert rows_of(domain)[0][1] == "לונדון"


def test_columns_are_found_by_name_and_cells_are_trimmed(domain, olga):
    heading = b"Country;Phone number;Label;DNIS;Toll type;Call_Type;Hidden\n"
    raw = heading + b" GB ; +44 20 7946 0958;London ;;CCA Toll;;No\n"

    take_in(domain, raw, olga)

    assert rows_of(domain) == [("+44 20 7946 0958", "London", "toll", "GB", False)]


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"", [(0, "")]),
        (b"\xef\xbb\xbf", [(0, "")]),
        (HEAD.encode(), [(0, "")]),
        (b"phone,label\n1,2", [(1, "")]),
        (HEAD.replace("label", "phone").encode(), [(1, "")]),
        (file_of("+44 20 7946 0958,London,,toll,,GB"), [(2, "")]),
        (file_of("+44 20 7946 0958,London,,toll,,GB,display,more"), [(2, "")]),
        (file_of(LONDON, '"+49 30 23125000,Berlin,,toll,,DE,display'), [(3, "")]),
        (file_of(LONDON) + b"\n\xff\xfe,x,,toll,,DE,display", [(3, "")]),
        (file_of(LONDON.replace("London", "L\x00ndon")), [(2, "")]),
        (file_of(LONDON.replace(",toll,", ",cheap,")), [(2, "toll_type")]),
        (file_of(LONDON.replace(",,GB", ",local,GB")), [(2, "call_type")]),
        (file_of(LONDON.replace("display", "perhaps")), [(2, "hidden")]),
        (file_of(LONDON.replace("GB", "gb")), [(2, "country")]),
        (file_of(LONDON.replace("GB", "XK")), [(2, "country")]),
        (file_of(LONDON.replace("GB", "GB GB")), [(2, "country")]),
        (file_of(LONDON.replace("GB", "")), [(2, "country")]),
        (file_of(LONDON.replace("GB", "DE")), [(2, "phone")]),
        (file_of(LONDON.replace("+44 20 7946 0958", "")), [(2, "phone")]),
        (file_of(LONDON.replace("+44 20 7946 0958", "+441632960001")), [(2, "phone")]),
        (file_of(LONDON.replace("London", "ש" * 43)), [(2, "label")]),
        (file_of(LONDON.replace("London", '"Lon\ndon"')), [(2, "label")]),
        (file_of(LONDON.replace("London,", "London,123456")), [(2, "access_number")]),
        (file_of(LONDON, LONDON), [(3, "phone")]),
        (file_of(LONDON, BERLIN.replace(",,toll", ",+442079460958,tollFree")), [(3, "toll_type")]),
        (file_of(FREE), [(0, "toll_type")]),
        (
            file_of(
                BERLIN,
                LONDON.replace("display", "hidden"),
                LONDON.replace("London", "L").replace("display", "hidden"),
            ),
            [(4, "hidden")],
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_column(domain, olga, raw, where):
    found, _message = refusal_of(domain, raw, olga)

    assert found == where
    assert not domain.numbers.exists()


def test_all_bad_lines_are_named_at_once_and_none_is_taken_in(domain, olga):
    bad = LONDON.replace("GB", "gb")

    found, message = refusal_of(domain, file_of(bad, BERLIN, bad), olga)

    assert found == [(2, "country"), (4, "country")]
    assert message.startswith("Line 2, country: “gb” is not an ISO 3166-1 alpha-2 country code")
    assert not domain.numbers.exists()


def test_a_line_is_counted_from_where_it_begins(domain, olga):
    found, _message = refusal_of(domain, file_of("", LONDON, "", BERLIN.replace("DE", "XK")), olga)

    assert found == [(5, "country")]


def test_more_than_300_numbers_are_refused(domain, olga):
    lines = [f"+44 20 7946 0{place:03},x,,toll,,GB,display" for place in range(301)]

    found, message = refusal_of(domain, file_of(*lines), olga)

    assert found == [(0, "")]
    assert "301" in message


def test_300_numbers_are_taken_in(domain, olga):
    lines = [f"+44 20 7946 0{place:03},x,,toll,,GB,display" for place in range(300)]

    take_in(domain, file_of(*lines), olga)
    take_in(domain, file_of(*reversed(lines)), olga)

    assert list(domain.numbers.order_by("display_order").values_list("display_order", flat=True)) == [
        *range(1, 301)
    ]
    assert domain.numbers.get(display_order=1).display == "+44 20 7946 0299"


def test_labels_over_11_kib_are_refused(domain, olga):
    lines = [f"+44 20 7946 0{place:03},{'x' * 85},,toll,,GB,display" for place in range(110)]

    found, _message = refusal_of(domain, file_of(*lines), olga)

    assert found == [(0, "label")]


def test_a_file_that_is_too_large_is_refused(domain, olga):
    found, message = refusal_of(domain, b"x" * (FILE_BYTES_MAX + 1), olga)

    assert found == [(0, "")]
    assert "256 KiB" in message


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+44 20",
        "-1",
        "@SUM(A1)",
        "'=1+1",
        "'",
        "''",
        "＝1",
        "plain",
        "",
        "x'y",
        "'tis",
        "a,b;c",
        'say "hi"',
    ],
)
def test_a_cell_is_no_formula_and_comes_back_as_it_was(cell):
    written = csv_format.neutralised(cell)

    assert not written.startswith(("=", "+", "-", "@", "＝"))
    assert csv_format.restored(written) == cell


@pytest.mark.parametrize("label", ["=HYPERLINK(1)", "+1", "-x", "@x", "'=x", "'tis", 'a "b", c;d', "תל אביב"])
def test_an_exported_file_imported_again_changes_nothing(make_domain, domain, olga, label):
    numbers = [
        entry("020 7946 0958", "GB IE", label=label, access_number="12345678", call_type="domestic"),
        entry("+1 800-555-0199", "US CA", hidden=True),
    ]
    for number in numbers:
        call_in_numbers.add(domain, number, by=olga, at=T0)
    exported = csv_import.export(domain)
    before, events = rows_of(domain), trail.history_of(domain).count()

    take_in(domain, exported, olga)
    elsewhere = make_domain("South")
    take_in(elsewhere, exported, olga)

    assert rows_of(domain) == rows_of(elsewhere) == before
    assert trail.history_of(domain).count() == events + 1
    assert csv_import.export(domain) == exported == csv_import.export(elsewhere)


def test_an_import_keeps_the_row_of_a_number_that_stays(domain, olga):
    take_in(domain, file_of(LONDON, BERLIN), olga)
    ids = {row.e164: row.pk for row in domain.numbers.all()}

    plan = take_in(domain, file_of(BERLIN.replace("Berlin", "Berlin Mitte"), FREE, LONDON), olga)

    assert {row.e164: row.pk for row in domain.numbers.exclude(label="Free")} == ids
    assert [row.is_new for row in plan.rows] == [False, True, False]
    assert [row[1] for row in rows_of(domain)] == ["Berlin Mitte", "Free", "London"]
    assert domain.numbers.get(is_default_toll=True).label == "London"


def test_two_rows_of_one_number_may_swap_their_labels(domain, olga):
    take_in(domain, file_of(LONDON, LONDON.replace("London", "City")), olga)

    take_in(domain, file_of(LONDON.replace("London", "City"), LONDON), olga)

    assert [row[1] for row in rows_of(domain)] == ["City", "London"]


def test_a_plan_writes_nothing(domain, olga):
    take_in(domain, file_of(LONDON, BERLIN), olga)

    plan = csv_import.plan(domain, file_of(BERLIN))

    assert [number.label for number in plan.removed] == ["London"]
    assert domain.numbers.count() == 2


@pytest.mark.parametrize("line", [None, LONDON.replace("display", "hidden")])
def test_numbers_in_use_go_or_hide_only_when_their_sites_were_seen(domain, olga, site_of, line):
    take_in(domain, file_of(LONDON, BERLIN), olga)
    site_of(domain.numbers.get(label="London"))
    raw = file_of(*filter(None, [line, BERLIN]))
    plan = csv_import.plan(domain, raw)

    with pytest.raises(usage.InUse):
        take_in(domain, raw, olga)
    assert domain.numbers.available().count() == 2
    take_in(domain, raw, olga, seen=plan.seen)

    assert [site.label for site in plan.sites] == ["Contoso"]
    assert [row.label for row in domain.numbers.available()] == ["Berlin"]


def test_a_partner_imports_nothing(domain, alice):
    with pytest.raises(EditingRefused):
        take_in(domain, file_of(LONDON), alice)

    assert not domain.numbers.exists()

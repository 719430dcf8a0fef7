"""The same from a shell: seed, preview, import, export, report."""

from io import BytesIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command

from telephony import csv_import, usage
from telephony.models import CallInNumber, TelephonyDomain


def run(capsys, *words, **options):
    call_command(*words, **options)
    return capsys.readouterr().out


def test_seeding_can_be_repeated(db, capsys):
    first, second = run(capsys, "seed_telephony"), run(capsys, "seed_telephony")

    assert "254" in first
    assert "22 numbers" in first
    assert "written: 0" in second
    assert "there already" in second


def test_seeding_without_a_demo(db, capsys):
    run(capsys, "seed_telephony", "--no-demo")

    assert not TelephonyDomain.objects.exists()


def test_b5_the_preview_says_which_number_and_why(demo, capsys):
    out = run(capsys, "callin_preview", "IL")

    assert out.startswith("+44 20 7946 0958\ttoll\t")
    assert "reason: location_default, location EMEA, rule 1/" in out
    assert "- The domain has no call-in number for Israel." in out


def test_the_preview_takes_the_name_of_a_domain(make_domain, tables, capsys):
    make_domain("Israel", ("+972 3-555-0123", "IL"))

    assert "domain_country" in run(capsys, "callin_preview", "IL", domain="israel")


@pytest.mark.parametrize("code", ["il", " IL", "XK"])
def test_m19_the_preview_takes_exact_country_codes_only(demo, code):
    with pytest.raises(CommandError, match="not an ISO 3166-1"):
        call_command("callin_preview", code)


def test_an_unknown_domain_is_named(db, tmp_path):
    for words in (
        ["callin_preview", "IL", "--domain", "Nowhere"],
        ["export_callin_numbers", "Nowhere"],
        ["import_callin_numbers", "Nowhere", "x.csv"],
    ):
        with pytest.raises(CommandError, match="Nowhere"):
            call_command(*words)


def test_a_file_goes_out_and_comes_in(demo, make_domain, tmp_path, capsys):
    make_domain("Copy")
    path = tmp_path / "numbers.csv"

    run(capsys, "export_callin_numbers", "Demo domain", str(path))
    dry = run(capsys, "import_callin_numbers", "Copy", str(path), dry_run=True)
    out = run(capsys, "import_callin_numbers", "copy", str(path))

    assert dry == "would import 22 numbers: 22 new, 0 removed\n"
    assert out == "imported 22 numbers: 22 new, 0 removed\n"
    assert csv_import.export(TelephonyDomain.objects.get(name="Copy")) == path.read_bytes()


def test_a_file_may_be_piped(demo, make_domain, monkeypatch, capsys):
    make_domain("Copy")
    out = run(capsys, "export_callin_numbers", "Demo domain")
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(out.encode())))

    assert "22 new" in run(capsys, "import_callin_numbers", "Copy", "-")


def test_a_bad_file_is_refused_with_its_lines(demo, tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_text(
        "phone,label,access_number,toll_type,call_type,country,hidden\n+1 555-555-0123,x,,toll,,US,\n"
    )

    with pytest.raises(CommandError, match="Line 2, phone: The number has a possible length"):
        call_command("import_callin_numbers", "Demo domain", str(path))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_callin_numbers", "Demo domain", str(tmp_path / "absent.csv"))

    assert CallInNumber.objects.count() == 22


def test_affected_sites_are_listed_with_the_code_that_confirms(make_domain, tmp_path, capsys, site_of):
    domain = make_domain("North", ("+44 20 7946 0958", "GB"), ("+49 30 23125000", "DE"))
    number = domain.numbers.get(display_order=2)
    site_of(number)
    path = tmp_path / "numbers.csv"
    path.write_text(
        "phone,label,access_number,toll_type,call_type,country,hidden\n+44 20 7946 0958,,,,,GB,\n"
    )
    code = usage.fingerprint(usage.sites_of(number))

    with pytest.raises(CommandError, match=f"Contoso: .*\n.*--confirm {code}"):
        call_command("import_callin_numbers", "North", str(path))
    run(capsys, "import_callin_numbers", "North", str(path), confirm=code)

    assert domain.numbers.count() == 1


def test_the_report_names_what_numbering_plans_say_otherwise(demo, capsys):
    assert run(capsys, "check_callin_numbers") == "0 found\n"
    CallInNumber.objects.filter(e164="+12025550143").update(
        e164="+15555550123", inferred_toll_type="tollFree"
    )

    out = run(capsys, "check_callin_numbers")

    assert "not in the numbering plan" in out
    assert out.endswith("2 found\n")

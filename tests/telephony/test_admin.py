"""The operator's screens, by a real client, without JavaScript (M22)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerhub.audit import trail
from telephony import usage
from telephony.models import CallInNumber, CountryLocation, LocationDefault, TelephonyDomain

HEAD = "phone,label,access_number,toll_type,call_type,country,hidden\n"
DOMAIN = {
    "name": "South",
    "region": "EMEA",
    "partner": "",
    "prefer": "order",
    "primary_bridge": "",
    "backup_bridge": "",
    "web_domain": "",
    "note": "",
    "numbers-TOTAL_FORMS": "0",
    "numbers-INITIAL_FORMS": "0",
}


@pytest.fixture
def domain(make_domain):
    return make_domain(
        "North", ("+44 20 7946 0958", "GB"), ("+44 20 7946 0001", "GB"), ("+49 30 23125000", "DE")
    )


@pytest.fixture
def operator(browse, olga):
    return browse(olga)


def page_of(name, *args):
    return reverse(f"admin:telephony_{name}", args=args)


def list_of(domain):
    return list(domain.numbers.order_by("display_order").values_list("e164", flat=True))


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def number_form(domain, **values):
    given = {
        "domain": domain.pk,
        "phone": "",
        "countries": "GB",
        "label": "",
        "access_number": "",
        "toll_type": "",
    }
    return given | {"call_type": "", "in_global_list": "on", "read_as": ""} | values


@pytest.mark.parametrize(
    "name", ["telephonydomain", "callinnumber", "countrylocation", "locationdefault", "mappingversion"]
)
def test_m22_every_model_has_a_list_and_a_page(demo, operator, name):
    row = {
        "telephonydomain": demo.pk,
        "callinnumber": CallInNumber.objects.first().pk,
        "countrylocation": "NA",
        "locationdefault": "EMEA",
        "mappingversion": 1,
    }[name]

    assert operator.get(page_of(f"{name}_changelist")).status_code == 200
    if name != "mappingversion":
        assert operator.get(page_of(f"{name}_change", row)).status_code == 200


def test_m22_a_domain_is_opened_and_changed(operator, db):
    operator.post(page_of("telephonydomain_add"), DOMAIN)
    domain = TelephonyDomain.objects.get()
    operator.post(page_of("telephonydomain_change", domain.pk), DOMAIN | {"note": "Quiet"})

    domain.refresh_from_db()
    assert (domain.name, domain.note) == ("South", "Quiet")
    assert [event.action for event in trail.history_of(domain)] == [
        "telephony_domain.changed",
        "telephony_domain.opened",
    ]


def test_a_bad_domain_name_is_said_on_the_field(operator, domain):
    answer = operator.post(page_of("telephonydomain_add"), DOMAIN | {"name": "A/B"})

    assert answer.status_code == 200
    assert "name" in answer.context["adminform"].form.errors


def test_m22_move_up_and_move_down_are_buttons_that_post(operator, domain):
    number = domain.numbers.get(display_order=2)
    page = operator.get(page_of("telephonydomain_change", domain.pk)).content.decode()
    move_up = page_of("callinnumber_move", number.pk, "up")
    assert f'formaction="{move_up}"' in page

    answer = operator.post(move_up)

    assert answer.url == page_of("telephonydomain_change", domain.pk)
    assert list_of(domain)[:2] == ["+442079460001", "+442079460958"]
    operator.post(page_of("callinnumber_move", number.pk, "down"))
    assert list_of(domain)[:2] == ["+442079460958", "+442079460001"]


@pytest.mark.parametrize("direction", ["up", "down", "sideways"])
def test_a_move_is_never_a_get_and_survives_any_direction(operator, domain, direction):
    number = domain.numbers.get(display_order=1)
    before = list_of(domain)

    assert operator.get(page_of("callinnumber_move", number.pk, direction)).status_code == 405
    answer = operator.post(page_of("callinnumber_move", number.pk, direction), follow=True)

    assert answer.status_code == 200
    assert (list_of(domain) == before) == (direction != "down")


def test_a_number_is_added_after_it_was_shown_as_read(operator, domain):
    form = number_form(domain, phone="020 7946 0002")

    first = operator.post(page_of("callinnumber_add"), form)
    assert "This is read as +442079460002" in first.content.decode()
    assert 'value="+442079460002"' in first.content.decode()
    operator.post(page_of("callinnumber_add"), form | {"read_as": "+442079460002"})

    number = domain.numbers.get(e164="+442079460002")
    assert (number.display, number.display_order) == ("020 7946 0002", 4)


def test_a_number_typed_in_full_is_added_at_once(operator, domain):
    operator.post(page_of("callinnumber_add"), number_form(domain, phone="+44 20 7946 0002"))

    assert list_of(domain)[-1] == "+442079460002"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "+441632960001"}, "phone"),
        ({"phone": "+44 20 7946 0002", "countries": "gb"}, "countries"),
        ({"phone": "+44 20 7946 0002", "label": "ש" * 43}, "label"),
        ({"phone": "+44 20 7946 0002", "access_number": "12"}, "access_number"),
        ({"phone": ""}, "phone"),
    ],
)
def test_a_bad_number_is_said_on_its_field(operator, domain, values, field):
    answer = operator.post(page_of("callinnumber_add"), number_form(domain, **values))

    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert domain.numbers.count() == 3


def test_a_number_that_breaks_a_limit_of_the_list_is_refused_with_a_message(operator, domain):
    answer = operator.post(
        page_of("callinnumber_add"), number_form(domain, phone="+44 20 7946 0958"), follow=True
    )

    assert any("earlier row" in message for message in said(answer))
    assert domain.numbers.count() == 3


def test_a_number_is_changed_and_its_domain_remembers(operator, domain):
    number = domain.numbers.get(display_order=1)

    operator.post(
        page_of("callinnumber_change", number.pk),
        number_form(domain, phone="+44 20 7946 0958", countries="GB IE", label="London"),
    )

    number.refresh_from_db()
    assert (number.label, number.get_countries()) == ("London", ["GB", "IE"])
    assert trail.history_of(domain)[0].action == "call_in_number.changed"


def test_affected_sites_are_listed_before_a_number_goes(operator, domain, site_of):
    number, other = domain.numbers.get(display_order=1), domain.numbers.get(display_order=2)
    site_of(number)
    url = page_of("callinnumber_go", number.pk, "deactivate")

    page = operator.get(url).content.decode()
    assert "Contoso" in page
    seen = usage.fingerprint(usage.sites_of(number))
    assert seen in page
    operator.post(url, {"seen": seen})
    assert domain.numbers.available().filter(pk=number.pk).exists()
    operator.post(url, {"seen": "old", "replacement": other.pk})
    assert domain.numbers.available().filter(pk=number.pk).exists()
    operator.post(url, {"seen": seen, "replacement": other.pk})

    assert not domain.numbers.available().filter(pk=number.pk).exists()


@pytest.mark.parametrize("way", ["hide", "deactivate", "remove"])
def test_an_unused_number_goes_after_one_confirmation(operator, domain, way):
    number = domain.numbers.get(display_order=3)
    url = page_of("callinnumber_go", number.pk, way)

    operator.get(url)
    assert domain.numbers.available().count() == 3
    operator.post(url, {"seen": ""})

    assert domain.numbers.available().count() == 2


def test_a_number_is_put_back_and_made_default_by_buttons(operator, domain):
    number = domain.numbers.get(display_order=2)
    operator.post(page_of("callinnumber_go", number.pk, "hide"), {"seen": ""})

    operator.post(page_of("callinnumber_restore", number.pk))
    operator.post(page_of("callinnumber_default", number.pk))

    assert domain.numbers.get(is_default_toll=True) == number


def test_a_domain_goes_and_comes_back(operator, domain, make_domain, site_of):
    site_of(domain.numbers.get(display_order=1))
    other = make_domain("South", ("+44 20 7946 0958", "GB"))
    url = page_of("telephonydomain_go", domain.pk, "deactivate")

    assert "Contoso" in operator.get(url).content.decode()
    operator.post(url, {"seen": usage.fingerprint(usage.sites_of(domain)), "replacement": other.pk})
    domain.refresh_from_db()
    assert not domain.active
    operator.post(page_of("telephonydomain_activate", domain.pk))
    operator.post(page_of("telephonydomain_default", domain.pk))

    domain.refresh_from_db()
    assert (domain.active, domain.is_default) == (True, True)


def test_a_domain_is_removed_with_its_numbers(operator, domain):
    operator.post(page_of("telephonydomain_go", domain.pk, "remove"), {"seen": ""})

    assert not TelephonyDomain.objects.exists()
    assert trail.history_of(domain)[0].before["numbers"] == [
        "+442079460958",
        "+442079460001",
        "+493023125000",
    ]


def test_a_file_is_looked_at_first_and_then_taken_in(operator, domain):
    url = page_of("telephonydomain_import", domain.pk)
    raw = (HEAD + "+33199001234,Paris,,toll,,FR,\n").encode()

    assert operator.get(url).status_code == 200
    plan = operator.post(url, {"file": SimpleUploadedFile("n.csv", raw)})
    assert "+33 1 99 00 12 34" in plan.content.decode()
    assert len(list_of(domain)) == 3
    operator.post(url, {"content": plan.context["content"], "seen": plan.context["plan"].seen})

    assert list_of(domain) == ["+33199001234"]


def test_a_bad_file_is_answered_with_its_lines(operator, domain):
    url = page_of("telephonydomain_import", domain.pk)
    raw = (HEAD + "+441632960001,x,,toll,,GB,\n").encode()

    answer = operator.post(url, {"file": SimpleUploadedFile("n.csv", raw)})

    assert "Line 2, phone" in answer.content.decode()
    assert len(list_of(domain)) == 3


@pytest.mark.parametrize(
    "posted", [{}, {"content": "%%%"}, {"content": ""}, {"content": "AAAA"}, {"file": ""}]
)
def test_an_upload_of_nonsense_changes_nothing(operator, domain, posted):
    answer = operator.post(page_of("telephonydomain_import", domain.pk), posted)

    assert answer.status_code == 200
    assert len(list_of(domain)) == 3


def test_an_import_asks_again_when_sites_were_not_seen(operator, domain, site_of):
    site_of(domain.numbers.get(display_order=3))
    url = page_of("telephonydomain_import", domain.pk)
    raw = (HEAD + "+44 20 7946 0958,,,toll,,GB,\n").encode()
    plan = operator.post(url, {"file": SimpleUploadedFile("n.csv", raw)})

    again = operator.post(url, {"content": plan.context["content"], "seen": ""})

    assert "Contoso" in again.content.decode()
    assert len(list_of(domain)) == 3


def test_the_export_is_a_file(operator, domain):
    answer = operator.get(page_of("telephonydomain_export", domain.pk))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.decode("utf-8-sig").startswith(HEAD.strip())


def test_m22_a_country_is_placed_in_another_location(operator, tables):
    operator.post(
        page_of("countrylocation_change", "UA"),
        {"location": "EURO", "basis": "judgement", "evidence": "Candidate"},
    )

    row = CountryLocation.objects.get(pk="UA")
    assert (row.location, row.evidence) == ("EURO", "Candidate")
    assert trail.history_of(row).count() == 1


def test_m22_a_location_gets_other_defaults(operator, tables):
    url = page_of("locationdefault_change", "AMER")
    given = {"countries": "CA US", "fallback": "+1 202-555-0143", "fallback_label": "Washington"}

    operator.post(url, given)
    refused = operator.post(url, given | {"countries": "ca"}, follow=True)

    row = LocationDefault.objects.get(pk="AMER")
    assert (row.get_default_countries(), row.fallback_e164) == (["CA", "US"], "+12025550143")
    assert any("not an ISO" in message for message in said(refused))


ADMIN_PAGES = [
    ("telephonydomain_changelist", ()),
    ("telephonydomain_add", ()),
    ("telephonydomain_change", ("domain",)),
    ("telephonydomain_import", ("domain",)),
    ("telephonydomain_export", ("domain",)),
    ("telephonydomain_go", ("domain", "remove")),
    ("callinnumber_go", ("number", "remove")),
    ("callinnumber_change", ("number",)),
]


@pytest.mark.parametrize(("name", "args"), ADMIN_PAGES)
def test_a_partner_has_no_way_into_the_admin(domain, browse, alice, name, args):
    ids = {"domain": domain.pk, "number": domain.numbers.first().pk}

    answer = browse(alice).get(page_of(name, *(ids.get(arg, arg) for arg in args)))

    assert answer.status_code == 302
    assert "login" in answer.url


@pytest.mark.parametrize("person", ["otto", "rita"])
def test_other_staff_look_but_do_not_change(domain, browse, request, person):
    client = browse(request.getfixturevalue(person))
    number = domain.numbers.get(display_order=2)

    page = client.get(page_of("telephonydomain_change", domain.pk))
    assert page.status_code == 200
    assert client.post(page_of("callinnumber_move", number.pk, "up")).status_code == 403
    assert client.post(page_of("callinnumber_go", number.pk, "remove"), {"seen": ""}).status_code == 403
    assert client.get(page_of("telephonydomain_import", domain.pk)).status_code == 403
    assert client.post(page_of("telephonydomain_change", domain.pk), DOMAIN).status_code == 403

    assert "Move up" not in page.content.decode()
    assert list_of(domain)[1] == "+442079460001"


def test_a_row_is_never_deleted_past_the_list_of_its_sites(operator, domain):
    assert operator.post(page_of("telephonydomain_delete", domain.pk), {"post": "yes"}).status_code == 403
    number = domain.numbers.first()
    assert operator.post(page_of("callinnumber_delete", number.pk), {"post": "yes"}).status_code == 403

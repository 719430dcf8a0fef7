"""Telephony pages: read-only for partners, with the number that a country would get, and why (B5)."""

import pytest
from django.test import Client
from django.urls import reverse

from telephony import domains
from tests.conftest import T0

PREVIEW = "/telephony/preview/"
FRAGMENT = "/telephony/preview/fragment"
PATHS = ["/telephony/", PREVIEW, FRAGMENT]


@pytest.fixture
def private(make_domain, fabrikam):
    """A domain of another partner than alice's."""
    return make_domain("Fabrikam", ("+44 20 7946 0001", "GB"), partner=fabrikam)


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_asked_to_sign_in(db, path):
    answer = Client().get(path)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("sign-in"))


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_for_reading_only(demo, browse, alice, path):
    assert browse(alice).post(path).status_code == 405


def test_a_partner_sees_the_operators_domains_and_no_way_to_edit(demo, private, browse, alice):
    page = browse(alice).get("/telephony/").content.decode()

    assert "Demo domain" in page
    assert "Fabrikam" not in page
    assert "/admin/" not in page


def test_an_operator_finds_the_way_to_edit(demo, browse, olga):
    page = browse(olga).get(demo.get_absolute_url()).content.decode()

    assert reverse("admin:telephony_telephonydomain_change", args=[demo.pk]) in page
    assert "Telephony domain imported" in page


def test_a_domain_shows_its_numbers_in_order_left_to_right(demo, browse, alice):
    page = browse(alice).get(demo.get_absolute_url()).content.decode()

    assert '<bdi dir="ltr" class="nowrap">+1 202-555-0143</bdi>' in page
    assert page.index("+1 202-555-0143") < page.index("+39 02 1234 5678")
    assert "Telephony domain imported" not in page


def test_a_partner_does_not_know_another_partners_domain(private, browse, alice, bob):
    assert browse(bob).get(private.get_absolute_url()).status_code == 200
    assert browse(alice).get(private.get_absolute_url()).status_code == 404


def test_b5_the_preview_says_which_number_and_why(demo, browse, alice):
    page = browse(alice).get(PREVIEW, {"country": "IL"}).content.decode()

    assert "+44 20 7946 0958" in page
    assert "EMEA" in page
    assert "The domain has no call-in number for <bdi>Israel</bdi>." in page


@pytest.mark.parametrize("code", ["il", " IL", "XK", "ZZ", "IL "])
def test_m19_the_preview_takes_exact_country_codes_only(demo, browse, alice, code):
    page = browse(alice).get(PREVIEW, {"country": code})

    assert page.status_code == 200
    assert "is not an ISO 3166-1 alpha-2 country code" in page.content.decode()
    assert "+44" not in page.content.decode()


def test_the_preview_takes_no_domain_of_another_partner(demo, private, browse, alice):
    page = browse(alice).get(PREVIEW, {"country": "GB", "domain": str(private.pk)}).content.decode()

    assert "+44 20 7946 0001" not in page


@pytest.mark.parametrize("domain", ["nonsense", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_the_preview_survives_any_domain(demo, browse, alice, domain):
    client = browse(alice)

    assert client.get(PREVIEW, {"country": "GB", "domain": domain}).status_code == 200
    assert client.get(PREVIEW, {"domain": domain}).status_code == 200
    assert client.get(FRAGMENT, {"country": "GB", "domain": domain}).status_code == 200


def test_the_preview_uses_the_partners_own_default(demo, make_domain, browse, alice, northwind, olga):
    own = make_domain("Northwind", ("+44 20 7946 0001", "GB"), partner=northwind)
    domains.make_default(own, by=olga, at=T0)

    page = browse(alice).get(FRAGMENT, {"country": "GB"}).content.decode()

    assert "+44 20 7946 0001" in page


def test_b5_the_fragment_is_the_answer_alone(demo, browse, alice):
    client = browse(alice)

    assert "+44 20 7946 0958" in client.get(FRAGMENT, {"country": "IL"}).content.decode()
    assert "<html" not in client.get(FRAGMENT, {"country": "IL"}).content.decode()
    assert "Choose a country" in client.get(FRAGMENT).content.decode()
    assert 'role="alert"' in client.get(FRAGMENT, {"country": "XK"}).content.decode()


def test_an_unresolved_country_is_said_plainly(tables, make_domain, browse, olga):
    empty = make_domain("Empty")

    page = browse(olga).get(PREVIEW, {"country": "FR", "domain": str(empty.pk)}).content.decode()

    assert "No number" in page
    assert "A number is never guessed." in page


def test_b6_a_number_reads_left_to_right_in_hebrew(demo, browse, alice):
    alice.language = "he"
    alice.save()

    page = browse(alice).get(PREVIEW, {"country": "IL"}).content.decode()

    assert 'dir="rtl"' in page
    assert '<bdi dir="ltr">+44 20 7946 0958</bdi>' in page
    assert "ישראל" in page


def test_lists_take_the_same_number_of_queries_whatever_their_size(
    make_domain, browse, olga, django_assert_max_num_queries
):
    for name in ("A", "B", "C"):
        make_domain(name, *[(f"+44 20 7946 0{place:03}", "GB") for place in range(10)])
    client = browse(olga)

    with django_assert_max_num_queries(6):
        client.get("/telephony/")
    with django_assert_max_num_queries(8):
        client.get(domains.TelephonyDomain.objects.get(name="A").get_absolute_url())

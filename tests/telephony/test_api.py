"""Domains and the preview for programs (B5)."""

import pytest
from rest_framework.test import APIClient

from partnerhub.api import ids

DOMAINS = "/v1/telephony/domains"
PREVIEW = "/v1/telephony/preview"
READ = ("partnerhub:telephony_read",)


@pytest.fixture
def private(make_domain, fabrikam):
    """A domain of another partner than alice's."""
    return make_domain("Fabrikam", ("+44 20 7946 0001", "GB"), partner=fabrikam)


def id_of(domain):
    return ids.encode("TELEPHONY_DOMAIN", domain.pk)


def test_a_partner_lists_the_domains_it_may_use(demo, private, call, alice):
    body = call(alice, scopes=READ).get(DOMAINS).json()

    assert body == {
        "items": [
            {
                "id": id_of(demo),
                "name": "Demo domain",
                "region": "EMEA",
                "prefer": "order",
                "isDefault": True,
                "active": True,
                "numberCount": 22,
            }
        ]
    }


def test_a_domain_comes_with_its_numbers_in_order(demo, call, alice):
    body = call(alice).get(f"{DOMAINS}/{id_of(demo)}").json()

    assert [number["order"] for number in body["callInNumbers"]] == list(range(1, 23))
    first = body["callInNumbers"][0]
    assert {name: first[name] for name in ("callInNumber", "displayNumber", "tollType", "countries")} == {
        "callInNumber": "+12025550143",
        "displayNumber": "+1 202-555-0143",
        "tollType": "toll",
        "countries": ["US"],
    }


def test_another_partners_domain_is_not_there(private, call, alice, bob):
    assert call(bob).get(f"{DOMAINS}/{id_of(private)}").status_code == 200
    assert call(alice).get(f"{DOMAINS}/{id_of(private)}").status_code == 404
    assert call(alice).get(f"{DOMAINS}/nonsense").status_code == 404


def test_b5_the_preview_says_which_number_and_why(demo, call, alice):
    body = call(alice).get(PREVIEW, {"country": "IL"}).json()

    trace = body.pop("trace")
    version = body.pop("ruleVersion")
    assert body == {
        "country": "IL",
        "reason": "location_default",
        "location": "EMEA",
        "domainId": id_of(demo),
        "callInNumbers": [
            {
                "label": "Call-in toll number (UK), demo data",
                "callInNumber": "+442079460958",
                "displayNumber": "+44 20 7946 0958",
                "tollType": "toll",
            },
            {
                "label": "Call-in toll-free number (UK), demo data",
                "callInNumber": "+448081570000",
                "displayNumber": "+44 808 157 0000",
                "tollType": "tollFree",
            },
        ],
    }
    assert trace[1] == "The domain has no call-in number for Israel."
    assert version.startswith("1/")


def test_m19_anything_but_an_exact_country_code_is_a_400(demo, call, alice):
    api = call(alice)

    for code in ("il", " IL", "IL ", "XK", "ISR", "ZZ", "\x00", "I" * 5000):
        answer = api.get(PREVIEW, {"country": code})
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["errorCode"], error["fieldName"]) == (400, 90001, "country")


def test_m19_a_missing_country_is_a_400(demo, call, alice):
    api = call(alice)

    for answer in (api.get(PREVIEW), api.get(PREVIEW, {"country": ""})):
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["errorCode"] == 1001


def test_the_preview_takes_a_domain(demo, make_domain, call, alice):
    israel = make_domain("Israel", ("+972 3-555-0123", "IL"))

    body = call(alice).get(PREVIEW, {"country": "IL", "domain": id_of(israel)}).json()

    assert (body["reason"], body["callInNumbers"][0]["callInNumber"]) == ("domain_country", "+97235550123")
    assert "location" not in body


def test_an_unknown_domain_is_a_400_that_names_the_field(demo, private, call, alice):
    api = call(alice)

    for text in ("nonsense", "Y2lzY29zcGFyazovL3Vz", id_of(private)):
        answer = api.get(PREVIEW, {"country": "IL", "domain": text})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["fieldName"] == "domain"


def test_without_a_domain_the_answer_is_unresolved_not_an_error(tables, call, alice):
    body = call(alice).get(PREVIEW, {"country": "IL"}).json()

    assert (body["reason"], body["callInNumbers"]) == ("unresolved", [])
    assert "domainId" not in body


@pytest.mark.parametrize("path", [DOMAINS, PREVIEW])
def test_a_token_and_its_scope_are_needed(demo, call, alice, path):
    assert APIClient().get(path).status_code == 401
    assert call(alice, scopes=("partnerhub:templates_read",)).get(path).status_code == 401


def test_programs_only_read(demo, call, olga):
    api = call(olga)
    paths = (DOMAINS, f"{DOMAINS}/{id_of(demo)}", PREVIEW)

    answers = [getattr(api, method)(path) for path in paths for method in ("post", "put", "patch", "delete")]

    assert {answer.status_code for answer in answers} == {405}


def test_the_list_is_paged(make_domain, call, olga):
    for name in ("A", "B", "C"):
        make_domain(name)

    answer = call(olga).get(DOMAINS, {"max": "2"})

    assert [item["name"] for item in answer.json()["items"]] == ["A", "B"]
    assert 'rel="next"' in answer["Link"]

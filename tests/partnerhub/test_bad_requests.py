"""Requests that cannot be read, and failures on our side: the API's shape on every path, in English (section 8)."""

import io
import time

import pytest
from django.test import Client
from rest_framework.exceptions import ParseError

from partnerhub.api.parsers import StrictJSONParser
from partnerhub.chunked import ChunkedBodies
from partnerhub.errors import Invalid

pytestmark = pytest.mark.django_db

CUSTOMERS = "/v1/wholesale/customers"
SHAPE = {"message", "errors", "trackingId"}


def parse(raw, **meta):
    request = type("Request", (), {"META": meta})
    return StrictJSONParser().parse(io.BytesIO(raw), parser_context={"request": request})


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"{", "not valid JSON"),
        (b'{"a": 1} x', "not valid JSON"),
        (b"[]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that is too long"),
        (b'{"a": 1, "a": 2}', "The key “a” stands twice"),
        (b'{"' + b"k" * 999 + b'": 1, "' + b"k" * 999 + b'": 2}', "The key “" + "k" * 60 + "” stands twice"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "surrogate"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a":' + b"[" * 33 + b"]" * 33 + b"}", "nested too deeply"),
        (b'{"a":' + b"[" * 99_999 + b"]" * 99_999 + b"}", "nested too deeply"),
    ],
    ids=range(14),
)
def test_a_body_that_cannot_be_read_says_why(raw, sentence):
    with pytest.raises(ParseError, match=sentence):
        parse(raw)


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (b'{"a": "x\\u0000"}', ["a"]),
        (b'{"a": ["", "\\udfff"], "b": {"c": [{"d": "\\ud800"}]}}', ["a[1]", "b.c[0].d"]),
        (b'{"a": {"\\u0000": 1}}', ["a"]),
        (b'{"\\u0000": 1}', [""]),
        (b'{"' + b"k" * 99 + b'": "\\u0000"}', ["k" * 60]),
    ],
)
def test_a_text_that_cannot_be_kept_is_named(raw, places):
    with pytest.raises(Invalid, match="NUL or half a surrogate") as refused:
        parse(raw)

    assert [problem.field for problem in refused.value.problems] == places


def test_an_order_with_a_nul_is_refused_with_the_name_of_the_field(call, alice):
    answer = call(alice).post(CUSTOMERS, {"customerInfo": {"name": "Contoso\0"}}, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["fieldName"] == "customerInfo.name"


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one():
    with pytest.raises(ParseError, match="shorter than its Content-Length"):
        parse(b"{}", CONTENT_LENGTH="10")


def test_a_byte_order_mark_is_let_pass():
    assert parse(b'\xef\xbb\xbf{"a": "\xc3\xa9"}') == {"a": "é"}


def test_a_hundred_thousand_keys_are_compared_in_no_time():
    raw = b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b',"k99999":1}'
    began = time.process_time()

    with pytest.raises(ParseError, match="k99999"):
        parse(raw)

    assert time.process_time() - began < 3


def test_a_chunked_body_has_a_length_for_django(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": io.BytesIO(b"x" * 50)}
    seen = []

    ChunkedBodies(lambda environ, start_response: seen.append(environ) or [])(environ, None)

    assert (seen[0]["CONTENT_LENGTH"], seen[0]["wsgi.input"].read()) == ("11", b"x" * 11)


def test_too_many_parameters_are_a_400(call, alice):
    response = call(alice).get(f"{CUSTOMERS}?{'&'.join(['status=error'] * 1001)}")

    assert (response.status_code, response.json()["message"]) == (400, "The query has too many parameters.")


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "NaN", "9" * 5000]
)
def test_a_moment_that_no_calendar_has_is_a_400(call, alice, moment):
    response = call(alice).get(f"/v1/wholesale/subscribers?after={moment}")

    assert (response.status_code, response.json()["errors"][0]["fieldName"]) == (400, "after")


def test_another_host_name_is_refused_in_the_callers_shape():
    api, page = (Client(headers={"Host": "evil.example"}).get(path) for path in (CUSTOMERS, "/customers/"))

    assert (api.status_code, set(api.json())) == (400, SHAPE)
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", [CUSTOMERS, "/v1/nowhere"])
def test_programs_are_answered_in_english_whatever_they_prefer(path):
    client = Client(headers={"Accept-Language": "he"})
    client.cookies["django_language"] = "he"

    response = client.get(path)

    assert response["Content-Language"] == "en"
    assert response.json()["message"].isascii() or "Bearer" in response.json()["message"]
    assert client.get("/v1/reference")["Content-Language"] == "he"


@pytest.mark.urls("tests.partnerhub.broken_urls")
def test_failures_on_our_side_have_the_shape_and_say_nothing_of_the_cause():
    client = Client(raise_request_exception=False, headers={"TrackingID": "SIMPLE_1"})

    bug, database, page = (
        client.get(path) for path in ("/v1/broken/bug", "/v1/broken/database", "/broken/bug")
    )

    assert (bug.status_code, set(bug.json()), bug.json()["trackingId"]) == (500, SHAPE, "SIMPLE_1")
    assert "refused" not in bug.text
    assert (database.status_code, database["Retry-After"]) == (503, "1")
    assert (page.status_code, page["Content-Type"]) == (500, "text/html; charset=utf-8")

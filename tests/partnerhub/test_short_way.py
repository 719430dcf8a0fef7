"""Programs take a short way to their answer, pages for people keep all that they need."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_a_program_is_known_by_one_question(call, alice):
    api = call(alice)
    api.get("/v1/people/me")  # The first use of a token in a minute is noted.

    with CaptureQueriesContext(connection) as captured:
        answer = api.get("/v1/people/me")

    assert answer.json()["emails"] == [alice.email]
    assert len(captured) == 1


def test_a_program_gets_no_cookie(call, alice):
    answer = call(alice).get("/v1/people/me")

    assert not answer.cookies
    assert (answer["Content-Language"], answer["X-Content-Type-Options"]) == ("en", "nosniff")


def test_pages_beside_the_api_are_guarded_as_pages(client):
    page = client.get("/v1/reference")

    assert page.status_code == 200
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"

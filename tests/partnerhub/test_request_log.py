"""One line for each request, and the tracking id in every line."""

import logging

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from structlog.testing import capture_logs

from partnerhub import request_log
from partnerhub.audit.context import Door, through
from partnerhub.request_log import RequestLogMiddleware, name_door


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger=request_log.__name__)
    with capture_logs(processors=[name_door]) as captured:
        yield captured


@pytest.mark.django_db
def test_a_request_has_one_line(lines, call, alice):
    call(alice).get("/v1/people/me?full=1", headers={"TrackingID": "SIMPLE_1", "User-Agent": "shell"})

    (line,) = lines
    assert line.pop("ms") > 0
    assert line == {
        "event": "request_finished",
        "log_level": "info",
        "request": "GET /v1/people/me?full=1",
        "code": 200,
        "user_id": str(alice.pk),
        "user_agent": "shell",
        "tracking_id": "SIMPLE_1",
        "client": "tests",
        "ip": "127.0.0.1",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "code"), [("/v1/people/me", 401), ("/v1/nowhere", 404), ("/nowhere", 404)])
def test_a_refused_request_is_a_warning(lines, client, path, code):
    client.get(path)

    (line,) = lines
    assert (line["log_level"], line["code"], line["user_id"]) == ("warning", code, None)


def test_a_line_of_no_request_names_no_door():
    assert name_door(None, "info", {"event": "swept"}) == {"event": "swept"}


def test_an_answer_that_fails_while_it_is_sent_is_told(lines):
    def content():
        yield b"half"
        raise ZeroDivisionError

    middleware = RequestLogMiddleware(lambda _request: StreamingHttpResponse(content()))
    with through(Door(request_id="SIMPLE_1")):
        response = middleware(HttpRequest())

    with pytest.raises(ZeroDivisionError):
        b"".join(response)

    assert [(line["event"], line["tracking_id"]) for line in lines] == [
        ("request_finished", "SIMPLE_1"),
        ("streaming_failed", "SIMPLE_1"),
    ]

"""The error shape on every path, tracking ids, ids (wholesale-api.md section 8)."""

import uuid

import pytest
from django.test import Client

from partnerhub.api import ids

pytestmark = pytest.mark.django_db

SOMEBODY = uuid.UUID("5f0b6c1e-9f4e-4c55-8a54-1c7f7d2c9a10")


def test_an_unknown_route_answers_in_the_error_shape():
    response = Client().get("/v1/nowhere")

    assert response.status_code == 404
    assert response.json() == {
        "message": "There is no such resource.",
        "errors": [{"description": "There is no such resource.", "errorCode": 93010}],
        "trackingId": response["TrackingID"],
    }


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "TRACE"])
def test_an_unknown_route_answers_so_to_every_method(method):
    response = Client(enforce_csrf_checks=True).generic(method, "/v1/identity/organizations/null")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_a_tracking_id_is_echoed():
    response = Client().get("/v1/nowhere", headers={"TrackingID": "SIMPLE_1234"})

    assert response["TrackingID"] == response.json()["trackingId"] == "SIMPLE_1234"


def test_a_tracking_id_that_could_split_headers_is_replaced():
    response = Client().get("/v1/nowhere", headers={"TrackingID": "a\r\nSet-Cookie: x=y"})

    assert response["TrackingID"].startswith("ROUTER_")


@pytest.mark.parametrize("padding", ["", "=", "=="])
def test_ids_are_read_with_and_without_padding(padding):
    value = uuid.uuid4()

    assert ids.decode(ids.encode("ENTERPRISE", value) + padding, "ENTERPRISE") == value


def test_ids_are_read_whatever_the_kinds_case():
    value = uuid.uuid4()

    assert ids.decode(ids.encode("Organization", value), "ORGANIZATION") == value


def test_ids_are_written_without_padding():
    assert "=" not in ids.encode("SUBSCRIBER", uuid.uuid4())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "x",
        "Y2lzY28",
        "%%%",
        "é",
        ids.encode("PEOPLE", SOMEBODY),
        ids.encode("ENTERPRISE", "{x}"),
        pytest.param("A" * 9999, id="long"),
    ],
)
def test_anything_else_is_no_such_object(text):
    with pytest.raises(ids.UnknownId):
        ids.decode(text, "ENTERPRISE")


@pytest.mark.parametrize("text", ["", "nonsense", ids.encode("ENTERPRISE", SOMEBODY)])
def test_a_provisioning_id_is_a_bare_uuid(text):
    value = uuid.uuid4()

    assert ids.decode_bare(ids.encode_bare(value)) == value
    with pytest.raises(ids.UnknownId):
        ids.decode_bare(text)

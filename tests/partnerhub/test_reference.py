"""The API describes itself."""

import json

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from partnerhub.api import reference


def test_the_document_is_valid_and_warns_of_nothing(capsys):
    found = SchemaGenerator().get_schema(request=None, public=True)

    validate_schema(json.loads(json.dumps(found, default=str)))
    assert capsys.readouterr().err == ""


def test_a_list_is_an_object_with_items():
    found = json.loads(reference.document())

    answer = found["paths"]["/v1/wholesale/customers"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]
    assert answer["schema"]["properties"]["items"]["type"] == "array"
    customer = answer["schema"]["properties"]["items"]["items"]
    assert "orgId" not in customer["required"]
    assert customer["properties"]["rpl"]["properties"]["dueAt"] == {"type": "string"}


@pytest.mark.django_db
def test_the_reference_page_needs_nothing_from_elsewhere(client):
    page, document = client.get("/v1/reference"), client.get("/v1/openapi.json")

    assert page.status_code == document.status_code == 200
    assert "http://" not in page.content.decode()
    assert "https://" not in page.content.decode()
    assert "<script>" not in page.content.decode()
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert document.json()["openapi"].startswith("3.")


def test_every_operation_names_its_scope_an_example_and_its_failures():
    found = json.loads(reference.document())
    operations = {
        operation["operationId"]: operation
        for methods in found["paths"].values()
        for operation in methods.values()
    }
    scopes = found["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]

    forms = {"createAccessToken", "revokeToken"}
    scoped = {name for name, each in operations.items() if each["security"] and each["security"][0]["oauth2"]}
    assert set(operations) - scoped == {"me"} | forms
    assert {each["security"][0]["oauth2"][0] for name, each in operations.items() if name in scoped} <= set(
        scopes
    )
    for name in scoped:
        refusal = operations[name]["responses"]["401"]["content"]["application/json"]
        assert operations[name]["security"][0]["oauth2"][0] in refusal["example"]["message"]
        body = operations[name].get("requestBody", {}).get("content", {}).get("application/json")
        assert body is None or body["example"], name

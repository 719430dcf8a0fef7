"""A typed client that nobody here wrote: generated from the contract file, it calls all 18 operations."""

import importlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.contract.conftest import contract_file
from tests.customers.api.conftest import work


@pytest.fixture
def generated(tmp_path, monkeypatch):
    """The package as generated, importable."""
    command = [
        str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--path", str(contract_file()),
        "--meta", "none", "--output-path", str(tmp_path / "wholesale_client"),
    ]  # fmt: skip
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n")
    subprocess.run([*command, "--config", str(config)], check=True, capture_output=True, timeout=120)  # noqa: S603
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("wholesale_client")
    for name in [name for name in sys.modules if name.startswith("wholesale_client")]:
        del sys.modules[name]


def operations():
    """Every operation of the generated package: its name → its module."""
    package = Path(sys.modules["wholesale_client"].__file__).parent / "api"
    found = {}
    for path in package.glob("*/*.py"):
        if path.stem != "__init__":
            found[path.stem] = importlib.import_module(f"wholesale_client.api.{path.parent.name}.{path.stem}")
    return found


def model(name):
    return getattr(importlib.import_module("wholesale_client.models"), name)


@pytest.fixture
def client(portal, generated):
    with generated.AuthenticatedClient(base_url=portal.base, token=portal.token) as client:
        yield client


def test_all_18_operations_are_called_and_parsed(portal, client):
    found = operations()
    seen = {}

    def call(name, status, body=None, **arguments):
        if body is not None:
            kind = module_body(found[name])
            arguments["body"] = kind.from_dict(body)
        response = found[name].sync_detailed(client=client, **arguments)
        assert response.status_code == status, (name, response.content)
        seen[name] = response
        return response.parsed

    assert len(found) == 18, sorted(found)
    call("precheck_a_wholesale_customer_provisioning", 200, portal.order())
    url = call("provision_a_wholesale_customer", 202, portal.order()).url
    customer_id = url.rsplit("/", 1)[-1]
    work()
    customer = call("get_a_wholesale_customer", 200, customer_id=customer_id)
    assert (customer.status.value, customer.external_id) == ("provisioned", "ext-1")
    assert [c.id for c in call("list_wholesale_customers", 200, max_="5").items] == [customer_id]
    change = {"packages": ["webex_meetings"], "externalId": "ext-2"}
    call("update_a_wholesale_customer", 202, change, customer_id=customer_id)
    work()
    assert call("list_wholesale_sub_partners", 200).items == []

    person = {"email": "john@contoso.example", "customerId": customer_id}
    call("precheck_a_wholesale_subscriber_provisioning", 200, person)
    wish = person | {"packages": ["webex_meetings"], "provisioningParameters": {"firstName": "John"}}
    subscriber = call("provision_a_wholesale_subscriber", 200, wish)
    work()
    assert call("get_a_wholesale_subscriber", 200, subscriber_id=subscriber.id).customer_id == customer_id
    assert len(call("list_wholesale_subscribers", 200, customer_id=customer_id).items) == 1
    call("update_a_wholesale_subscriber", 200, {"package": "webex_meetings"}, subscriber_id=subscriber.id)
    call("send_consent_user_move_email_to_pending_wholesale_subscribers", 409, subscriber_id=subscriber.id)
    call("remove_a_wholesale_subscriber", 204, subscriber_id=subscriber.id)

    may = {"billingStartDate": "2026-05-01", "billingEndDate": "2026-05-31"}
    report = call("create_a_wholesale_billing_report", 200, may)
    assert str(report.billing_start_date) in {"2026-05-01", str(date(2026, 5, 1))}
    assert call("get_a_wholesale_billing_report", 200, id=report.id).status.value == "IN_PROGRESS"
    assert len(call("list_wholesale_billing_reports", 200).items) == 1
    call("delete_a_wholesale_billing_report", 204, id=report.id)
    call("remove_a_wholesale_customer", 202, customer_id=customer_id)
    assert set(seen) == set(found)


def module_body(module):
    """The class of the body that an operation takes."""
    name = str(module.sync_detailed.__annotations__["body"]).split("|")[0].split(".")[-1].strip(" '>")
    return model(name.removeprefix("Union[").split(",")[0].split("]")[0])

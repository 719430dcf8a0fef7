"""Every operation of the contract against a live server, checked by our own reading of it (section 2).

What the generated client checks with the contract file, this checks where the file is not at hand.
"""

import httpx
import pytest

from customers import billing_files
from customers.models import BillingReport, PlatformPerson
from partnerhub.clock import now
from tests.customers.api.conftest import work

CUSTOMER = {"id", "orgId", "externalId", "address", "status", "packages", "resourceDetails", "errors"}
SUBSCRIBER = {
    "id", "personId", "email", "customerId", "externalCustomerId", "package", "packages", "status", "errors",
    "created", "lastStatusChange",
}  # fmt: skip
REPORT = {"id", "billingStartDate", "billingEndDate", "type", "category"}
DAYS = {"billingStartDate": "2026-05-01", "billingEndDate": "2026-05-31"}


@pytest.fixture
def ask(portal):
    """ask(status, method, path, body, fields): the answer of a call as the contract's clients make it."""
    headers = {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json;charset=utf-8"}
    with httpx.Client(base_url=portal.base, headers=headers) as client:

        def _ask(status, method, path, body=None, fields=()):
            response = client.request(method, path, json=body)
            assert response.status_code == status, (method, path, response.text)
            assert response.headers["TrackingID"].startswith("ROUTER_")
            if not response.content:
                assert "Content-Type" not in response.headers
                return None
            found = response.json()
            assert response.headers["Content-Type"].startswith("application/json")
            assert set(fields) <= set(found), set(fields) - set(found)
            return found | {"Location": response.headers.get("Location", "")}

        yield _ask


def test_a_customers_six_operations(portal, ask):
    ask(200, "POST", "/wholesale/customers/validate", portal.order(), {"message", "info"})
    created = ask(202, "POST", "/wholesale/customers", portal.order(), {"url"})
    customer_id = created["url"].rsplit("/", 1)[-1]
    path = f"/wholesale/customers/{customer_id}"
    assert created["url"] == created["Location"] == f"{portal.base}{path}"

    assert "orgId" not in ask(200, "GET", path, fields=CUSTOMER - {"orgId"})
    work()
    found = ask(200, "GET", f"{path}?includePackageLicenseInfo=true", fields=CUSTOMER)
    (package,) = found["resourceDetails"]["packages"]
    assert set(package) == {"name", "status", "warnings", "errors", "licenseIds"}
    assert (found["status"], found["Location"], len(package["licenseIds"])) == (
        "provisioned",
        created["url"],
        1,
    )
    assert ask(200, "GET", "/wholesale/customers?max=5")["items"][0]["id"] == customer_id
    changed = ask(202, "PUT", path, {"externalId": "ext-2", "packages": ["webex_meetings"]}, {"url"})
    assert changed["Location"] == created["url"]
    work()
    assert ask(202, "DELETE", path) is None
    work()
    assert set(ask(404, "GET", path)) - {"Location"} == {"message", "errors", "trackingId"}


def test_subscribers_seven_operations_and_the_sub_partners(portal, ask):
    url = ask(202, "POST", "/wholesale/customers", portal.order())["url"]
    work()
    PlatformPerson.objects.create(email="jo@elsewhere.example")
    wish = {
        "customerId": url.rsplit("/", 1)[-1],
        "email": "john@contoso.example",
        "package": "webex_meetings",
        "provisioningParameters": {"firstName": "John", "lastName": "Andersen"},
    }

    ask(200, "POST", "/wholesale/subscribers/validate", wish, {"message", "info"})
    added = ask(200, "POST", "/wholesale/subscribers", wish, SUBSCRIBER - {"personId"})
    path = f"/wholesale/subscribers/{added['id']}"
    assert added["Location"] == f"{portal.base}{path}"
    waiting = ask(202, "POST", "/wholesale/subscribers", wish | {"email": "jo@elsewhere.example"})
    work()
    assert ask(200, "GET", path, fields=SUBSCRIBER)["Location"] == added["Location"]
    listed = ask(200, "GET", "/wholesale/subscribers?status=pending_user_migration")["items"]
    assert [item["id"] for item in listed] == [waiting["id"]]
    ask(200, "PUT", path, {"packages": ["webex_meetings"]}, SUBSCRIBER)
    assert ask(204, "POST", f"/subscribers/{waiting['id']}/emails/consentMove") is None
    ask(409, "POST", f"/subscribers/{added['id']}/emails/consentMove")
    assert ask(204, "DELETE", path) is None
    ask(200, "GET", "/wholesale/subPartners", fields={"items", "subPartners"})


def test_billing_reports_four_operations(portal, ask):
    created = ask(200, "POST", "/wholesale/billing/reports", DAYS, REPORT)
    path = f"/wholesale/billing/reports/{created['id']}"
    assert (created["type"], created["category"]) == ("PARTNER", "RECONCILIATION")

    assert set(ask(200, "GET", "/wholesale/billing/reports")["items"][0]) == REPORT | {"status"}
    waiting = ask(200, "GET", path, fields=REPORT | {"created", "createdBy", "status", "errors"})
    assert (waiting["status"], "tempDownloadURL" in waiting) == ("IN_PROGRESS", False)
    billing_files.build(BillingReport.objects.get(), at=now())
    link = ask(200, "GET", path)["tempDownloadURL"]
    assert httpx.get(link).text.startswith("PARTNER_NAME,")
    assert ask(204, "DELETE", path) is None
    assert ask(404, "GET", path)["errors"][0]["errorCode"] == 2024
    assert httpx.get(link).status_code == 404

"""Billing reports over the API (wholesale-api.md 2.8)."""

import csv
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from customers import billing_files
from customers.models import BillingReport, PackageUse
from partnerhub.clock import now
from tests.customers.api.conftest import work
from tests.customers.api.test_subscribers import SUBSCRIBERS, wish

pytestmark = pytest.mark.django_db

REPORTS = "/v1/wholesale/billing/reports"
MAY = {"billingStartDate": "2026-05-01", "billingEndDate": "2026-05-31"}


@pytest.fixture
def used(call, alice, provisioned):
    """Ann had meetings from 10 May on, ben for two days of May."""
    customer_id = provisioned(customerInfo={"name": "=Bakery", "primaryEmail": "it@contoso.example"})
    for name in ("ann", "ben"):
        added = call(alice).post(
            SUBSCRIBERS, wish(customer_id, email=f"{name}@contoso.example"), format="json"
        )
        assert added.status_code == 200, added.content
    work()
    PackageUse.objects.filter(subscriber__email="ann@contoso.example").update(
        from_at=datetime(2026, 5, 10, 12, tzinfo=UTC)
    )
    PackageUse.objects.filter(subscriber__email="ben@contoso.example").update(
        from_at=datetime(2026, 5, 1, 23, tzinfo=UTC), to_at=datetime(2026, 5, 2, 1, tzinfo=UTC)
    )


def rows_of(client, report):
    url = urlsplit(report["tempDownloadURL"])
    response = client.get(url.path)
    assert response["Content-Type"] == "text/csv"
    return list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))


def built(api, **body):
    made = api.post(REPORTS, MAY | body, format="json")
    assert made.status_code == 200, made.content
    billing_files.build_waiting_reports.func()
    return api.get(f"{REPORTS}/{made.json()['id']}").json()


def test_a_report_is_made_built_downloaded_and_deleted(call, alice, bob, client, used):
    api = call(alice)

    made = api.post(REPORTS, MAY | {"type": "USER"}, format="json").json()

    assert made == {
        "id": made["id"],
        **MAY,
        "type": "USER",
        "category": "RECONCILIATION",
        "internal": False,
    }
    waiting = api.get(f"{REPORTS}/{made['id']}").json()
    assert (waiting["status"], "tempDownloadURL" in waiting) == ("IN_PROGRESS", False)
    billing_files.build_waiting_reports.func()
    report = api.get(f"{REPORTS}/{made['id']}").json()
    assert (report["status"], report["errors"]) == ("COMPLETED", [])
    consumed = {row["USER_EMAIL"]: row["CONSUMPTION"] for row in rows_of(client, report)}
    assert consumed == {"ann@contoso.example": "22", "ben@contoso.example": "2"}
    assert {row["CUSTOMER_NAME"] for row in rows_of(client, report)} == {"'=Bakery"}
    assert call(bob).get(f"{REPORTS}/{made['id']}").status_code == 404
    assert call(bob).get(REPORTS).json() == {"items": []}
    assert [item["id"] for item in api.get(f"{REPORTS}?status=COMPLETED&type=USER").json()["items"]] == [
        made["id"]
    ]
    assert api.get(f"{REPORTS}?billingStartDate=2026-05-01T00:00:00.000Z").json()["items"]
    removed = api.delete(f"{REPORTS}/{made['id']}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert client.get(urlsplit(report["tempDownloadURL"]).path).status_code == 404


def test_per_partner_and_customer_the_days_are_summed(call, alice, client, used):
    api = call(alice)

    partner, customer = (rows_of(client, built(api, type=kind)) for kind in ("PARTNER", "CUSTOMER"))

    assert [(row["SKU"], row["CONSUMPTION"]) for row in partner] == [("webex_meetings", "24")]
    assert [(row["CUSTOMER_EXTERNAL_ID"], row["CONSUMPTION"]) for row in customer] == [("ext-1", "24")]


def test_the_present_allocation_counts_who_has_it_now(call, alice, client, used):
    rows = rows_of(client, built(call(alice), type="CUSTOMER", category="POINT_IN_TIME"))

    assert [row["CONSUMPTION"] for row in rows] == ["1"]


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"billingStartDate": ...}, "billingStartDate", 1001),
        ({"billingStartDate": "May"}, "billingStartDate", 90001),
        ({"billingStartDate": "2026-02-30"}, "billingStartDate", 90001),
        ({"billingStartDate": 5}, "billingStartDate", 90001),
        ({"billingStartDate": "1999-01-01"}, "billingStartDate", 90001),
        ({"billingEndDate": "2026-04-30"}, "billingEndDate", 90001),
        ({"billingEndDate": f"{now() + timedelta(days=1):%Y-%m-%d}"}, "billingEndDate", 90001),
        ({"type": "TEAM"}, "type", 90001),
        ({"category": "WEEKLY"}, "category", 90001),
        ({"category": "POINT_IN_TIME"}, "type", 90001),
        ({"internal": "yes"}, "internal", 90001),
    ],
)
def test_what_is_wrong_is_named(call, alice, other, field, code):
    sent = {name: value for name, value in (MAY | other).items() if value is not ...}

    response = call(alice).post(REPORTS, sent, format="json")

    assert response.status_code == 400
    assert (field, code) in {(error["fieldName"], error["errorCode"]) for error in response.json()["errors"]}
    assert not BillingReport.objects.exists()

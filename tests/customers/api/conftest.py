"""Programs of partners against a portal that is ready to work: lists in force, tables loaded, templates made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from compliance.enums import Disposition
from compliance.models import Subject
from customers import templates
from customers.models import Customer
from customers.provisioning import worker
from partnerhub.api import ids
from partnerhub.clock import now
from telephony import seeding
from tests.compliance import factories

LISTED_NAME = factories.WATCHED["name"]
CUSTOMERS = "/v1/wholesale/customers"


@pytest.fixture
def portal(db, olga):
    """A list and the telephony tables in force."""
    factories.publish_list(at=now())
    seeding.seed_tables(by=olga, at=now())
    seeding.seed_demo_domain(by=olga, at=now())


@pytest.fixture
def template(northwind, alice):
    """Northwind's onboarding template."""
    return templates.create(partner=northwind, by=alice, at=now(), name="Standard")


@pytest.fixture
def body(template):
    """A valid order for a customer with meetings: body(externalId="x", …) with other fields."""

    def _body(**other):
        return {
            "provisioningId": template.provisioning_id,
            "packages": ["webex_meetings"],
            "externalId": "ext-1",
            "address": {
                "addressLine1": "HaNamal 40",
                "city": "Tel Aviv",
                "zipOrPostalCode": "6350671",
                "country": "IL",
            },
            "customerInfo": {"name": "Contoso Bakery", "primaryEmail": "it@contoso.example"},
        } | other

    return _body


@pytest.fixture
def post(call, alice, body, portal):
    """Order a customer as alice; gives the opaque id."""

    def _post(**other):
        api = call(alice)
        response = api.post(CUSTOMERS, body(**other), format="json")
        assert response.status_code == 202, response.content
        return response.json()["url"].rsplit("/", 1)[-1]

    return _post


@pytest.fixture
def provisioned(post):
    """An ordered customer that the worker has set up; gives the opaque id."""

    def _provisioned(**other):
        customer_id = post(**other)
        work()
        return customer_id

    return _provisioned


@pytest.fixture
def many(northwind, alice, template):
    """So many customers in error, the last one the newest: many(5)."""

    def _many(count, partner=northwind, by=alice):
        rows = []
        for number in range(count):
            at = now() + timedelta(seconds=number)
            rows.append(
                Customer(
                    partner=partner,
                    account_partner=partner,
                    external_id=f"ext-{number}",
                    name=f"Customer {number}",
                    line1="1 High Street",
                    city="London",
                    postal_code="E1 6AN",
                    country="GB",
                    template=template,
                    subject=Subject.objects.create(
                        partner=partner, label=f"Customer {number}", created_at=at
                    ),
                    status="error",
                    created_at=at,
                    created_by=by,
                    status_changed_at=at,
                )
            )
        return Customer.objects.bulk_create(rows)

    return _many


def work():
    """Let the worker do everything that is due."""
    for customer in Customer.objects.all():
        while worker.provision_next(str(customer.pk), at=now()):
            pass


def customer_of(customer_id: str) -> Customer:
    """The row of an opaque id."""
    return Customer.objects.get(pk=ids.decode(customer_id, "ENTERPRISE"))


def approve(customer_id: str, *, by, and_by) -> None:
    """Two of the RPL team find that it is somebody else."""
    case = customer_of(customer_id).subject.cases.open().get()
    factories.review.claim(case, by=by, at=now())
    factories.decide_all(case, Disposition.FALSE_POSITIVE, by=by, at=now())
    factories.approve(case, by=by, at=now())
    factories.review.confirm(case, by=and_by, at=now())


def refuse(customer_id: str, *, by) -> None:
    """The RPL team finds that it is the listed party."""
    case = customer_of(customer_id).subject.cases.open().get()
    factories.review.claim(case, by=by, at=now())
    factories.decide_all(case, Disposition.TRUE_MATCH, by=by, at=now())
    factories.refuse(case, by=by, at=now())

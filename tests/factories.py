"""Rows for tests, brought where they stand by the functions of the domain."""

from __future__ import annotations

import itertools
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from compliance import review
from compliance.enums import Disposition, Trigger, Verdict
from compliance.lists import publish
from compliance.models import ReviewCase, Screening
from compliance.profile import PostalAddress
from customers import changes, deletion, onboarding, templates
from customers.enums import CustomerStatus
from customers.models import Customer, OnboardingTemplate
from customers.orders import Administrator, CallingLocation, Order
from customers.platform.builtin import BuiltinPlatform
from customers.provisioning import worker
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import Partner, User
from telephony import call_in_numbers, domains, seeding
from telephony.entries import Stated, check
from telephony.enums import Region
from telephony.models import TelephonyDomain
from tests.conftest import T0

_numbers = itertools.count(1)

BAKERY = PostalAddress(line1="12 Ha-Yarkon St", city="Tel Aviv", postal_code="6343112", country="IL")
# A party of the list that `publish_list` puts in force, and where it lives.
LISTED_NAME = "Kestrel Meridian Trading LLC"
LISTED_ADDRESS = PostalAddress(line1="Office 1907, Saffron Tower", city="Dubai", state="Dubai", country="AE")
# Resembles that party's name, which is not enough by itself.
RESEMBLING_NAME = "Meridian General Trading LLC"
HEADQUARTERS = CallingLocation(
    name="Headquarters", address=BAKERY, timezone="Asia/Jerusalem", language="en_us", emergency_id=""
)

_LIST = """name,aliases,type,country,address,citation,list,id
Zorvax Dynamics Ltd,Zorvax Turbines,org,GB,"14 Lantern Quay, Port Aldwyn, GB",Gazette 1,DEMO-DENIED,Z-1
Kestrel Meridian Trading LLC,,org,AE,"Office 1907, Saffron Tower, Dubai, AE",Gazette 2,DEMO-DENIED,Z-2
"""
_MORE = 'Contoso Bakery,,org,IL,"12 Ha-Yarkon St, Tel Aviv, IL",Gazette 3,DEMO-DENIED,Z-3\n'


def publish_list(*, with_bakery: bool = False, at: datetime = T0) -> None:
    """Put a small list in force: two parties, and where asked Contoso Bakery itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_text(_LIST + (_MORE if with_bakery else ""), encoding="utf-8")
        publish.publish("demo", path, by=job_user("tests"), at=at)


def open_telephony(*, at: datetime = T0) -> TelephonyDomain:
    """The country table, and the operator's default domain: London, then Berlin."""
    by = job_user("tests")
    seeding.seed_tables(by=by, at=at)
    domain = domains.open_domain(name="Global", region=Region.EMEA, by=by, at=at)
    for phone, country in (("+44 20 7946 0958", "GB"), ("+49 30 23125 000", "DE")):
        call_in_numbers.add(domain, check(Stated(phone=phone, countries=(country,))), by=by, at=at)
    domains.make_default(domain, by=by, at=at)
    return domain


def make_template(partner: Partner, by: User, **settings: Any) -> OnboardingTemplate:
    """An onboarding template of this partner."""
    name = settings.pop("name", f"Template {next(_numbers)}")
    return templates.create(partner=partner, by=by, at=T0, name=name, **settings)


def make_order(template: OnboardingTemplate, **changed: Any) -> Order:
    """A valid order of meetings for Contoso Bakery in Israel, which no list names."""
    values: dict[str, Any] = {
        "provisioning_id": template.provisioning_id,
        "packages": ("webex_meetings",),
        "external_id": f"ext-{next(_numbers)}",
        "address": BAKERY,
        "name": "Contoso Bakery",
        "administrator": Administrator(email="dana@contoso.example", first_name="Dana", last_name="Levi"),
    }
    return Order(**(values | changed))


def make_customer(
    partner: Partner,
    by: User,
    *,
    status: CustomerStatus = CustomerStatus.PROVISIONED,
    at: datetime = T0,
    template: OnboardingTemplate | None = None,
    **order: Any,
) -> Customer:
    """A customer of this partner that went to `status` as customers do.

    A list must be in force; without `open_telephony` it ends in `provisioned_with_errors`.
    """
    if status in (CustomerStatus.PENDING_RPL_REVIEW, CustomerStatus.ERROR):
        order = {"name": LISTED_NAME, "address": LISTED_ADDRESS} | order
    wanted = make_order(template or make_template(partner, by), **order)
    customer = onboarding.onboard(wanted, partner=partner, by=by, at=at)
    return _WALKS[status](customer, by, at)


def set_up(customer: Customer, *, at: datetime = T0) -> Customer:
    """The worker does what waits for this customer."""
    worker.provision_customer(customer.pk, at=at, platform=BuiltinPlatform())
    return Customer.everything.get(pk=customer.pk)


def open_case_of(customer: Customer) -> ReviewCase:
    """The case that waits for the RPL team."""
    return customer.subject.cases.open().get()


def approve(case: ReviewCase, *, by: User, at: datetime, second: User | None = None) -> ReviewCase:
    """A reviewer finds all matches to be somebody else; where four eyes are required `second` confirms."""
    _judge(case, Disposition.FALSE_POSITIVE, by=by, at=at)
    note = "Another line of business."
    case = review.approve(case, by=by, at=at, reason="different-business", note=note)
    return review.confirm(case, by=second, at=at) if second and case.is_open else case


def refuse(case: ReviewCase, *, by: User, at: datetime) -> ReviewCase:
    """A reviewer finds the listed party."""
    _judge(case, Disposition.TRUE_MATCH, by=by, at=at)
    return review.refuse(case, by=by, at=at, reason="listed-party", note="It is the listed party.")


def _judge(case: ReviewCase, disposition: Disposition, *, by: User, at: datetime) -> None:
    review.claim(case, by=by, at=at)
    for match in case.matches.all():
        review.set_disposition(match, disposition, by=by, at=at)


def _stay(customer: Customer, by: User, at: datetime) -> Customer:
    return customer


def _set_up(customer: Customer, by: User, at: datetime) -> Customer:
    return set_up(customer, at=at)


def _update(customer: Customer, by: User, at: datetime) -> Customer:
    return changes.try_again(set_up(customer, at=at), by=by, at=at)


def _delete(customer: Customer, by: User, at: datetime) -> Customer:
    return deletion.delete(set_up(customer, at=at), by=by, at=at)


def _expire(customer: Customer, by: User, at: datetime) -> Customer:
    case = open_case_of(customer)
    review.expire(case.pk, at=case.due_at)
    return Customer.objects.get(pk=customer.pk)


_WALKS = {
    CustomerStatus.PROVISIONING: _stay,
    CustomerStatus.PENDING_RPL_REVIEW: _stay,
    CustomerStatus.PROVISIONED: _set_up,
    CustomerStatus.PROVISIONED_WITH_ERRORS: _set_up,
    CustomerStatus.UPDATING: _update,
    CustomerStatus.DELETING: _delete,
    CustomerStatus.ERROR: _expire,
}


def clear_screening(customer: Customer, by: User, trigger: Trigger = Trigger.CREATE) -> Screening:
    """Evidence that this customer is on no list."""
    return Screening.objects.create(
        subject=customer.subject,
        trigger=trigger,
        requested_by=by,
        actor=by,
        profile=customer.profile.to_json(),
        normalised={},
        lists=[],
        generation=1,
        engine="test",
        engine_version="1",
        threshold=0.5,
        outcome=Verdict.CLEAR,
        started_at=T0,
        at=T0,
        duration_ms=1,
    )

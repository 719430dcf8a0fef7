"""Customers that are ordered and cleared, and wait for their set-up; used by fixtures and by the crash
test.
"""

from __future__ import annotations

import uuid

from compliance.answer import Answer
from compliance.enums import Trigger, Verdict
from compliance.models import Clearance, Subject
from compliance.profile import PostalAddress
from customers import administrators, lifecycle, packages
from customers.models import Customer, OnboardingTemplate, Package
from customers.orders import Administrator, CallingLocation
from customers.package_rules import highest_rank
from partnerhub.accounts.models import Partner, User
from tests.conftest import T0
from tests.factories import clear_screening

ADDRESS = PostalAddress(line1="1 Ben Yehuda", city="Tel Aviv", postal_code="6380101", country="IL")
LOCATION = CallingLocation(
    name="Headquarters", address=ADDRESS, timezone="Asia/Jerusalem", language="en_us", emergency_id="hq"
)


def order_customer(
    partner: Partner,
    by: User,
    *,
    name: str = "Contoso Bakery",
    codes: tuple[str, ...] = ("webex_suite",),
    quantities: dict[str, int] | None = None,
    country: str = "IL",
    domain=None,
    org_id: uuid.UUID | None = None,
) -> Customer:
    """A cleared customer in `provisioning` with these packages, its administrator and a calling location."""
    template, _created = OnboardingTemplate.objects.get_or_create(
        partner=partner, name="Standard", defaults={"created_at": T0}
    )
    subject = Subject.objects.create(partner=partner, label=name, created_at=T0)
    chosen = list(Package.objects.filter(code__in=codes))
    email = f"it@{name.split()[0].lower()}.example"
    customer = Customer(
        partner=partner,
        account_partner=partner,
        external_id=f"ext-{uuid.uuid4()}",
        name=name,
        primary_email=email,
        admin_level=highest_rank(chosen),
        language="en",
        calling_location=LOCATION.to_json(),
        meetings_timezone="Asia/Jerusalem",
        template=template,
        template_settings=template.to_settings(),
        telephony_domain=domain,
        subject=subject,
        requested_org_id=org_id,
        created_at=T0,
        created_by=by,
        country=country,
        line1=ADDRESS.line1,
        city=ADDRESS.city,
    )
    lifecycle.open_with(customer, clear_answer(customer, by), by=by, at=T0)
    packages.order(customer, chosen, quantities or {})
    administrators.appoint(customer, Administrator(email=email), is_full=True, at=T0)
    return customer


def clear_answer(customer: Customer, by: User, trigger: Trigger = Trigger.CREATE) -> Answer:
    """What compliance says of a customer that is on no list."""
    screening = clear_screening(customer, by, trigger)
    clearance = Clearance.objects.create(subject=customer.subject, screening=screening, at=T0)
    return Answer(customer.subject, Verdict.CLEAR, trigger, screening=screening, clearance=clearance)

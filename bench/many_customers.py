"""Customers by the hundred thousand, each with all that belongs to it: copies, made in the database, of one customer
that went the whole way from order to service.
"""

from __future__ import annotations

from django.db import connection, models

from bench.portal import now, order_of, partner_of
from compliance.models import Screening
from customers import onboarding
from customers.api.orders import order_of as read_order
from customers.models import Customer, MeetingSite, OnboardingTemplate
from customers.provisioning import worker
from partnerhub.accounts.models import User


def fill(alice: User, template: OnboardingTemplate, count: int) -> None:
    """`count` customers in service, one created each second."""
    pattern = _pattern(alice, template)
    site, assignments = MeetingSite.objects.get(customer=pattern), pattern.assigned_packages.all()
    subject, screening, clearance = key_of("subject"), key_of("screening"), key_of("clearance")
    customer = key_of("customer")
    copy(pattern.subject, count, id=subject)
    copy(
        Screening.objects.get(clearance=pattern.clearance), count, id=screening, subject_id=subject,
        lists="'[]'", normalised="'{}'",
    )  # fmt: skip
    copy(pattern.clearance, count, id=clearance, subject_id=subject, screening_id=screening)
    copy(
        pattern, count, id=customer, subject_id=subject, clearance_id=clearance, org_id=key_of("organization"),
        external_id="'c' || i", name="'Customer ' || i", primary_email="'it' || i || '@many.example'",
        created_at=_moment(),
    )  # fmt: skip
    copy(site, count, id=key_of("site"), customer_id=customer)
    for held in assignments:
        copy(held, count, id=key_of(held.package_id), customer_id=customer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pattern(alice: User, template: OnboardingTemplate) -> Customer:
    order = read_order(order_of(template.provisioning_id, 0))
    customer = onboarding.onboard(order, partner=partner_of(alice), by=alice, at=now())
    worker.provision_customer(customer.pk, at=now())
    customer.refresh_from_db()
    return customer


def copy(row: models.Model, count: int, **changed: str) -> None:
    """Copies of a row; `changed` columns are SQL over the number `i` of the copy."""
    columns = [field.column for field in row._meta.concrete_fields]
    values = [changed.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "  # noqa: S608
            f'INSERT INTO "{row._meta.db_table}" ({names}) SELECT {", ".join(values)} '
            f'FROM "{row._meta.db_table}" t CROSS JOIN n WHERE t.id = %s',
            [row._meta.pk.get_db_prep_value(row.pk, connection)],
        )


def key_of(kind: str) -> str:
    """SQL of a key of its own for the number `i` of each kind of row; as the product's, they follow each other."""
    rest = f"substr(md5('{kind}' || i), 1, 20)"
    if connection.vendor == "postgresql":
        return f"(lpad(to_hex(i), 12, '0') || {rest})::uuid"
    return f"printf('%%012x', i) || {rest}"


def _moment() -> str:
    if connection.vendor == "postgresql":
        return "t.created_at - interval '30 days' + i * interval '1 second'"
    return "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', t.created_at, '-30 days', i || ' seconds')"

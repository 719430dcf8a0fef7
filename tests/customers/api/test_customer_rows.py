"""Prepared questions give what the queryset gives: the same rows to the same callers."""

import pytest
from django.test import RequestFactory
from rest_framework.request import Request

from customers.api import customer_rows
from customers.models import Customer, CustomerAssignment
from partnerhub.accounts.access import NOBODY, Access
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role
from partnerhub.api.pagination import KeysetPage
from partnerhub.api.wishes import Wishes
from partnerhub.prepared import uuid_of
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(many, northwind, fabrikam):
    """Two customers of a partner, two of its sub-partner, two of another partner."""
    beneath = Partner.objects.create(slug="beneath", name="Beneath", parent=northwind)
    return [row for partner in (northwind, beneath, fabrikam) for row in many(2, partner=partner)]


def access_as(role, partner):
    return Access(user=make_person(role.value, role, partner), partner=partner, role=role)


def listed(access, **wishes):
    page = KeysetPage(Request(RequestFactory().get("/")))
    found = customer_rows.page_of(access, owner=None, wishes=Wishes(wishes), page=page)
    return [uuid_of(row.id) for row in found]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_same_rows_by_either_way(rows, northwind, role):
    access = access_as(
        role, northwind if role in (Role.FULL, Role.LIMITED, Role.READ_ONLY, Role.HELP_DESK) else None
    )
    CustomerAssignment.objects.create(user=access.user, customer=rows[2])

    visible = Customer.objects.visible_to(access)

    assert listed(access) == [row.pk for row in visible]
    assert [row.pk for row in rows if customer_rows.one_of(access, row.pk)] == [
        row.pk for row in rows if visible.filter(pk=row.pk).exists()
    ]


def test_nobody_sees_nothing(rows):
    assert listed(NOBODY) == []


def test_wishes_of_one_shape_keep_their_own_values(rows, northwind):
    access = access_as(Role.FULL, northwind)

    first, second = (listed(access, external_id=each, status__in=["error"]) for each in ("ext-0", "ext-1"))

    assert set(first) == {rows[0].pk, rows[2].pk}
    assert set(second) == {rows[1].pk, rows[3].pk}
    assert listed(access, status__in=["provisioned", "updating"]) == []

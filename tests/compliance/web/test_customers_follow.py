"""What is decided on the desk or over its API reaches the customer in the same moment (M14, M15)."""

import pytest
import time_machine

from compliance import review
from compliance.api.reading import id_of
from compliance.enums import CaseState, Disposition
from compliance.models import ReviewCase
from customers.enums import CustomerStatus
from customers.models import Customer
from tests.compliance.factories import (
    MINUTES,
    NOTE,
    decide_all,
    reason_to_approve,
    reason_to_refuse,
    state_of,
)
from tests.conftest import HOURS, T0
from tests.factories import make_customer, open_case_of, publish_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def waiting(northwind, alice):
    """A customer named as a listed party."""
    publish_list()
    return make_customer(northwind, alice, status=CustomerStatus.PENDING_RPL_REVIEW)


def seen(case, **fields):
    return {"version": ReviewCase.objects.get(pk=case.pk).version, **fields}


def judged(case, disposition, by):
    """The case, claimed and with every match decided."""
    review.claim(case, by=by, at=T0 + MINUTES)
    decide_all(case, disposition, by=by, at=T0 + MINUTES)
    return case


def status_of(customer):
    return Customer.objects.get(pk=customer.pk).status


def test_m14_two_reviewers_approve_on_the_page(waiting, browse, rita, sam):
    case = judged(open_case_of(waiting), Disposition.FALSE_POSITIVE, rita)
    approval = seen(case, reason=reason_to_approve(), note=NOTE, days=365)

    browse(rita).post(f"/rpl/{case.pk}/approve/", approval)
    between = status_of(waiting)
    browse(sam).post(f"/rpl/{case.pk}/confirm/", seen(case))

    assert (between, status_of(waiting)) == (CustomerStatus.PENDING_RPL_REVIEW, CustomerStatus.PROVISIONING)


def test_m15_refused_on_the_page(waiting, browse, rita):
    case = judged(open_case_of(waiting), Disposition.TRUE_MATCH, rita)

    browse(rita).post(f"/rpl/{case.pk}/refuse/", seen(case, reason=reason_to_refuse(), note=NOTE))

    assert status_of(waiting) == CustomerStatus.ERROR


@pytest.mark.parametrize("door", ["page", "api"])
def test_m15_a_second_after_hour_72_is_a_conflict_and_the_customer_in_error(
    waiting, browse, call, rita, door
):
    case = judged(open_case_of(waiting), Disposition.FALSE_POSITIVE, rita)
    approval = seen(case, reason=reason_to_approve(), note=NOTE, days=365)
    client = call(rita)

    with time_machine.travel(T0 + 72 * HOURS + MINUTES / 60, tick=False):
        if door == "page":
            response = browse(rita).post(f"/rpl/{case.pk}/approve/", approval)
        else:
            response = client.post(f"/v1/rpl/cases/{id_of(case.pk)}/approve", approval, format="json")

    assert response.status_code == 409
    assert (state_of(case), status_of(waiting)) == (CaseState.EXPIRED, CustomerStatus.ERROR)

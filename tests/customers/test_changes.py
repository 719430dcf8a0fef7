"""A customer is changed: what is screened waits beside what is in force (M3, M10, M16, M18)."""

from dataclasses import replace

import pytest

from customers import changes, packages, subscribers
from customers.enums import CustomerStatus as S
from customers.orders import Administrator, Change
from customers.precheck import SubPartnerSuspended
from customers.references import ExternalIdInUse
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner
from partnerhub.errors import Invalid
from tests.conftest import HOURS, T0
from tests.factories import (
    BAKERY,
    HEADQUARTERS,
    LISTED_ADDRESS,
    LISTED_NAME,
    approve,
    open_case_of,
    refuse,
    set_up,
)

pytestmark = pytest.mark.django_db

HAIFA = replace(BAKERY, line1="1 Herzl St", city="Haifa", postal_code="3303101")


def use_one(customer, by, email="eva@contoso.example"):
    return subscribers.add(customer, Wish(email=email, packages=("webex_meetings",)), by=by, at=T0)


def test_m10_a_clear_address_is_adopted_at_once(customer_in, alice):
    customer = changes.change_address(customer_in(S.PROVISIONED), HAIFA, by=alice, at=T0 + HOURS)

    assert (customer.status, customer.address) == (S.UPDATING, HAIFA)
    assert customer.clearance.screening.trigger == "profile_change"
    assert customer.get_open_proposal() is None


def test_m18_a_doubtful_address_waits_beside_the_old_one(customer_in, alice):
    customer = changes.change_address(customer_in(S.PROVISIONED), LISTED_ADDRESS, by=alice, at=T0 + HOURS)

    assert (customer.status, customer.prior_status) == (S.PENDING_RPL_REVIEW, S.PROVISIONED)
    assert customer.address == BAKERY
    assert customer.get_open_proposal().change["address"]["city"] == "Dubai"
    assert open_case_of(customer).trigger == "profile_change"


@pytest.mark.parametrize(
    "change",
    [
        Change(name=LISTED_NAME),
        Change(
            administrator=Administrator(
                email="k@k.example", first_name="Kestrel", last_name="Meridian Trading LLC"
            )
        ),
    ],
)
def test_m10_name_and_administrator_are_screened_likewise(customer_in, alice, change):
    customer = changes.make(customer_in(S.PROVISIONED), change, by=alice, at=T0 + HOURS)

    asked = customer.subject.screenings.latest("at").profile
    assert LISTED_NAME in (asked["name"], asked["administrator"])
    assert customer.name == "Contoso Bakery"


def test_m9_a_new_administrator_keeps_the_level(customer_in, alice):
    person = Administrator(email="Noa@contoso.example", first_name="Noa", last_name="Bar")

    customer = changes.make(customer_in(S.PROVISIONED), Change(administrator=person), by=alice, at=T0)

    administrator = customer.get_full_administrator()
    assert (administrator.email, administrator.level_id) == ("noa@contoso.example", "webex_meetings")
    assert customer.primary_email == "noa@contoso.example"


def test_a_change_is_one_packages_wait_with_the_address(customer_in, alice):
    change = Change(
        address=LISTED_ADDRESS,
        packages=("webex_meetings", "webex_voice"),
        calling_location=HEADQUARTERS,
        external_id="new-id",
        quantities={"webex_meetings": 5},
    )

    customer = changes.make(customer_in(S.PROVISIONED), change, by=alice, at=T0)

    assert customer.external_id != "new-id"
    assert changes.current_packages(customer) == ("webex_meetings",)
    assert Change.from_json(customer.get_open_proposal().change) == change


def test_packages_change_without_a_screening(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    change = Change(packages=("webex_voice",), calling_location=HEADQUARTERS, quantities={"webex_voice": 7})

    changed = changes.make(customer, change, by=alice, at=T0 + HOURS)

    assert changed.status == S.UPDATING
    rows = changed.assigned_packages.values_list("package", "quantity", "state")
    assert set(rows) == {("webex_voice", 7, "provisioning"), ("webex_meetings", None, "deleting")}
    assert changed.subject.screenings.count() == 1


def test_named_quantities_change_and_others_stay(customer_in, alice):
    both = ("webex_meetings", "webex_voice")
    first = {"webex_meetings": 3, "webex_voice": 4}
    customer = customer_in(S.PROVISIONED, packages=both, quantities=first, calling_location=HEADQUARTERS)

    changed = changes.make(customer, Change(packages=both, quantities={"webex_voice": 9}), by=alice, at=T0)

    rows = dict(changed.assigned_packages.values_list("package", "quantity"))
    assert rows == {"webex_meetings": 3, "webex_voice": 9}


def test_m7_a_quantity_below_use_is_refused(customer_in, alice):
    customer = customer_in(S.PROVISIONED, quantities={"webex_meetings": 5})
    use_one(customer, alice, "eva@contoso.example")
    use_one(customer, alice, "ida@contoso.example")

    with pytest.raises(packages.LimitReached) as refusal:
        changes.make(customer, Change(quantities={"webex_meetings": 1}), by=alice, at=T0)

    assert refusal.value.code == 90013
    assert customer.assigned_packages.get().quantity == 5


def test_a_package_in_use_is_not_taken_away(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    use_one(customer, alice)

    with pytest.raises(packages.LimitReached):
        changes.make(
            customer, Change(packages=("webex_voice",), calling_location=HEADQUARTERS), by=alice, at=T0
        )


@pytest.mark.parametrize("status", [S.PROVISIONING, S.UPDATING, S.DELETING, S.PENDING_RPL_REVIEW, S.ERROR])
def test_a_busy_or_refused_customer_is_not_changed(customer_in, alice, status):
    with pytest.raises(changes.CustomerBusy) as refusal:
        changes.change_address(customer_in(status), HAIFA, by=alice, at=T0)

    assert (refusal.value.code, refusal.value.status) == (90011, 409)


def test_an_invalid_change_says_everything_at_once(customer_in, alice):
    change = Change(
        address=replace(BAKERY, country="il"), packages=("webex_suite",), quantities={"webex_voice": 0}
    )

    with pytest.raises(Invalid) as refusal:
        changes.make(customer_in(S.PROVISIONED), change, by=alice, at=T0)

    assert {problem.code for problem in refusal.value.problems} == {90001, 90004}


def test_m1_another_customers_external_id_is_refused(customer_in, alice):
    other = customer_in(S.PROVISIONED)

    with pytest.raises(ExternalIdInUse):
        changes.make(customer_in(S.PROVISIONED), Change(external_id=other.external_id), by=alice, at=T0)


def test_a_suspended_partner_changes_nothing(customer_in, alice, northwind):
    customer = customer_in(S.PROVISIONED)
    Partner.objects.filter(pk=northwind.pk).update(provisioning_state=Partner.State.SUSPENDED)
    customer.partner.refresh_from_db()

    with pytest.raises(SubPartnerSuspended):
        changes.change_address(customer, HAIFA, by=alice, at=T0)


def test_m16_the_setup_tool_runs_again_as_often_as_wanted(customer_in, alice):
    customer = customer_in(S.PROVISIONED)

    for hour in (1, 2):
        customer = changes.try_again(customer, by=alice, at=T0 + hour * HOURS)
        assert customer.status == S.UPDATING
        customer = set_up(customer, at=T0 + hour * HOURS)

    assert (customer.status, customer.setup_round) == (S.PROVISIONED, 3)
    assert customer.subject.screenings.count() == 1


def test_m18_of_a_refused_change_the_customer_is_told(customer_in, alice, rita):
    customer = changes.change_address(customer_in(S.PROVISIONED), LISTED_ADDRESS, by=alice, at=T0)

    refuse(open_case_of(customer), by=rita, at=T0 + HOURS)

    customer.refresh_from_db()
    assert (customer.status, customer.address) == (S.PROVISIONED, BAKERY)
    assert [error["errorCode"] for error in customer.errors] == [90020]


def test_what_no_longer_fits_at_adoption_is_left_out_and_said(customer_in, alice, rita, sam):
    customer = customer_in(S.PROVISIONED)
    change = Change(name=LISTED_NAME, packages=("webex_voice",), calling_location=HEADQUARTERS)
    customer = changes.make(customer, change, by=alice, at=T0)
    use_one(customer, alice)

    approve(open_case_of(customer), by=rita, at=T0, second=sam)

    customer.refresh_from_db()
    assert (customer.status, customer.name) == (S.UPDATING, LISTED_NAME)
    assert [error["errorCode"] for error in customer.errors] == [90013]
    assert changes.current_packages(customer) == ("webex_meetings",)

"""A customer's users: one base package each, add-ons on top (M3, M6, M8, M9)."""

import pytest

from customers import changes, lifecycle, subscribers
from customers.administrators import DowngradeRefused
from customers.enums import CustomerStatus as S
from customers.models import PlatformPerson, Subscriber
from customers.orders import Change
from customers.references import EmailInUse
from customers.subscriber_rules import Wish, packages_of
from partnerhub.audit import trail
from partnerhub.errors import Invalid
from tests.conftest import HOURS, T0
from tests.factories import HEADQUARTERS, LISTED_ADDRESS, open_case_of

pytestmark = pytest.mark.django_db

EVERYTHING = ("webex_meetings", "webex_voice", "webex_suite", "attendant_console")


@pytest.fixture
def customer(customer_in):
    return customer_in(S.PROVISIONED, packages=EVERYTHING, calling_location=HEADQUARTERS)


def eva(*codes, **changed):
    values = {"email": "Eva@Contoso.example", "packages": codes or ("webex_meetings",), "first_name": "Eva"}
    return Wish(**(values | changed))


def problems_of(customer, wish, by):
    with pytest.raises(Invalid) as refusal:
        subscribers.add(customer, wish, by=by, at=T0)
    return [(problem.code, problem.field) for problem in refusal.value.problems]


def uses_of(subscriber):
    rows = subscriber.uses.values_list("package", "from_at", "to_at")
    return set(rows)


def test_m6_a_user_has_a_base_package_from_now_on(customer, alice):
    subscriber = subscribers.add(customer, eva(), by=alice, at=T0)

    assert (subscriber.email, subscriber.state) == ("eva@contoso.example", "provisioned")
    assert uses_of(subscriber) == {("webex_meetings", T0, None)}
    event = trail.history_of(customer).first()
    assert (event.action, event.after) == (
        "subscriber.added",
        {"subscriber": "eva@contoso.example", "packages": ["webex_meetings"]},
    )


def test_m8_attendant_console_comes_on_top_of_a_base_package(customer, alice):
    subscriber = subscribers.add(
        customer, eva("webex_voice", "attendant_console", extension="17"), by=alice, at=T0
    )

    assert packages_of(subscriber) == ["webex_voice", "attendant_console"]
    assert {row.package_id: row.used for row in customer.assigned_packages.all()} == {
        "webex_meetings": 0,
        "webex_suite": 0,
        "webex_voice": 1,
        "attendant_console": 1,
    }


def test_a_move_ends_one_use_and_begins_another(customer, alice):
    subscriber = subscribers.add(customer, eva(), by=alice, at=T0)

    moved = subscribers.move(subscriber, eva("webex_suite", phone="+972 3 123 4567"), by=alice, at=T0 + HOURS)

    assert (moved.package_id, moved.phone) == ("webex_suite", "+97231234567")
    assert uses_of(moved) == {("webex_meetings", T0, T0 + HOURS), ("webex_suite", T0 + HOURS, None)}
    used = dict(customer.assigned_packages.values_list("package", "used"))
    assert (used["webex_meetings"], used["webex_suite"]) == (0, 1)


def test_a_removed_user_stays_for_billing_and_frees_its_email(customer, alice):
    first = subscribers.add(customer, eva(), by=alice, at=T0)

    subscribers.remove(first, by=alice, at=T0 + HOURS)
    subscribers.remove(first, by=alice, at=T0 + 2 * HOURS)
    second = subscribers.add(customer, eva(), by=alice, at=T0 + HOURS)

    assert list(Subscriber.objects.all()) == [second]
    assert uses_of(Subscriber.everyone.get(pk=first.pk)) == {("webex_meetings", T0, T0 + HOURS)}


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (eva(email=""), (1001, "email")),
        (eva(email="eva"), (90001, "email")),
        (eva(first_name="x" * 101), (1002, "provisioningParameters.firstName")),
        (eva("webex_voice"), (1001, "provisioningParameters.primaryPhoneNumber")),
        (eva("webex_voice", phone="12"), (90001, "provisioningParameters.primaryPhoneNumber")),
        (eva("webex_voice", extension="a"), (90001, "provisioningParameters.extension")),
        (eva("webex_voice", extension="17", location_id="x"), (90001, "provisioningParameters.locationId")),
        (Wish(email="eva@contoso.example"), (1001, "packages")),
        (eva("webex_telepathy", "webex_meetings"), (90001, "packages")),
        (eva("webex_calling", extension="17"), (90001, "packages")),
        (eva("webex_meetings", "attendant_console"), (90002, "packages")),
    ],
)
def test_one_thing_is_wrong_with_a_user(customer, alice, wish, problem):
    assert problems_of(customer, wish, alice) == [problem]


@pytest.mark.parametrize("codes", [("webex_meetings", "webex_suite"), ("attendant_console",)])
def test_m6_a_user_has_exactly_one_base_package(customer, alice, codes):
    problems = problems_of(customer, eva(*codes, extension="17"), alice)

    assert (90001, "packages") in problems


def test_an_email_in_use_is_refused(customer, customer_in, alice):
    subscribers.add(customer, eva(), by=alice, at=T0)

    with pytest.raises(EmailInUse) as refusal:
        subscribers.add(customer_in(S.PROVISIONED), eva(), by=alice, at=T0)

    assert (refusal.value.code, refusal.value.status) == (10022, 409)


def test_a_person_known_outside_the_offer_is_asked_first(customer, alice):
    PlatformPerson.objects.create(email="eva@contoso.example")

    subscriber = subscribers.add(customer, eva(), by=alice, at=T0)
    assert subscriber.state == "pending_user_migration"


@pytest.mark.parametrize("status", [S.PROVISIONING, S.PENDING_RPL_REVIEW, S.DELETING, S.ERROR])
def test_nothing_is_assigned_where_nothing_is_served(customer_in, alice, status):
    with pytest.raises(changes.CustomerBusy):
        subscribers.add(customer_in(status), eva(), by=alice, at=T0)


def test_users_are_added_while_an_update_runs_and_while_an_address_is_reviewed(customer, alice):
    updating = changes.try_again(customer, by=alice, at=T0)
    subscribers.add(updating, eva(), by=alice, at=T0)
    lifecycle.move(updating, S.PROVISIONED, by=alice, at=T0)
    waiting = changes.make(updating, Change(address=LISTED_ADDRESS), by=alice, at=T0)

    subscribers.add(waiting, eva(email="ida@contoso.example"), by=alice, at=T0)

    assert (waiting.status, waiting.subscribers.count()) == (S.PENDING_RPL_REVIEW, 2)


def test_nothing_new_is_assigned_once_the_review_of_a_live_customer_is_overdue(customer, alice):
    waiting = changes.make(customer, Change(address=LISTED_ADDRESS), by=alice, at=T0)
    due_at = open_case_of(waiting).due_at

    with pytest.raises(changes.CustomerBusy):
        subscribers.add(waiting, eva(), by=alice, at=due_at)


def test_removal_is_possible_in_every_status(customer, alice):
    subscriber = subscribers.add(customer, eva(), by=alice, at=T0)
    changes.make(customer, Change(address=LISTED_ADDRESS), by=alice, at=T0)

    subscribers.remove(subscriber, by=alice, at=T0)

    assert not Subscriber.objects.exists()


def test_m9_the_administrator_as_a_user_keeps_to_its_level(customer, alice):
    """The customer was created with the suite: its administrator's level."""
    dana = eva("webex_suite", email="dana@contoso.example", extension="11")
    with pytest.raises(DowngradeRefused) as refusal:
        subscribers.add(customer, eva("webex_meetings", email="Dana@contoso.example"), by=alice, at=T0)
    assert (refusal.value.code, refusal.value.status) == (90014, 409)

    subscriber = subscribers.add(customer, dana, by=alice, at=T0)
    with pytest.raises(DowngradeRefused):
        subscribers.move(subscriber, eva("webex_voice", extension="11"), by=alice, at=T0)

    assert Subscriber.objects.get().package_id == "webex_suite"

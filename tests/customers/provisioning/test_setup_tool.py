"""The setup tool does what is missing and repeats nothing (M16)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers import lifecycle, meeting_sites, setup
from customers.changes import CustomerBusy
from customers.enums import CustomerStatus
from customers.models import MeetingSite
from customers.platform.faulty import refuse, unavailable
from customers.provisioning import worker
from customers.setup import State
from partnerhub.audit.trail import history_of
from telephony import call_in_numbers
from telephony.entries import Stated, check
from tests.conftest import T0

LATER = T0 + timedelta(hours=1)


def test_m16_a_complete_customer_stays_as_it_is(set_up, alice, platform):
    customer = set_up()
    platform.calls.clear()

    found = setup.run(customer, by=alice, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert (found.is_complete, found.started, platform.calls) == (True, False, [])
    assert customer.status == CustomerStatus.PROVISIONED


def test_m16_only_the_missing_part_is_done(set_up, alice, platform):
    platform.fail("ensure_location", [refuse])
    customer = set_up()
    platform.calls.clear()

    found = setup.run(customer, by=alice, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert [(item.kind, item.state) for item in found.in_state(State.FAILED)] == [("location", State.FAILED)]
    assert [method for method, _key in platform.calls] == ["ensure_location"]
    assert customer.status == CustomerStatus.PROVISIONED
    assert setup.checklist(customer).is_complete


def test_m16_as_often_as_wanted(set_up, alice, platform):
    platform.fail("ensure_location", [refuse] * 3)
    customer = set_up()

    for hours in range(1, 5):
        at = T0 + timedelta(hours=hours)
        customer.refresh_from_db()
        setup.run(customer, by=alice, at=at)
        worker.provision_waiting(at=at, platform=platform)

    customer.refresh_from_db()
    assert [method for method, _key in platform.calls].count("ensure_location") == 4
    assert [method for method, _key in platform.calls].count("ensure_organization") == 1
    assert customer.status == CustomerStatus.PROVISIONED


def test_m16_a_customer_without_organization_goes_on(set_up, alice, platform):
    platform.fail("ensure_organization", [refuse])
    customer = set_up()

    setup.run(customer, by=alice, at=LATER)
    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONING

    worker.provision_waiting(at=LATER, platform=platform)
    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED


def test_m16_a_step_that_waits_is_tried_at_once(ordered, alice, platform):
    customer = ordered()
    platform.fail("ensure_organization", [unavailable] * 3)
    for seconds in (0, 5, 15):
        worker.provision_waiting(at=T0 + timedelta(seconds=seconds), platform=platform)
    customer.refresh_from_db()
    at = T0 + timedelta(seconds=16)

    setup.run(customer, by=alice, at=at)
    worker.provision_waiting(at=at, platform=platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED


def test_m16_a_call_in_number_that_was_missing_is_found(set_up, alice, olga, platform, domain):
    domain.numbers.all().delete()
    customer = set_up()
    assert customer.status == CustomerStatus.PROVISIONED_WITH_ERRORS
    entry = check(Stated(phone="+972 3 123 4567", countries=("IL",)))
    call_in_numbers.add(domain, entry, by=olga, at=LATER)

    setup.run(customer, by=alice, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED
    assert customer.meeting_site.numbers_in_force[0]["e164"] == "+97231234567"
    assert customer.assigned_packages.get().warnings == []


def test_m21_without_any_number_the_operator_is_asked(set_up, domain):
    domain.numbers.all().delete()

    customer = set_up(codes=("webex_meetings", "webex_calling"))

    warnings = {
        one.package_id: [w["errorCode"] for w in one.warnings] for one in customer.assigned_packages.all()
    }
    assert customer.status == CustomerStatus.PROVISIONED_WITH_ERRORS
    assert warnings == {"webex_meetings": [90064], "webex_calling": []}
    assert list(meeting_sites.waiting_for_operator()) == [MeetingSite.objects.get(customer=customer)]


@pytest.mark.parametrize("status", [CustomerStatus.DELETING, CustomerStatus.PENDING_RPL_REVIEW])
def test_m16_not_while_something_else_is_decided(set_up, alice, status):
    customer = set_up()
    if status == CustomerStatus.DELETING:
        lifecycle.begin_deleting(customer, by=alice, at=LATER)
    else:
        customer.wait_for_review()
        customer.save()

    with pytest.raises(CustomerBusy):
        setup.run(customer, by=alice, at=LATER)


def test_the_checklist_names_everything_in_its_order(set_up):
    customer = set_up(codes=("webex_suite",))

    items = [(item.kind, item.of, item.state) for item in setup.checklist(customer).items]
    assert items == [
        ("organization", "", State.DONE),
        ("meeting_site", "", State.DONE),
        ("call_in_numbers", "+44 20 7946 0958", State.DONE),
        ("package", "webex_suite", State.DONE),
        ("location", "", State.DONE),
        ("administrator", "it@contoso.example", State.DONE),
    ]


def test_the_checklist_of_a_new_customer_misses_everything(ordered):
    found = setup.checklist(ordered())

    assert {item.state for item in found.items} == {State.MISSING}
    assert found.to_json()["complete"] is False


def test_history_tells_who_ran_it_and_what_was_missing(set_up, alice, platform):
    platform.fail("ensure_location", [refuse])
    customer = set_up()

    setup.run(customer, by=alice, at=LATER)

    event = history_of(customer).get(action="customer.setup_run")
    assert (event.actor_label, event.after) == ("Alice", {"missing": ["location"]})


def test_m16_on_the_command_line(set_up, platform):
    platform.fail("ensure_location", [refuse])
    customer = set_up()
    out = StringIO()

    call_command("setup_customer", str(customer.pk), stdout=out)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED
    assert "done     location" in out.getvalue()


def test_the_command_knows_no_stranger(db):
    with pytest.raises(CommandError, match="no such customer"):
        call_command("setup_customer", "not-an-id")

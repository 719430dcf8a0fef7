"""Subscribers are served, moved and let go; a suspended customer's services go off and come back."""

from datetime import timedelta

from customers import lifecycle, provisioning
from customers.enums import CustomerStatus, StepState, SubscriberState
from customers.models import Organization, PackageAssignment, PlatformPerson, Subscriber
from customers.platform.faulty import refuse, unavailable
from customers.provisioning import worker
from tests.conftest import T0
from tests.customers.provisioning.ordered import clear_answer

LATER = T0 + timedelta(hours=1)


def test_a_subscriber_is_served_without_a_change_of_status(set_up, platform):
    customer = set_up(codes=("webex_calling",))

    subscriber = add_subscriber(customer)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    subscriber.refresh_from_db()
    person = PlatformPerson.objects.get(email="dana@contoso.example")
    assert customer.status == CustomerStatus.PROVISIONED
    assert (person.package, person.extension, person.location.name) == (
        "webex_calling",
        "100",
        "Headquarters",
    )
    assert subscriber.person_id == person.pk


def test_subscribers_come_last_in_a_set_up(ordered, platform):
    customer = ordered(codes=("webex_calling",))
    add_subscriber(customer)
    platform.fail("ensure_licences", [unavailable])

    worker.provision_waiting(at=T0, platform=platform)
    early = [method for method, _key in platform.calls]
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert "ensure_subscriber" not in early
    assert platform.calls[-1][0] == "ensure_subscriber"
    assert customer.status == CustomerStatus.PROVISIONED


def test_a_removed_subscriber_is_let_go(set_up, platform):
    customer = set_up(codes=("webex_calling",))
    subscriber = add_subscriber(customer)
    worker.provision_waiting(at=LATER, platform=platform)

    subscriber.deleted_at = LATER
    subscriber.save()
    provisioning.start_subscriber(subscriber, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    assert PlatformPerson.objects.get(email="dana@contoso.example").package == ""
    assert not customer.steps.filter(target=str(subscriber.pk)).exists()


def test_a_subscriber_who_cannot_be_served_says_why(set_up, platform):
    customer = set_up(codes=("webex_calling",))
    subscriber = add_subscriber(customer)
    platform.fail("ensure_subscriber", [refuse])

    worker.provision_waiting(at=LATER, platform=platform)

    subscriber.refresh_from_db()
    assert [error["errorCode"] for error in subscriber.errors] == [90063]
    assert customer.assigned_packages.get().errors == subscriber.errors


def test_a_person_of_another_organization_is_served_after_consent_only(set_up, platform):
    elsewhere = Organization.objects.create(name="Elsewhere")
    PlatformPerson.objects.create(email="dana@contoso.example", organization=elsewhere)
    customer = set_up(codes=("webex_calling",))
    subscriber = add_subscriber(customer)
    worker.provision_waiting(at=LATER, platform=platform)
    refused = PlatformPerson.objects.get(email="dana@contoso.example").organization

    subscriber.consented_at = LATER
    subscriber.save()
    provisioning.start_subscriber(subscriber, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    assert refused == elsewhere
    assert PlatformPerson.objects.get(email="dana@contoso.example").organization_id == customer.org_id


def test_services_of_a_suspended_customer_go_off_however_long_it_takes(set_up, platform, alice):
    customer = set_up()
    platform.fail("suspend_services", [unavailable] * 12)

    suspend(customer)
    for minutes in range(0, 150, 11):
        worker.provision_waiting(at=LATER + timedelta(minutes=minutes), platform=platform)

    customer.refresh_from_db()
    assert (customer.status, Organization.objects.get().suspended) == (CustomerStatus.ERROR, True)


def test_services_come_back_with_the_next_update(set_up, platform, alice):
    customer = set_up()
    suspend(customer)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.clearance = clear_answer(customer, alice).clearance
    lifecycle.begin_setup(customer, by=alice, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert (customer.status, Organization.objects.get().suspended) == (CustomerStatus.PROVISIONED, False)


def test_nobody_new_is_served_while_services_are_off(set_up, platform):
    customer = set_up(codes=("webex_calling",))
    add_subscriber(customer)
    suspend(customer)

    worker.provision_waiting(at=LATER, platform=platform)

    assert not PlatformPerson.objects.filter(email="dana@contoso.example").exists()
    assert customer.steps.filter(state=StepState.WAITING).count() == 1


def add_subscriber(customer):
    subscriber = Subscriber.objects.create(
        customer=customer,
        email="dana@contoso.example",
        extension="100",
        package_id="webex_calling",
        state=SubscriberState.PROVISIONED,
        created_at=T0,
        status_changed_at=T0,
    )
    PackageAssignment.objects.filter(customer=customer, package="webex_calling").update(used=1)
    provisioning.start_subscriber(subscriber, at=T0)
    return subscriber


def suspend(customer):
    """As the lifecycle does when a person refused a live customer."""
    customer.refresh_from_db()
    customer.suspend([{"errorCode": 90022, "description": "Refused"}], at=LATER)
    customer.save()
    provisioning.start(customer)

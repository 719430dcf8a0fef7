"""What the database refuses by itself, whoever asks (M10, M7, M1, M6)."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from customers.enums import CustomerStatus as S
from customers.enums import PackageState
from customers.models import (
    ChangeProposal,
    Customer,
    CustomerAdministrator,
    CustomerAssignment,
    OnboardingTemplate,
    Package,
    PackageAssignment,
    PackageUse,
    Subscriber,
    Webhook,
    WebhookDelivery,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db


def refused(name, write):
    """The database refuses, by the rule of this name (SQLite names columns where a rule is an index)."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    text = str(refusal.value)
    assert name in text or "UNIQUE constraint failed" in text, text


def update(customer, **values):
    return lambda: Customer.everything.filter(pk=customer.pk).update(**values)


@pytest.mark.parametrize("status", sorted(set(S.values) - S.WITHOUT_CLEARANCE - S.SETTLED))
def test_m10_no_service_without_a_clearance(customer_in, status):
    customer = customer_in(S.PENDING_RPL_REVIEW)

    refused("customer_in_service_has_a_clearance", update(customer, status=status))


@pytest.mark.parametrize("status", sorted(S.SETTLED))
def test_m10_no_provisioned_customer_without_a_clearance(customer_in, status):
    customer = customer_in(S.PENDING_RPL_REVIEW)

    refused(
        "customer_in_service_has_a_clearance",
        update(customer, status=status, org_id=uuid.uuid4(), went_live_at=T0),
    )


def test_m10_a_clearance_is_of_the_customers_own_subject(customer_in):
    cleared, waiting = customer_in(S.PROVISIONED), customer_in(S.PENDING_RPL_REVIEW)

    refused(
        "customer_keeps_to_its_own_clearance",
        update(waiting, status=S.PROVISIONING, clearance=cleared.clearance_id),
    )


@pytest.mark.parametrize(
    "change", [{"city": "Haifa"}, {"country": "GB"}, {"name": "Other"}, {"admin_last_name": "Other"}]
)
def test_m10_a_profile_changes_with_a_new_clearance_only(customer_in, change):
    refused("changed_profile_has_a_new_clearance", update(customer_in(S.PROVISIONED), **change))


@pytest.mark.parametrize(
    ("status", "rule", "values"),
    [
        (S.PROVISIONED, "customer_status_is_known", {"status": "happy"}),
        (S.PROVISIONED, "provisioned_customer_has_an_organization", {"org_id": None}),
        (S.PROVISIONED, "suspended_customer_is_not_in_service", {"suspended_at": T0}),
        (
            S.PROVISIONED,
            "live_customer_under_review_knows_its_prior_status",
            {"status": S.PENDING_RPL_REVIEW},
        ),
        (S.PROVISIONED, "prior_status_is_one_of_service", {"prior_status": S.ERROR}),
        (S.PROVISIONED, "deleted_customer_was_deleting", {"deleted_at": T0}),
        (S.PENDING_RPL_REVIEW, "customer_names_its_country", {"country": "gb"}),
        (S.PENDING_RPL_REVIEW, "customer_names_its_country", {"country": ""}),
        (S.PROVISIONED, "customer_has_an_external_id", {"external_id": ""}),
    ],
)
def test_a_customers_row_makes_sense(customer_in, status, rule, values):
    refused(rule, update(customer_in(status), **values))


def test_m1_external_id_is_unique_per_partner(customer_in):
    first, second = customer_in(S.PROVISIONING), customer_in(S.PROVISIONING)

    refused("external_id_is_unique_per_partner", update(second, external_id=first.external_id))


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("organization_belongs_to_one_customer", "org_id"),
        ("organization_is_attached_to_one_customer", "requested_org_id"),
    ],
)
def test_an_organization_is_of_one_customer(customer_in, rule, field):
    first, second, organization = customer_in(S.PROVISIONING), customer_in(S.PROVISIONING), uuid.uuid4()
    update(first, **{field: organization})()

    refused(rule, update(second, **{field: organization}))


def test_m5_a_partner_has_one_own_organization(customer_in):
    first, second = customer_in(S.PROVISIONING), customer_in(S.PROVISIONING)
    update(first, is_own_organization=True)()

    refused("partner_has_one_own_organization", update(second, is_own_organization=True))


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("quantity_is_between_1_and_1000000", {"quantity": 0}),
        ("quantity_is_between_1_and_1000000", {"quantity": 1_000_001}),
        ("no_less_than_nothing_is_assigned", {"used": -1}),
        ("no_more_is_assigned_than_the_quantity", {"quantity": 2, "used": 3}),
        ("a_package_in_use_is_not_removed", {"state": PackageState.DELETING, "used": 1}),
        ("package_state_is_known", {"state": "lost"}),
    ],
)
def test_m7_an_assignment_makes_sense(customer_in, rule, values):
    rows = PackageAssignment.objects.filter(customer=customer_in(S.PROVISIONING))

    refused(rule, lambda: rows.update(**values))


def test_a_customer_has_a_package_once(customer_in):
    assignment = customer_in(S.PROVISIONING).assigned_packages.get()

    refused(
        "customer_has_a_package_once",
        lambda: PackageAssignment.objects.create(customer=assignment.customer, package=assignment.package),
    )


def test_a_customer_has_one_open_proposal(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    values = {"customer": customer, "change": {}, "proposed_by": alice, "proposed_at": T0}
    proposal = ChangeProposal.objects.create(**values)

    refused("customer_has_one_open_proposal", lambda: ChangeProposal.objects.create(**values))
    refused(
        "settled_proposal_has_an_outcome",
        lambda: ChangeProposal.objects.filter(pk=proposal.pk).update(settled_at=T0),
    )


def test_m9_a_customer_has_one_full_administrator(customer_in):
    customer = customer_in(S.PROVISIONED)
    values = {"customer": customer, "created_at": T0}

    refused(
        "customer_has_one_full_administrator",
        lambda: CustomerAdministrator.objects.create(email="x@x.example", is_full=True, **values),
    )
    refused(
        "administrator_of_a_customer_is_entered_once",
        lambda: CustomerAdministrator.objects.create(email="DANA@contoso.example", **values),
    )


def make_subscriber(customer, email="eva@contoso.example"):
    return Subscriber.objects.create(
        customer=customer,
        email=email,
        package_id="webex_meetings",
        state="provisioned",
        created_at=T0,
        status_changed_at=T0,
    )


def test_an_email_belongs_to_one_subscriber(customer_in):
    make_subscriber(customer_in(S.PROVISIONED))
    other = customer_in(S.PROVISIONED)

    refused("email_belongs_to_one_subscriber", lambda: make_subscriber(other))
    refused("subscriber_email_is_in_lower_case", lambda: make_subscriber(other, "Eva2@contoso.example"))


def test_a_subscribers_state_is_known(customer_in):
    subscriber = make_subscriber(customer_in(S.PROVISIONED))

    refused(
        "subscriber_state_is_known", lambda: Subscriber.objects.filter(pk=subscriber.pk).update(state="lost")
    )


def test_m6_a_subscriber_has_one_base_package(customer_in):
    subscriber = make_subscriber(customer_in(S.PROVISIONED))
    use = PackageUse.objects.create(
        subscriber=subscriber, package_id="webex_meetings", is_base=True, from_at=T0
    )

    def add(code, is_base):
        return lambda: PackageUse.objects.create(
            subscriber=subscriber, package_id=code, is_base=is_base, from_at=T0
        )

    refused("subscriber_has_one_base_package", add("webex_suite", True))
    refused("subscriber_has_a_package_once", add("webex_meetings", False))
    refused(
        "package_use_ends_after_it_begins",
        lambda: PackageUse.objects.filter(pk=use.pk).update(to_at=T0 - HOURS),
    )


def test_the_catalogue_makes_sense(db):
    rows = Package.objects.filter(code="webex_suite")

    refused("package_kind_is_known", lambda: rows.update(kind="toy"))
    refused("package_has_code_and_label", lambda: rows.update(label=""))


def test_templates_make_sense(template):
    rows = OnboardingTemplate.objects.filter(pk=template.pk)
    same = {"partner": template.partner, "name": template.name, "created_at": T0}

    refused("template_has_a_name", lambda: rows.update(name=""))
    refused("partner_authentication_names_its_identity_provider", lambda: rows.update(authentication="saml"))
    refused("template_names_are_unique_per_partner", lambda: OnboardingTemplate.objects.create(**same))


def test_an_announcement_is_of_a_known_kind(customer_in):
    rows = customer_in(S.PROVISIONING).announcements.all()

    refused("announcement_kind_is_known", lambda: rows.update(kind="rumour"))
    refused("announcement_resource_is_known", lambda: rows.update(resource="rooms"))
    refused("announcement_names_its_customer", lambda: rows.update(customer=None))


def test_a_webhook_makes_sense(northwind, alice):
    made = {"partner": northwind, "created_by": alice, "created_at": T0, "resource": "wholesaleCustomers"}
    Webhook.objects.create(name="Orders", target_url="https://hooks.example.com", event="all", **made)
    rows = Webhook.objects.all()

    refused("webhook_resource_is_known", lambda: rows.update(resource="rooms"))
    refused("webhook_event_is_known", lambda: rows.update(event="started"))
    refused("webhook_owner_is_known", lambda: rows.update(owned_by="me"))
    refused("webhook_has_a_name_and_an_address", lambda: rows.update(target_url=""))
    refused("disabled_webhook_says_when_and_why", lambda: rows.update(status="inactive"))
    refused("previous_secret_ends_some_time", lambda: rows.update(previous_secret="sealed"))


def test_a_delivery_makes_sense(customer_in, northwind, alice):
    announcement = customer_in(S.PROVISIONING).announcements.get()
    webhook = Webhook.objects.create(
        partner=northwind,
        name="Orders",
        target_url="https://hooks.example.com",
        resource="wholesaleCustomers",
        event="all",
        created_by=alice,
        created_at=T0,
    )
    facts = {
        "webhook": webhook,
        "announcement": announcement,
        "queue": announcement.queue,
        "occasion": "event",
        "event": "created",
        "next_attempt_at": T0,
        "created_at": T0,
    }
    WebhookDelivery.objects.create(**facts)
    rows = WebhookDelivery.objects.all()

    refused("webhook_is_told_each_event_once", lambda: WebhookDelivery.objects.create(**facts))
    refused("delivery_state_is_known", lambda: rows.update(state="lost"))
    refused("delivery_occasion_is_known", lambda: rows.update(occasion="whim"))
    refused("running_delivery_has_a_lease", lambda: rows.update(state="running"))
    refused("finished_delivery_says_when", lambda: rows.update(state="delivered"))
    refused("failed_delivery_says_why", lambda: rows.update(state="failed", finished_at=T0))
    refused("delivered_event_has_its_place", lambda: rows.update(queue=None))


def test_a_customer_is_assigned_to_an_admin_once(customer_in, alice):
    customer = customer_in(S.PROVISIONED)
    CustomerAssignment.objects.create(user=alice, customer=customer)

    refused(
        "customer_is_assigned_to_an_admin_once",
        lambda: CustomerAssignment.objects.create(user=alice, customer=customer),
    )

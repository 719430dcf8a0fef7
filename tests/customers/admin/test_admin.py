"""M22: customers in the admin. Statuses are never fields; actions run through the functions of portal and API."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

from customers import meeting_sites, subscribers
from customers.enums import CustomerStatus
from customers.models import (
    Customer,
    CustomerAdministrator,
    CustomerAssignment,
    MeetingSite,
    OnboardingTemplate,
    Package,
    Subscriber,
)
from customers.subscriber_rules import Wish
from partnerhub.accounts.roles import Role
from partnerhub.audit import trail
from partnerhub.audit.models import AuditEvent
from tests.conftest import T0, make_person

pytestmark = pytest.mark.django_db

MODELS = [model for model in admin.site._registry if model._meta.app_label == "customers"]
EDITABLE = {"package", "onboardingtemplate", "customerassignment"}
INLINE = re.compile(
    r"<style|<script(?![^>]*src=)(?![^>]*json)|style=\"|on(click|load|change|submit)=", re.IGNORECASE
)
S = CustomerStatus


def page_of(model, *args):
    return reverse(
        f"admin:customers_{model._meta.model_name}_{'change' if args else 'changelist'}", args=args
    )


def act(browser, model, action, *rows, **fields):
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [str(row.pk) for row in rows]}
    return browser.post(page_of(model), chosen | fields, follow=True)


def add_dana(customer, by):
    wish = Wish(email="dana@example.com", packages=("webex_meetings",), first_name="Dana", last_name="Levi")
    return subscribers.add(customer, wish, by=by, at=T0)


def test_every_model_is_there():
    assert set(MODELS) == set(apps.get_app_config("customers").get_models())


@pytest.mark.parametrize("person", ["otto", "olga"])
def test_every_page_loads_without_inline_script_or_style(customer_in, alice, browse, request, person):
    add_dana(customer_in(S.PROVISIONED), alice)
    browser = browse(request.getfixturevalue(person))

    for model in MODELS:
        row = model._base_manager.first()
        pages = [page_of(model), f"{page_of(model)}?q=x", *([page_of(model, row.pk)] if row else [])]
        for path in pages:
            page = browser.get(path)
            assert page.status_code == 200, path
            assert not INLINE.search(page.content.decode()), path


def test_nothing_but_reference_data_is_edited(customer_in, alice, browse, olga):
    add_dana(customer_in(S.PROVISIONED), alice)
    browser = browse(olga)

    for model in MODELS:
        row, name = model._base_manager.first(), model._meta.model_name
        if name in EDITABLE or row is None:
            continue
        assert browser.post(page_of(model, row.pk), {"status": "error"}).status_code == 403, name
        assert browser.get(reverse(f"admin:customers_{name}_add")).status_code == 403, name
        assert browser.post(reverse(f"admin:customers_{name}_delete", args=[row.pk])).status_code == 403, name


def test_partners_do_not_come_in(browse, alice):
    assert browse(alice).get(page_of(Customer)).status_code == 302


def test_m16_the_setup_tool_is_run(customer_in, browse, olga):
    customer = customer_in(S.PROVISIONED)
    customer.steps.filter(kind="administrator").delete()

    act(browse(olga), Customer, "run_setup", customer)

    assert Customer.objects.get(pk=customer.pk).status == S.UPDATING
    event = AuditEvent.objects.get(action="customer.setup_run")
    assert event.actor_label == "Olga"


def test_the_setup_tool_under_review_says_why_not(customer_in, browse, olga):
    customer = customer_in(S.PENDING_RPL_REVIEW)

    response = act(browse(olga), Customer, "run_setup", customer)

    assert response.status_code == 200
    assert b'class="error"' in response.content
    assert Customer.objects.get(pk=customer.pk).status == S.PENDING_RPL_REVIEW


@pytest.mark.parametrize("person", ["otto", "rita"])
@pytest.mark.parametrize("action", ["run_setup", "remove", "reapply_call_in_numbers"])
def test_only_operators_act(customer_in, browse, request, person, action):
    customer = customer_in(S.PROVISIONED)

    act(browse(request.getfixturevalue(person)), Customer, action, customer, apply="1")

    assert Customer.objects.get(pk=customer.pk).status == S.PROVISIONED


def test_a_customer_is_removed_after_a_second_look(customer_in, browse, olga):
    customer = customer_in(S.PROVISIONED)
    browser = browse(olga)

    asked = act(browser, Customer, "remove", customer)
    still = Customer.objects.get(pk=customer.pk).status
    act(browser, Customer, "remove", customer, apply="1")

    assert b"Contoso Bakery" in asked.content
    assert (still, Customer.objects.get(pk=customer.pk).status) == (S.PROVISIONED, S.DELETING)


def test_subscribers_stand_in_the_way_unless_they_go_too(customer_in, alice, browse, olga):
    customer = customer_in(S.PROVISIONED)
    add_dana(customer, alice)
    browser = browse(olga)

    refused = act(browser, Customer, "remove", customer, apply="1")
    act(browser, Customer, "remove_with_subscribers", customer, apply="1")

    assert b"still has 1 subscriber" in refused.content
    assert Customer.objects.get(pk=customer.pk).status == S.DELETING


def test_m10_removing_withdraws_the_case(customer_in, browse, olga):
    customer = customer_in(S.PENDING_RPL_REVIEW)

    act(browse(olga), Customer, "remove", customer, apply="1")

    assert customer.subject.cases.get().state == "withdrawn"


def test_m20_call_in_numbers_follow_the_rule_again(customer_in, browse, olga, alice):
    site = customer_in(S.PROVISIONED).meeting_site
    other = meeting_sites.choices(site).last()
    meeting_sites.override(site, [other], by=alice, at=T0)

    act(browse(olga), MeetingSite, "follow_rule", site)
    act(browse(olga), MeetingSite, "reapply", site)

    assert not MeetingSite.objects.get(pk=site.pk).is_overridden


def test_a_subscriber_is_removed(customer_in, alice, browse, olga):
    subscriber = add_dana(customer_in(S.PROVISIONED), alice)

    act(browse(olga), Subscriber, "remove", subscriber, apply="1")

    assert not Subscriber.objects.filter(pk=subscriber.pk).exists()
    assert Subscriber.everyone.filter(pk=subscriber.pk).exists()


def test_m9_the_full_administrator_never_goes_down(customer_in, browse, olga):
    customer = customer_in(S.PROVISIONED)
    full = CustomerAdministrator.objects.get(customer=customer)
    higher = Package.objects.filter(rank__gt=full.level.rank).first()

    act(browse(olga), CustomerAdministrator, "move", full, apply="1", level=higher.pk)
    refused = act(browse(olga), CustomerAdministrator, "move", full, apply="1", level="webex_meetings")

    assert b"cannot be moved to a lower package" in refused.content
    assert CustomerAdministrator.objects.get(pk=full.pk).level == higher


def template_form(template, **changed):
    values = {name: getattr(template, name) for name in OnboardingTemplate.SETTINGS}
    values |= {"name": template.name, "telephony_domain": template.telephony_domain_id or ""} | changed
    return {name: ("on" if value is True else value) for name, value in values.items() if value is not False}


def test_m4_a_template_is_changed_with_history(template, browse, olga):
    browse(olga).post(page_of(OnboardingTemplate, template.pk), template_form(template, name="Basic"))

    template.refresh_from_db()
    event = trail.history_of(template).first()
    assert (template.name, event.action) == ("Basic", "template.changed")
    assert (event.before, event.after) == ({"name": "Standard"}, {"name": "Basic"})


def test_m4_a_template_is_created_and_retired(template, northwind, browse, olga):
    browser = browse(olga)

    response = browser.post(
        reverse("admin:customers_onboardingtemplate_add"),
        template_form(template, name="Another", partner=str(northwind.pk)),
    )
    another = OnboardingTemplate.objects.get(name="Another")
    act(browser, OnboardingTemplate, "retire", another)

    another.refresh_from_db()
    assert response.status_code == 302
    assert another.retired_at is not None
    assert trail.history_of(another).count() == 2


def test_a_template_that_the_rules_refuse_is_not_saved(template, browse, olga):
    response = browse(olga).post(
        page_of(OnboardingTemplate, template.pk), template_form(template, country="XX"), follow=True
    )

    assert b"There is no such country." in response.content
    assert OnboardingTemplate.objects.get(pk=template.pk).country == template.country


def test_m6_the_catalogue_is_edited_with_history(db, browse, olga):
    package = Package.objects.get(pk="webex_meetings")
    data = {"label": "Meetings", "kind": package.kind, "rank": 10, "order": package.order}
    data |= {
        "includes_meetings": "on",
        "assignable_to_users": "on",
        "asks_quantity": "on",
        "is_orderable": "on",
    }

    response = browse(olga).post(page_of(Package, package.pk), data)

    assert response.status_code == 302
    assert Package.objects.get(pk=package.pk).label == "Meetings"
    assert AuditEvent.objects.get(action="package.changed").after["label"] == "Meetings"


def test_limited_admins_are_assigned_and_withdrawn(customer_in, northwind, alice, browse, olga):
    customer = customer_in(S.PROVISIONED)
    liam = make_person("liam", Role.LIMITED, northwind)
    browser, add = browse(olga), reverse("admin:customers_customerassignment_add")

    refused = browser.post(add, {"user": str(alice.pk), "customer": str(customer.pk)}, follow=True)
    browser.post(add, {"user": str(liam.pk), "customer": str(customer.pk)})
    assignment = CustomerAssignment.objects.get()
    browser.post(reverse("admin:customers_customerassignment_delete", args=[assignment.pk]), {"post": "yes"})

    assert b"Only a limited admin" in refused.content
    assert not CustomerAssignment.objects.exists()
    told = [event.action for event in trail.history_of(customer)[:2]]
    assert told == ["customer.assignment_withdrawn", "customer.assigned"]

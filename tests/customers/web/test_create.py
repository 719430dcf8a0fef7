"""The order form."""

from dataclasses import asdict

import pytest

from customers.enums import CustomerStatus
from customers.models import Customer
from partnerhub.accounts.models import Partner
from tests.customers.web.forms import LOCATION
from tests.factories import LISTED_ADDRESS, LISTED_NAME

LISTED_PLACE = {name: value for name, value in asdict(LISTED_ADDRESS).items() if value}


def submission_of(client):
    return client.get("/customers/new/").context["submission"]


def errors_of(page):
    return page.context["form"].errors


def test_m2_form_creates_a_customer_and_shows_it(hers, typed):
    response = hers.post("/customers/new/", typed(submission=submission_of(hers)))

    customer = Customer.objects.get()
    assert response.url == f"/customers/{customer.pk}/"
    assert customer.status == CustomerStatus.PROVISIONING
    assert customer.assigned_packages.get().quantity == 25


def test_submitted_twice_creates_once(hers, typed):
    data = typed(submission=submission_of(hers))

    first, second = hers.post("/customers/new/", data), hers.post("/customers/new/", data)

    assert Customer.objects.count() == 1
    assert first.url == second.url


def test_form_of_somebody_else_is_another_submission(hers, typed, bob, browse):
    data = typed(submission=submission_of(hers))
    hers.post("/customers/new/", data)

    response = browse(bob).post("/customers/new/", data)

    assert (
        response.status_code == 400
    )  # Northwind's template is not Fabrikam's, and no page of Alice is shown.
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("submission", ["", "nonsense", "\0"])
def test_form_without_its_id_still_creates(hers, typed, submission):
    assert hers.post("/customers/new/", typed(submission=submission)).status_code == 302


def test_m12_listed_company_waits_for_review(hers, typed):
    response = hers.post("/customers/new/", typed(name=LISTED_NAME, **LISTED_PLACE), follow=True)

    assert Customer.objects.get().status == CustomerStatus.PENDING_RPL_REVIEW
    assert "15 to 60 minutes" in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "100 % Bakery"}, "name"),
        ({"external_id": " "}, "external_id"),
        ({"primary_email": "dana"}, "primary_email"),
        ({"template": ""}, "template"),
        ({"template": "nonsense"}, "template"),
        ({"country": ""}, "country"),
        ({"country": "XX"}, "country"),
        ({"country": "il"}, "country"),
        ({"line1": ""}, "line1"),
        ({"line1": "x" * 51}, "line1"),
        ({"city": ""}, "city"),
        ({"postal_code": ""}, "postal_code"),
        ({"country": "US", "state": ""}, "state"),
        ({"package_webex_meetings": None}, "packages"),
        ({"package_attendant_console": "on", "quantity_attendant_console": "1"}, "packages"),
        ({"quantity_webex_meetings": ""}, "quantity_webex_meetings"),
        ({"quantity_webex_meetings": "0"}, "quantity_webex_meetings"),
        ({"quantity_webex_meetings": "-1"}, "quantity_webex_meetings"),
        ({"quantity_webex_meetings": str(2**63)}, "quantity_webex_meetings"),
        ({"quantity_webex_meetings": "1.5"}, "quantity_webex_meetings"),
        ({"meetings_timezone": "Mars/Olympus"}, "meetings_timezone"),
        ({"package_webex_calling": "on", "quantity_webex_calling": "1"}, "location_name"),
        ({"package_webex_calling": "on", "quantity_webex_calling": "1"}, "location_country"),
    ],
)
def test_error_names_its_field_and_nothing_is_written(hers, typed, changed, field):
    """M7, M8, M19: what is wrong stands at the field and in the summary."""
    page = hers.post("/customers/new/", typed(**changed))

    assert page.status_code == 400
    assert field in errors_of(page)
    assert f'href="#id_{field}"' in page.content.decode()
    assert not Customer.objects.exists()


def test_each_error_is_said_once(hers, typed):
    page = hers.post("/customers/new/", typed(name="", quantity_webex_meetings=""))

    assert {name: len(messages) for name, messages in errors_of(page).items()} == {
        "name": 1,
        "quantity_webex_meetings": 1,
    }


def test_typed_values_survive_an_error(hers, typed):
    page = hers.post("/customers/new/", typed(name="", city="Ramat Gan")).content.decode()

    assert 'value="Ramat Gan"' in page


def test_m1_external_id_used_twice_is_refused_at_its_field(hers, typed):
    hers.post("/customers/new/", typed(external_id="same"))

    page = hers.post("/customers/new/", typed(external_id="same"))

    assert "external_id" in errors_of(page)


def test_calling_package_takes_the_location(hers, typed):
    data = typed(package_webex_calling="on", quantity_webex_calling="3", **LOCATION)

    hers.post("/customers/new/", data)

    assert Customer.objects.get().calling_location["name"] == "Headquarters"


def test_b4_precheck_changes_nothing_and_shows_the_numbers(hers, typed, telephony):
    """B5: the telephony choice is shown before submitting, with its reason."""
    page = hers.post("/customers/new/", typed(do="precheck")).content.decode()

    assert "The precheck passed" in page
    assert "the set-up would begin at once" in page
    assert "+44 20 7946 0958" in page
    assert "location EMEA" in page
    assert not Customer.objects.exists()


def test_b4_precheck_says_that_it_would_wait(hers, typed):
    page = hers.post(
        "/customers/new/", typed(do="precheck", name=LISTED_NAME, **LISTED_PLACE)
    ).content.decode()

    assert "would wait for a compliance review" in page


def test_without_a_template_the_form_leads_to_one(browse, bob):
    page = browse(bob).get("/customers/new/").content.decode()

    assert "/customers/templates/new/" in page


def test_suspended_partner_is_told(hers, typed, northwind):
    Partner.objects.filter(pk=northwind.pk).update(provisioning_state="suspended")

    page = hers.post("/customers/new/", typed())

    assert "suspended" in page.content.decode()
    assert not Customer.objects.exists()

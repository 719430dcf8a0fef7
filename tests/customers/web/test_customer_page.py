"""One customer's page: its tabs and its changes."""

import pytest
from django.urls import reverse

from compliance import review
from compliance.profile import PostalAddress
from customers import changes, subscribers
from customers.enums import CustomerStatus
from customers.models import Customer
from customers.orders import Change
from customers.subscriber_rules import Wish
from tests.conftest import T0
from tests.factories import LISTED_ADDRESS, LISTED_NAME, open_case_of, refuse

NEW = {"country": "GB", "line1": "1 Baker Street", "city": "London", "postal_code": "NW1 6XE"}


def url_of(name, customer):
    return reverse(f"customers:{name}", args=[customer.pk])


def read(client, name, customer):
    return client.get(url_of(name, customer)).content.decode()


@pytest.fixture
def listed_move(bakery, alice):
    """The bakery wants to move to a listed party's address, under its name."""
    changes.make(bakery, Change(address=LISTED_ADDRESS, name=LISTED_NAME), by=alice, at=T0)
    return Customer.objects.get(pk=bakery.pk)


def test_overview_tells_status_address_and_history(hers, bakery):
    page = read(hers, "detail", bakery)

    assert "Everything that was ordered is set up." in page
    assert "12 Ha-Yarkon St" in page
    assert "Customer created" in page


def test_m18_proposed_address_stands_beside_the_one_in_force(hers, listed_move):
    page = read(hers, "detail", listed_move)

    assert "12 Ha-Yarkon St" in page
    assert LISTED_ADDRESS.line1 in page
    assert "Services keep running" in page


def test_address_form_changes_the_address(hers, bakery):
    response = hers.post(url_of("change-address", bakery), NEW)

    bakery = Customer.objects.get(pk=bakery.pk)
    assert response.status_code == 302
    assert (bakery.status, bakery.city) == (CustomerStatus.UPDATING, "London")


@pytest.mark.parametrize(
    ("changed", "field"), [({"country": ""}, "country"), ({"postal_code": ""}, "postal_code")]
)
def test_address_form_names_what_is_wrong(hers, bakery, changed, field):
    page = hers.post(url_of("change-address", bakery), NEW | changed)

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]


def test_busy_customer_is_not_changed(hers, listed_move):
    response = hers.post(url_of("change-address", listed_move), NEW, follow=True)

    assert "being changed, set up" in response.content.decode()
    assert Customer.objects.get(pk=listed_move.pk).city == "Tel Aviv"


def test_company_form_leaves_alone_what_stays(hers, bakery):
    data = {"name": "Contoso Bakery", "primary_email": "dana@contoso.example", "external_id": "ext-new"}
    data |= {"first_name": "Dana", "last_name": "Levi"}

    hers.post(url_of("change-company", bakery), data)

    bakery = Customer.objects.get(pk=bakery.pk)
    assert (bakery.external_id, bakery.subject.screenings.count()) == ("ext-new", 1)


def test_packages_form_changes_quantities(hers, bakery):
    data = {"package_webex_meetings": "on", "quantity_webex_meetings": "9", "meetings_timezone": ""}

    hers.post(url_of("packages", bakery), data)

    assert bakery.assigned_packages.get().quantity == 9


def test_m7_quantity_below_use_is_refused_at_its_field(hers, bakery, alice):
    for name in ("noa", "gil"):
        subscribers.add(
            bakery, Wish(email=f"{name}@contoso.example", packages=("webex_meetings",)), by=alice, at=T0
        )

    page = hers.post(
        url_of("packages", bakery), {"package_webex_meetings": "on", "quantity_webex_meetings": "1"}
    )

    assert list(page.context["form"].errors) == ["quantity_webex_meetings"]
    assert bakery.assigned_packages.get().quantity == 5


def test_subscribers_are_added_moved_and_removed(hers, bakery):
    hers.post(url_of("subscriber-add", bakery), {"email": "noa@contoso.example", "package": "webex_meetings"})
    subscriber = bakery.subscribers.get()
    same = hers.post(
        reverse("customers:subscriber-move", args=[bakery.pk, subscriber.pk]), {"package": "webex_meetings"}
    )
    hers.post(reverse("customers:subscriber-remove", args=[bakery.pk, subscriber.pk]))

    assert same.status_code == 302
    assert bakery.subscribers.count() == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "package": "webex_meetings"}, "email"),
        ({"email": "noa", "package": "webex_meetings"}, "email"),
        ({"email": "noa@contoso.example", "package": ""}, "package"),
        ({"email": "noa@contoso.example", "package": "webex_suite"}, "package"),
        ({"email": "noa@contoso.example", "package": "webex_meetings", "phone": "123"}, "phone"),
    ],
)
def test_subscriber_form_names_what_is_wrong(hers, bakery, typed, field):
    page = hers.post(url_of("subscriber-add", bakery), typed)

    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert not bakery.subscribers.exists()


def test_m20_telephony_shows_number_reason_and_way(hers, bakery):
    page = read(hers, "telephony", bakery)

    assert "+44 20 7946 0958" in page
    assert "Default of the country" in page
    assert "The domain has no call-in number for" in page


def test_override_is_set_shown_beside_the_rule_and_ended(hers, bakery, telephony):
    number = telephony.numbers.get(e164="+493023125000")

    hers.post(url_of("telephony", bakery), {"first": str(number.pk)})
    overridden = read(hers, "telephony", bakery)
    hers.post(url_of("telephony-reapply", bakery))
    again = read(hers, "telephony", bakery)

    assert "Set by hand" in overridden
    assert "differs" in overridden
    assert "+49 30 23125000" in overridden
    assert "Set by hand" not in again


def test_override_needs_a_number(hers, bakery):
    page = hers.post(url_of("telephony", bakery), {"first": ""})

    assert page.status_code == 400


def test_question_of_the_rpl_team_is_shown_and_answered(hers, customer_in, rita):
    customer = customer_in(CustomerStatus.PENDING_RPL_REVIEW)
    case = open_case_of(customer)
    review.claim(case, by=rita, at=T0)
    case.refresh_from_db()
    review.ask(case, "Who owns the company?", by=rita, at=T0)
    # The page answers now; the deadline of a case of the past is moved on.
    type(case).objects.filter(pk=case.pk).update(due_at="2999-01-01T00:00:00Z")

    shown = read(hers, "compliance", customer)
    empty = hers.post(url_of("compliance", customer), {"answer": " "})
    sent = hers.post(url_of("compliance", customer), {"answer": "The Levi family."})

    assert "Who owns the company?" in shown
    assert empty.status_code == 400
    assert sent.status_code == 302
    assert "Who owns the company?" not in read(hers, "compliance", customer).split("History of the check")[0]


def test_refused_customer_is_corrected_and_resubmitted(hers, customer_in, rita, typed):
    customer = customer_in(CustomerStatus.PENDING_RPL_REVIEW)
    refuse(open_case_of(customer), by=rita, at=T0)
    overview = read(hers, "detail", customer)

    response = hers.post(url_of("resubmit", customer), typed(external_id=customer.external_id))

    assert "Correct and resubmit" in overview
    assert response.status_code == 302
    assert Customer.objects.get(pk=customer.pk).status == CustomerStatus.PENDING_RPL_REVIEW


def test_change_that_was_refused_is_told_while_services_run(hers, listed_move, rita):
    refuse(open_case_of(listed_move), by=rita, at=T0)

    page = read(hers, "detail", listed_move)

    assert "Your last change was not carried out" in page
    assert "(90020)" in page
    assert "Everything that was ordered is set up." not in page


def test_timeline_names_fields_and_values_in_words(hers, listed_move, rita):
    refuse(open_case_of(listed_move), by=rita, at=T0)

    page = read(hers, "timeline", listed_move)

    assert all(words in page for words in ("External id", "Pending RPL review", "Error code: 90020"))


def test_only_a_refused_customer_is_resubmitted(hers, bakery):
    response = hers.get(url_of("resubmit", bakery), follow=True)

    assert "Only a customer in error" in response.content.decode()


def test_m16_setup_tool_says_that_nothing_is_missing(hers, bakery):
    page = hers.post(url_of("setup-run", bakery), follow=True).content.decode()

    assert "there was nothing to do" in page
    assert "Call-in numbers" in page


def test_removal_names_what_stands_in_the_way(hers, bakery, alice):
    subscribers.add(bakery, Wish(email="noa@contoso.example", packages=("webex_meetings",)), by=alice, at=T0)

    page = hers.post(url_of("remove", bakery), {"typed": bakery.external_id}).content.decode()

    assert "1 subscriber still uses it." in page
    assert Customer.objects.get(pk=bakery.pk).status == CustomerStatus.PROVISIONED


def test_removal_needs_the_external_id_typed(hers, bakery):
    page = hers.post(url_of("remove", bakery), {"typed": "something"})

    assert list(page.context["form"].errors) == ["typed"]


def test_removal_takes_subscribers_along_where_asked(hers, bakery, alice):
    subscribers.add(bakery, Wish(email="noa@contoso.example", packages=("webex_meetings",)), by=alice, at=T0)

    hers.post(url_of("remove", bakery), {"typed": bakery.external_id, "with_subscribers": "on"})

    assert Customer.objects.get(pk=bakery.pk).status == CustomerStatus.DELETING


def test_status_fragment_asks_for_a_fresh_page_once_the_status_changed(hers, bakery):
    same = hers.get(url_of("status", bakery) + "?was=provisioned")
    changed = hers.get(url_of("status", bakery) + "?was=provisioning")

    assert "HX-Refresh" not in same.headers
    assert changed.headers["HX-Refresh"] == "true"


def test_api_tab_shows_ids_and_calls(hers, bakery):
    page = read(hers, "api", bakery)

    assert "http://testserver/v1/wholesale/customers/" in page
    assert bakery.template.provisioning_id in page


def test_timeline_pages_go_back_to_the_beginning(hers, bakery):
    first = hers.get(url_of("timeline", bakery)).context["events"]
    earlier = hers.get(url_of("timeline", bakery), {"before": first[0].pk}).context["events"]

    assert [event.pk for event in earlier] == [event.pk for event in first[1:]]
    assert hers.get(url_of("timeline", bakery), {"before": "x"}).status_code == 200


def test_address_is_shown_as_typed_and_escaped(hers, bakery, alice):
    changes.change_address(
        bakery, PostalAddress(line1="<b>1</b>", city="Haifa", postal_code="1", country="IL"), by=alice, at=T0
    )

    page = read(hers, "detail", bakery)

    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "<b>1</b>" not in page

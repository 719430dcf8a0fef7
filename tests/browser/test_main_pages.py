"""The main pages in a real browser: accessible in both themes and directions, narrow, without scripts."""

import pytest

from customers.enums import CustomerStatus
from customers.models import Customer
from customers.webhooks import endpoints, trials
from partnerhub.accounts.jobs import job_user
from telephony import seeding
from tests.conftest import T0
from tests.factories import make_customer, make_template, publish_list

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def portal(alice, northwind):
    """A portal with numbers, lists, and two customers; its main pages for a partner admin."""
    seeding.seed_tables(by=job_user("seeding"), at=T0)
    seeding.seed_demo_domain(by=job_user("seeding"), at=T0)
    publish_list()
    template = make_template(northwind, alice, name="Standard")
    bakery = make_customer(northwind, alice, template=template, quantities={"webex_meetings": 5})
    waiting = make_customer(northwind, alice, template=template, status=CustomerStatus.PENDING_RPL_REVIEW)
    webhook = endpoints.create(
        partner=northwind,
        name="Orders",
        target_url="https://hooks.example.com/in",
        resource="wholesaleCustomers",
        event="all",
        by=alice,
        at=T0,
    )
    sent = trials.send_test(webhook, by=alice, at=T0)
    tabs = (
        "",
        "packages/",
        "subscribers/",
        "telephony/",
        "setup/",
        "timeline/",
        "api/",
        "address/",
        "remove/",
    )
    return [
        "/customers/",
        "/customers/new/",
        "/customers/templates/",
        "/webhooks/",
        "/webhooks/new/",
        f"/webhooks/{webhook.pk}/",
        f"/webhooks/{webhook.pk}/{sent.pk}/",
        "/api-clients/",
        "/api-clients/new/",
        f"/customers/{waiting.pk}/",
        f"/customers/{waiting.pk}/compliance/",
        *(f"/customers/{bakery.pk}/{tab}" for tab in tabs),
    ]


def faults_of(page):
    """What axe finds, in short."""
    from axe_playwright_python.sync_playwright import Axe

    # Details of faults alone: those of the thousands of checks that pass take longer than the checks.
    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "he")])
def test_b6_pages_have_no_accessibility_faults(window, portal, alice, theme, language):
    page = window(alice, color_scheme=theme, language=language, bypass_csp=True)

    faults = {}
    for url in portal:
        page.goto(url)
        faults[url] = faults_of(page)

    assert {url: found for url, found in faults.items() if found} == {}


def test_b6_sign_in_has_no_accessibility_faults(window, db):
    page = window(bypass_csp=True)
    page.goto("/sign-in/")
    page.click("main button:has-text('Sign in')")

    assert faults_of(page) == []


def test_pages_reflow_at_320_pixels_and_break_no_policy(window, portal, alice):
    page = window(alice, width=320)

    widths = {}
    for url in portal:
        page.goto(url)
        widths[url] = page.evaluate("document.documentElement.scrollWidth")

    assert {url: width for url, width in widths.items() if width > 320} == {}
    assert refusals_of(page) == []


def test_the_admin_breaks_no_policy(window, olga):
    page = window(olga)

    for url in ("/admin/", "/admin/accounts/partner/", "/admin/accounts/user/add/"):
        page.goto(url)

    assert refusals_of(page) == []


def refusals_of(page):
    """What the Content Security Policy kept from this page."""
    return [said for said in page.complaints if "Content Security Policy" in said]


def test_b5_call_in_number_appears_as_the_country_is_chosen(window, portal, alice):
    page = window(alice)
    page.goto("/customers/new/")

    page.select_option("#id_country", "IL")

    page.wait_for_selector("#call-in-preview >> text=+44 20 7946 0958")


def test_calling_location_is_asked_with_a_calling_package_only(window, portal, alice):
    page = window(alice)
    page.goto("/customers/new/")
    before = page.is_visible("#id_location_name")

    page.check("#id_package_webex_calling")

    assert (before, page.is_visible("#id_location_name")) == (False, True)


def test_m2_customer_is_created_without_scripts(window, portal, alice):
    page = window(alice, java_script_enabled=False)
    page.goto("/customers/new/")
    page.fill("#id_name", "Tailspin Toys")
    page.fill("#id_external_id", "tailspin-1")
    page.fill("#id_primary_email", "it@tailspin.example")
    page.select_option("#id_country", "IL")
    page.fill("#id_line1", "1 Herzl St")
    page.fill("#id_city", "Haifa")
    page.fill("#id_postal_code", "31000")
    page.check("#id_package_webex_meetings")
    page.fill("#id_quantity_webex_meetings", "10")
    page.click("button[value=create]")

    assert page.inner_text("h1") == "Tailspin Toys"
    assert Customer.objects.filter(external_id="tailspin-1").count() == 1


def test_menu_of_the_person_opens_and_closes_by_keyboard(window, portal, alice):
    page = window(alice)
    page.goto("/customers/")

    page.focus("[popovertarget]")
    page.keyboard.press("Enter")
    opened = page.is_visible("text=Sign out")
    page.keyboard.press("Escape")

    assert (opened, page.is_visible("text=Sign out")) == (True, False)


@pytest.mark.parametrize(("width", "rows"), [(1280, [3, 3]), (700, [2, 2, 2]), (375, [1, 1, 1, 1, 1, 1])])
def test_figures_of_the_desk_leave_no_card_alone(window, portal, lena, width, rows):
    page = window(lena, width=width)
    page.goto("/rpl/metrics/")

    tops = page.eval_on_selector_all(".figures > *", "cards => cards.map(card => card.offsetTop)")

    assert [tops.count(top) for top in sorted(set(tops))] == rows

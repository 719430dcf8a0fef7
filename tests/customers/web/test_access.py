"""Who may see and do what on the pages about customers."""

import re

import pytest
from django.urls import reverse

from customers import assignments, subscribers
from customers.enums import CustomerStatus
from customers.subscriber_rules import Wish
from customers.web.page import TABS
from partnerhub.accounts.roles import Role
from tests.conftest import T0
from tests.factories import approve, open_case_of

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", re.IGNORECASE)
SHOWN = tuple(name for name, _label in TABS)
FORMS = ("change-company", "change-address", "remove")
POSTED = ("setup-run", "telephony-reapply", "subscriber-add")


def url_of(name, customer):
    return reverse(f"customers:{name}", args=[customer.pk])


@pytest.fixture
def user_of_bakery(bakery, alice):
    return subscribers.add(
        bakery, Wish(email="noa@contoso.example", packages=("webex_meetings",)), by=alice, at=T0
    )


def test_every_page_of_another_partner_is_a_404(bakery, user_of_bakery, template, bob, browse):
    his = browse(bob)

    for name in (*SHOWN, *FORMS, "status", "resubmit"):
        assert his.get(url_of(name, bakery)).status_code == 404, name
    for name in (*POSTED, *FORMS, "packages", "compliance", "telephony"):
        assert his.post(url_of(name, bakery), {"typed": bakery.external_id}).status_code == 404, name
    for name in ("subscriber-move", "subscriber-remove"):
        assert his.post(reverse(f"customers:{name}", args=[bakery.pk, user_of_bakery.pk])).status_code == 404
    assert his.get(f"/customers/templates/{template.pk}/").status_code == 404
    assert his.post(f"/customers/templates/{template.pk}/retire/").status_code == 404


def test_subscriber_of_another_customer_is_a_404(hers, bakery, user_of_bakery, customer_in):
    other = customer_in(CustomerStatus.PROVISIONED)

    assert (
        hers.post(reverse("customers:subscriber-remove", args=[other.pk, user_of_bakery.pk])).status_code
        == 404
    )


def test_strangers_are_asked_to_sign_in(client, bakery):
    for name in SHOWN:
        assert client.get(url_of(name, bakery)).url.startswith("/sign-in/")


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.HELP_DESK])
def test_readers_see_everything_and_change_nothing(bakery, user_of_bakery, colleague, browse, role):
    reader = browse(colleague(role))

    for name in SHOWN:
        page = reader.get(url_of(name, bakery))
        assert page.status_code == 200, name
        assert 'method="post"' not in page.content.decode().split("</header>", 1)[1], name
    for name in FORMS:
        assert reader.get(url_of(name, bakery)).status_code == 403, name
    for name in POSTED:
        assert reader.post(url_of(name, bakery)).status_code == 403, name
    assert reader.get("/customers/new/").status_code == 403
    assert reader.get("/customers/templates/new/").status_code == 403
    reader.post(url_of("packages", bakery), {"package_webex_suite": "on"})
    assert list(bakery.assigned_packages.values_list("package", flat=True)) == ["webex_meetings"]


def test_limited_admin_sees_and_edits_assigned_customers_only(bakery, colleague, alice, browse):
    limited = colleague(Role.LIMITED)
    client = browse(limited)
    before = client.get(url_of("detail", bakery)).status_code

    assignments.assign(bakery, limited, by=alice, at=T0)

    assert before == 404
    assert client.get(url_of("change-address", bakery)).status_code == 200
    assert client.post(url_of("subscriber-add", bakery)).status_code == 403
    assert client.get("/customers/new/").status_code == 403


def test_staff_read_customers_of_all_partners(bakery, otto, olga, browse):
    for person in (otto, olga):
        assert "Contoso Bakery" in browse(person).get("/customers/").content.decode()
        for name in SHOWN:
            assert browse(person).get(url_of(name, bakery)).status_code == 200, name


def test_reviewers_have_no_business_here(bakery, rita, browse):
    assert browse(rita).get(url_of("detail", bakery)).status_code in (403, 404)


def test_no_page_holds_inline_style_or_script(hers, bakery, user_of_bakery, template, customer_in):
    waiting = customer_in(CustomerStatus.PENDING_RPL_REVIEW)
    urls = [url_of(name, customer) for name in (*SHOWN, *FORMS) for customer in (bakery, waiting)]
    urls += [
        "/customers/",
        "/customers/new/",
        "/customers/templates/",
        f"/customers/templates/{template.pk}/",
    ]
    urls.append(reverse("customers:subscriber-move", args=[bakery.pk, user_of_bakery.pk]))

    for url in urls:
        assert INLINE.search(hers.get(url, follow=True).content.decode()) is None, url


def test_partners_never_read_who_of_the_rpl_team_decided(hers, customer_in, rita, sam):
    customer = customer_in(CustomerStatus.PENDING_RPL_REVIEW)
    case = approve(open_case_of(customer), by=rita, at=T0)

    pages = [
        hers.get(url_of(name, customer)).content.decode() for name in ("detail", "compliance", "timeline")
    ]

    assert case.pk
    for page in pages:
        assert "Rita" not in page
        assert "DEMO-DENIED" not in page
        assert "Gazette" not in page

"""Webhooks in the portal: set up, tried out, looked into, without a script."""

import html

import pytest

from customers.enums import CustomerStatus
from customers.models import Webhook
from customers.webhooks import backoff, delivery, disabling, sealing
from partnerhub.accounts.roles import Role
from tests.conftest import T0, make_person

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Orders",
    "target_url": "https://hooks.example.com/in",
    "resource": "wholesaleCustomers",
    "event": "all",
    "owned_by": "org",
}


@pytest.fixture
def hers(browse, alice):
    return browse(alice)


def text_of(page):
    return html.unescape(page.content.decode())


def test_a_webhook_is_made_and_its_secret_shown_once(hers):
    shown = hers.post("/webhooks/new/", TYPED, follow=True)

    webhook = Webhook.objects.get()
    secret = sealing.unseal(webhook.secret)
    again = hers.get(f"/webhooks/{webhook.pk}/")
    assert secret.startswith("whsec_")
    assert secret in text_of(shown)
    assert secret not in text_of(again)
    assert "no-store" in shown["Cache-Control"]


def test_a_replaced_secret_is_shown_once_and_overlaps(hers, hook):
    shown = hers.post(f"/webhooks/{hook.pk}/rotate/", follow=True)

    hook.refresh_from_db()
    secret = sealing.unseal(hook.secret)
    assert secret in text_of(shown)
    assert secret not in text_of(hers.get(f"/webhooks/{hook.pk}/"))
    assert hook.previous_secret_until is not None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"target_url": ""}, "target_url"),
        ({"target_url": "http://10.0.0.1/"}, "target_url"),
        ({"resource": "messages"}, "resource"),
        ({"event": ""}, "event"),
        ({"wanted_filter": "status=happy"}, "wanted_filter"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(hers, changed, field):
    page = hers.post("/webhooks/new/", TYPED | changed)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not Webhook.objects.exists()


def test_name_and_address_are_changed(hers, hook):
    refused = hers.post(f"/webhooks/{hook.pk}/edit/", {"name": "x", "target_url": "https://10.0.0.1/"})
    hers.post(f"/webhooks/{hook.pk}/edit/", {"name": "Bills", "target_url": "https://hooks.example.com/2"})

    hook.refresh_from_db()
    assert list(refused.context["form"].errors) == ["target_url"]
    assert (hook.name, hook.target_url) == ("Bills", "https://hooks.example.com/2")


def test_a_test_event_is_in_the_log_and_sent_again(hers, hook, receiver):
    receiver.answers.append((500, {}, b"<b>no</b>"))
    hers.post(f"/webhooks/{hook.pk}/test/")
    row = hook.deliveries.get()
    delivery.deliver_waiting(at=row.created_at)

    log = text_of(hers.get(f"/webhooks/{hook.pk}/", {"state": "failed"}))
    shown = hers.get(f"/webhooks/{hook.pk}/{row.pk}/").content.decode()
    again = hers.post(f"/webhooks/{hook.pk}/{row.pk}/resend/", follow=True)

    assert f"/webhooks/{hook.pk}/{row.pk}/" in log
    assert "500" in log
    assert "&lt;b&gt;no&lt;/b&gt;" in shown
    assert row.message_header in shown
    assert again.status_code == 200
    assert hook.deliveries.filter(message_id=row.message_id).count() == 2


def test_the_log_is_read_page_by_page(hers, hook, receiver, customer_in, monkeypatch):
    monkeypatch.setattr("customers.web.webhook_log.PAGE_SIZE", 2)
    customer_in(CustomerStatus.PROVISIONED)
    delivery.deliver_waiting(at=T0)

    first = hers.get(f"/webhooks/{hook.pk}/").context["page"]
    second = hers.get(f"/webhooks/{hook.pk}/{first.next_url}").context["page"]

    shown = [row.event for row in (*first.deliveries, *second.deliveries)]
    assert (shown, len(first.deliveries)) == (["statusChanged", "updated", "created"], 2)
    assert second.next_url == ""


def test_it_says_why_it_is_disabled_and_is_enabled_again(hers, hook, receiver, customer_in):
    receiver.answers.append(410)
    customer_in(CustomerStatus.PROVISIONING)
    delivery.deliver_waiting(at=T0)

    said = text_of(hers.get(f"/webhooks/{hook.pk}/"))
    hers.post(f"/webhooks/{hook.pk}/enable/")

    hook.refresh_from_db()
    assert "answered 410" in said
    assert hook.is_active


def test_it_is_disabled_by_hand_and_deleted(hers, hook):
    hers.post(f"/webhooks/{hook.pk}/disable/")
    hook.refresh_from_db()
    asked = hers.get(f"/webhooks/{hook.pk}/delete/")
    left = Webhook.objects.count()
    hers.post(f"/webhooks/{hook.pk}/delete/")

    assert (hook.disabled_reason, asked.status_code, left) == ("by_hand", 200, 1)
    assert not Webhook.objects.exists()


def test_strangers_find_nothing_and_lesser_roles_may_not(browse, bob, northwind, hook):
    pages = ("", "edit/", "delete/", "rotate/", "test/", "disable/", "enable/")
    reader = make_person("rea", Role.READ_ONLY, northwind)

    found = [browse(bob).post(f"/webhooks/{hook.pk}/{page}").status_code for page in pages]
    refused = browse(reader).get("/webhooks/")

    assert found == [404] * len(pages)
    assert refused.status_code == 403
    assert hook.name not in text_of(browse(bob).get("/webhooks/"))


def test_operators_switch_one_off_in_the_admin_and_see_no_secret(browse, olga, hook):
    browser, change = browse(olga), f"/admin/customers/webhook/{hook.pk}/change/"

    shown = browser.get(change)
    chosen = {"action": "disable", "_selected_action": str(hook.pk)}
    browser.post("/admin/customers/webhook/", chosen)

    hook.refresh_from_db()
    assert hook.secret not in text_of(shown)
    assert (hook.status, backoff.TRIES) == ("inactive", 12)
    disabling.enable(hook, by=olga, at=T0)

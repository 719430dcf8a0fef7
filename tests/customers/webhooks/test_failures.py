"""B3: what cannot be delivered is tried again, later and later; then the webhook is disabled and its owner is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.tasks import default_task_backend

from customers.enums import CustomerStatus
from customers.webhooks import backoff, delivery, disabling, endpoints, trials
from partnerhub.accounts.models import Membership
from partnerhub.audit import trail
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db
S = CustomerStatus
DAY = timedelta(days=1)


def wear_out(hook):
    """Let every try fail; gives the moment of the last."""
    at = T0
    for _try in range(backoff.TRIES):
        delivery.deliver_waiting(at=at)
        row = hook.deliveries.order_by("announcement").first()
        at = max(row.next_attempt_at, hook.__class__.objects.get(pk=hook.pk).paused_until or at)
    hook.refresh_from_db()
    return at


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 5), (2, 15), (3, 45), (4, 135), (7, 3645), (8, 10_935), (9, 21_600), (11, 21_600), (400, 21_600)],
)
def test_tries_come_later_and_later_up_to_six_hours(attempts, seconds):
    earliest, middle, latest = (
        (backoff.next_attempt(attempts, at=T0, luck=luck) - T0).total_seconds() for luck in (0, 0.5, 1)
    )

    assert (earliest, middle, latest) == pytest.approx((seconds * 0.8, seconds, seconds * 1.2))


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (6, 160), (7, 300), (10**6, 300)])
def test_an_endpoint_that_fails_is_left_alone_for_five_minutes_at_most(failures, seconds):
    assert backoff.paused_until(failures, at=T0) == T0 + timedelta(seconds=seconds)


def test_a_failed_try_is_in_the_log_and_comes_again(hook, receiver, customer_in):
    receiver.answers.append((503, {}, b"closed\x00 for lunch"))
    customer_in(S.PROVISIONING)

    delivery.deliver_waiting(at=T0)

    row = hook.deliveries.get()
    assert (row.state, row.status_code, row.error) == ("waiting", 503, "status")
    assert row.response == "closed\ufffd for lunch"
    assert timedelta(seconds=4) <= row.next_attempt_at - T0 <= timedelta(seconds=6)
    assert delivery.deliver_waiting(at=T0) == 0
    assert delivery.deliver_waiting(at=T0 + HOURS) == 1


def test_an_endpoint_that_fails_gets_nothing_else_meanwhile(hook, receiver, customer_in):
    receiver.answers.append(500)
    customer_in(S.PROVISIONING)
    delivery.deliver_waiting(at=T0)
    customer_in(S.PROVISIONING)

    assert delivery.deliver_waiting(at=T0 + timedelta(seconds=4)) == 0
    assert delivery.deliver_waiting(at=T0 + timedelta(seconds=7)) == 2


def test_after_the_last_try_the_webhook_is_disabled_and_its_owner_told(
    hook, receiver, customer_in, django_capture_on_commit_callbacks
):
    receiver.answers.extend([500] * backoff.TRIES)
    customer_in(S.PROVISIONING)

    with django_capture_on_commit_callbacks(execute=True):
        at = wear_out(hook)
    (job,) = [job for job in default_task_backend.results if job.args == [str(hook.pk)]]
    job.task.func(*job.args)

    (letter,) = mail.outbox
    assert (hook.status, hook.disabled_reason, hook.failures) == ("inactive", "gave_up", backoff.TRIES)
    assert 20 * HOURS < at - T0 < 30 * HOURS
    assert letter.to == ["alice@example.com"]
    assert f"/webhooks/{hook.pk}/" in letter.body
    assert (hook.deliveries.get().state, hook.deliveries.get().attempts) == ("failed", backoff.TRIES)
    assert trail.history_of(hook).first().after == {"reason": "gave_up"}
    assert delivery.deliver_waiting(at=at + DAY) == 0


def test_what_was_given_up_is_sent_first_once_it_is_enabled(hook, receiver, customer_in):
    receiver.answers.extend([500] * backoff.TRIES)
    customer_in(S.PROVISIONED)
    wear_out(hook)

    disabling.enable(hook, by=hook.created_by, at=T0 + 2 * DAY)
    delivery.deliver_waiting(at=T0 + 2 * DAY)

    told = [row.event for row in hook.deliveries.order_by("announcement")]
    assert told == ["created", "updated", "statusChanged"]
    assert {row.state for row in hook.deliveries.all()} == {"delivered"}
    assert len(receiver.received) == backoff.TRIES + 3


def test_an_endpoint_that_is_gone_is_disabled_at_once(hook, receiver, customer_in):
    receiver.answers.append(410)
    customer_in(S.PROVISIONING)

    delivery.deliver_waiting(at=T0)

    hook.refresh_from_db()
    assert (hook.status, hook.disabled_reason) == ("inactive", "gone")


def test_a_disabled_webhook_is_not_told_of_what_happens_meanwhile(hook, receiver, customer_in):
    disabling.disable(hook, by=hook.created_by, at=T0)
    customer_in(S.PROVISIONING)
    delivery.deliver_waiting(at=T0)
    disabling.enable(hook, by=hook.created_by, at=T0)

    assert delivery.deliver_waiting(at=T0) == 0


@pytest.mark.parametrize(("owned_by", "status"), [("creator", "inactive"), ("org", "active")])
def test_a_webhook_goes_with_its_maker_unless_it_is_the_organizations(
    make_hook, receiver, customer_in, alice, owned_by, status
):
    hook = make_hook(owned_by=owned_by)
    customer_in(S.PROVISIONING)
    Membership.objects.filter(user=alice).delete()

    delivery.deliver_waiting(at=T0)

    hook.refresh_from_db()
    assert hook.status == status
    assert bool(receiver.received) == (status == "active")


def test_a_test_or_resend_is_tried_once_and_disables_nothing(hook, receiver, customer_in):
    customer_in(S.PROVISIONING)
    delivery.deliver_waiting(at=T0)
    receiver.answers.extend([500, 500])
    trials.send_test(hook, by=hook.created_by, at=T0)
    again = trials.resend(hook.deliveries.get(occasion="event"), by=hook.created_by, at=T0)

    assert delivery.deliver_waiting(at=T0) == 2
    assert delivery.deliver_waiting(at=T0 + DAY) == 0

    again.refresh_from_db()
    hook.refresh_from_db()
    ids = [request.headers["webhook-id"] for request in receiver.received]
    assert (again.state, hook.status, hook.failures) == ("failed", "active", 0)
    assert ids.count(again.message_header) == 2


def test_a_delivery_whose_every_try_ended_with_the_worker_is_given_up(hook, receiver, customer_in):
    customer_in(S.PROVISIONING)
    delivery.fan_out.fan_out(at=T0)
    hook.deliveries.update(attempts=backoff.TRIES)

    delivery.deliver_waiting(at=T0)

    hook.refresh_from_db()
    assert (hook.deliveries.get().error, hook.status, receiver.received) == ("interrupted", "inactive", [])


def test_a_secret_sealed_with_a_lost_key_is_said_and_nothing_is_sent_unsigned(
    hook, receiver, customer_in, settings
):
    customer_in(S.PROVISIONING)
    settings.SECRET_KEY = "another key than the one before"

    delivery.deliver_waiting(at=T0)

    assert (hook.deliveries.get().error, receiver.received) == ("no_secret", [])
    endpoints.rotate(hook, by=hook.created_by, at=T0)
    assert delivery.deliver_waiting(at=T0 + HOURS) == 1


def test_a_key_that_was_replaced_still_opens(hook, receiver, customer_in, settings):
    customer_in(S.PROVISIONING)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key than before", [settings.SECRET_KEY]

    delivery.deliver_waiting(at=T0)

    assert hook.deliveries.get().state == "delivered"

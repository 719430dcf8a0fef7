"""History is written once, chained, and verifiable (review-queue.md, History)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from partnerhub.audit import seals, trail
from partnerhub.audit.models import AuditEvent
from tests.conftest import T0

pytestmark = pytest.mark.django_db


def make_event(northwind, alice, action="customer.created", at=T0):
    trail.record(action, on=northwind, by=alice, at=at, partner=northwind)
    return trail.history_of(northwind).first()


def test_an_event_names_actor_object_and_partner(northwind, alice):
    event = make_event(northwind, alice)

    assert (event.actor_label, event.object_label, event.partner_id) == (
        "Alice",
        "Northwind Communications",
        northwind.pk,
    )


def test_the_database_refuses_to_change_history(northwind, alice):
    event = make_event(northwind, alice)

    with pytest.raises(IntegrityError, match="audit_auditevent_never_changes"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(note="nothing happened")


def test_the_database_refuses_to_remove_history(northwind, alice):
    event = make_event(northwind, alice)

    with pytest.raises(IntegrityError, match="audit_auditevent_never_goes"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()


def test_internal_events_are_not_for_partners(northwind, alice):
    make_event(northwind, alice)
    trail.record("case.noted", on=northwind, by=alice, at=T0, internal=True)

    assert [event.action for event in trail.history_of(northwind, public=True)] == ["customer.created"]
    assert trail.history_of(northwind).count() == 2


def test_sealed_history_verifies(northwind, alice):
    make_event(northwind, alice)
    make_event(northwind, alice, action="customer.updated")

    assert seals.seal(at=T0 + timedelta(seconds=10)) == 2
    assert list(seals.verify(at=T0 + timedelta(minutes=10))) == []


def test_a_changed_event_is_found(northwind, alice):
    event = make_event(northwind, alice)
    seals.seal(at=T0 + timedelta(seconds=10))
    lift_triggers()

    AuditEvent.objects.filter(pk=event.pk).update(note="nothing happened")

    (finding,) = seals.verify(at=T0)
    assert "an event was changed" in finding.what


def test_a_missing_event_is_found(northwind, alice):
    make_event(northwind, alice)
    event = make_event(northwind, alice, action="customer.updated")
    seals.seal(at=T0 + timedelta(seconds=10))
    lift_triggers()

    AuditEvent.objects.filter(pk=event.pk).delete()

    (finding,) = seals.verify(at=T0)
    assert finding.what == "has 1 events, sealed were 2"


def test_an_event_unsealed_for_five_minutes_is_reported(northwind, alice):
    event = make_event(northwind, alice)

    (finding,) = seals.verify(at=T0 + timedelta(minutes=6))
    assert finding.where == f"event {event.pk}"


def lift_triggers():
    """As somebody with the keys to the database would."""
    with connection.cursor() as cursor:
        for event in ("changes", "goes"):
            name = f"audit_auditevent_never_{event}"
            on = " ON audit_auditevent" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")

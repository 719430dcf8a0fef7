"""What our PostgreSQL backend adds to Django's: prepared statements, rows that are written together, a look at the
connection that asks nothing.
"""

from __future__ import annotations

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from customers.models import Package
from partnerhub.accounts.models import Partner, Subscription
from partnerhub.audit import trail
from partnerhub.inserts import insert, insert_all
from partnerhub.prepared import Given, prepared
from tests.conftest import T0

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="this is about PostgreSQL")

PACKAGE = {"label": "Extra", "kind": "addon"}


@prepared
def _named():
    return Partner.objects.filter(slug=Given("slug")).values_list("name")


@pytest.mark.django_db
def test_a_prepared_question_is_planned_once(northwind):
    for _time in range(3):
        assert _named().ask({"slug": northwind.slug}) == [(northwind.name,)]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%slug%'")
        assert cursor.fetchone() == (1,)


def test_moments_as_text_have_one_form_whatever_the_server_prefers(django_db_setup, django_db_blocker):
    other = connection.copy()
    other.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"options": "-c DateStyle=German"}
    with django_db_blocker.unblock():
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT '2026-01-31 12:00:00.5+00'::timestamptz::text")
                assert cursor.fetchone() == ("2026-01-31 12:00:00.5+00",)
        finally:
            other.close()


@pytest.mark.django_db
def test_nothing_is_prepared_where_connections_are_shared(northwind, monkeypatch):
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    assert _named().ask({"slug": northwind.slug}) == [(northwind.name,)]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_row_is_there_for_whoever_asks_next():
    insert(Package, code="extra", **PACKAGE)
    assert Package.objects.filter(code="extra").exists()

    insert_all(Package, [{"code": "more", **PACKAGE}, {"code": "most", **PACKAGE}])
    assert Package.objects.filter(code__in=["more", "most"]).count() == 2


@pytest.mark.django_db(transaction=True)
def test_rows_that_nobody_asks_for_are_there_after_the_commit():
    with transaction.atomic():
        insert(Package, code="extra", **PACKAGE)
        assert connection._waiting
    assert not connection._waiting
    with _another() as other:
        assert other.execute("SELECT 1 FROM customers_package WHERE code = 'extra'").fetchone()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_row_is_written_at_once():
    insert(Package, code="extra", **PACKAGE)
    with _another() as other:
        assert other.execute("SELECT 1 FROM customers_package WHERE code = 'extra'").fetchone()


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_with_a_row_is_told_by_the_commit_and_nothing_is_written():
    with pytest.raises(IntegrityError, match="package_has_code_and_label"), transaction.atomic():
        insert_all(Package, [{"code": "good", **PACKAGE}, {"code": "bad", "label": "", "kind": "addon"}])

    assert not Package.objects.filter(code__in=["good", "bad"]).exists()


@pytest.mark.django_db
def test_what_is_wrong_with_a_row_ends_the_inner_transaction_alone():
    insert(Package, code="outer", **PACKAGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Package, code="outer", **PACKAGE)

    assert Package.objects.filter(code="outer").exists()


@pytest.mark.django_db
def test_what_is_wrong_with_a_row_is_told_by_the_next_question():
    with transaction.atomic():
        insert(Package, code="bad", label="", kind="addon")
        with pytest.raises(IntegrityError):
            Package.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_rows_of_a_transaction_that_is_rolled_back_are_forgotten():
    with transaction.atomic():
        insert(Package, code="extra", **PACKAGE)
        transaction.set_rollback(True)

    assert not connection._waiting
    assert not Package.objects.filter(code="extra").exists()


@pytest.mark.django_db
def test_rows_are_written_in_their_order(northwind, alice):
    for number in range(3):
        trail.record(f"a{number}", on=northwind, by=alice, at=T0)

    events = trail.history_of(northwind).filter(at=T0).order_by("id")
    assert list(events.values_list("action", flat=True)) == ["a0", "a1", "a2"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_closed_is_not_used_again(northwind):
    assert connection.is_usable()
    with _another() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        other.execute("SELECT pg_sleep(0.1)")

    assert not connection.is_usable()
    connection.close()
    assert not Subscription.objects.exists()


def _another() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    kept = ("dbname", "user", "password", "host", "port")
    return psycopg.connect(**{key: parameters[key] for key in kept if key in parameters}, autocommit=True)

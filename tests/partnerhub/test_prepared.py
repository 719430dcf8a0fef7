"""Statements that are put together once: they read and write what Django would."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from compliance.models import Clearance, Subject
from customers import catalogue
from customers.models import Package
from partnerhub.accounts.models import Partner
from partnerhub.audit.models import AuditEvent
from partnerhub.inserts import insert
from partnerhub.prepared import Given, prepared
from tests.conftest import T0

pytestmark = pytest.mark.django_db


def values_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_written_as_django_would(northwind):
    facts = {"label": "Contoso", "created_at": T0, "profile_proposed": {"name": "Ḫ", "parts": [1, None]}}

    row = Subject(partner=northwind, **facts)
    row.save()
    bulk = Subject.objects.bulk_create([Subject(partner=northwind, **facts)])[0]

    ours, djangos = (values_of(Subject.objects.get(pk=each.pk)) | {"id": None} for each in (row, bulk))
    assert ours == djangos
    assert not row._state.adding


def test_defaults_fill_what_is_not_given(northwind):
    insert(
        AuditEvent,
        at=T0,
        action="a",
        object_type="t",
        object_id="1",
        object_label="l",
        actor_kind="job",
        actor_id=uuid.UUID(int=7),
        note="100 %",
    )

    event = AuditEvent.objects.get(actor_id=uuid.UUID(int=7))
    assert (event.before, event.client, event.partner_id, event.internal) == ({}, "", None, False)
    assert (event.at, event.actor_id, event.note) == (T0, uuid.UUID(int=7), "100 %")


def test_a_second_save_is_a_change(northwind):
    row = Subject.objects.create(partner=northwind, label="before", created_at=T0)
    row.label = "after"
    row.save()

    assert [each.label for each in Subject.objects.all()] == ["after"]


def test_expressions_and_given_keys_are_left_to_django(northwind):
    named = Subject(partner=northwind, label=Value("by the database"), created_at=T0)
    named.save()

    assert Subject.objects.get(pk=named.pk).label == "by the database"


def test_a_refused_row_breaks_its_transaction(northwind):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance(subject=Subject.objects.create(partner=northwind, label="x", created_at=T0), at=T0).save()

    assert not Clearance.objects.exists()


def test_a_wrong_name_is_a_mistake_and_no_default(northwind):
    with pytest.raises(TypeError, match="labl"):
        insert(Subject, partner_id=northwind.pk, labl="x", created_at=T0)


def test_objects_come_with_what_they_are_joined_to(northwind):
    beneath = Partner.objects.create(slug="beneath", name="Beneath", parent=northwind)

    @prepared
    def with_parents():
        return Partner.objects.select_related("parent").filter(slug=Given("slug"))

    with CaptureQueriesContext(connection) as asked:
        found = [with_parents().first({"slug": slug}) for slug in ("beneath", "northwind", "nobody")]
        parents = [partner and partner.parent for partner in found]

    assert found == [beneath, northwind, None]
    assert parents == [northwind, None, None]
    assert values_of(found[0]) == values_of(beneath)
    assert len(asked) == 3


def test_m6_the_catalogue_is_that_of_the_moment():
    assert [package.code for package in catalogue.named(["webex_suite", "nothing"])] == ["webex_suite"]

    Package.objects.filter(code="webex_suite").update(is_orderable=False)
    Package.objects.get(code="webex_suite").needs_one_of.set(Package.objects.filter(code="webex_voice"))

    [package] = catalogue.named(["webex_suite"])
    assert not package.is_orderable
    assert [needed.code for needed in package.needs_one_of.all()] == ["webex_voice"]


def test_a_limit_and_an_offset_cut_the_answer(northwind, fabrikam):
    @prepared
    def slugs():
        return Partner.objects.order_by("slug").values_list("slug")

    pages = [slugs().ask({}, limit=1), slugs().ask({}, limit=1, offset=1), slugs().ask({}, limit=2)]

    assert pages == [[("fabrikam",)], [("northwind",)], [("fabrikam",), ("northwind",)]]


def test_a_failing_question_raises_djangos_error(northwind):
    @prepared
    def broken():
        return Partner.objects.extra(where=["nothing = %s"], params=[Given("value")])

    with pytest.raises(DatabaseError), transaction.atomic():
        broken().ask({"value": 0})


def test_whoever_listens_hears_of_a_question(northwind):
    @prepared
    def slugs():
        return Partner.objects.values_list("slug")

    heard = []

    def listen(execute, sql, params, many, context):
        heard.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        slugs().ask({})

    assert len(heard) == 1

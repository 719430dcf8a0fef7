"""Lists, holds, alerts and metrics on the desk."""

import csv
import io

import pytest

from compliance import review
from compliance.lists import refusals
from compliance.models import RestrictedList, ScreeningHold
from partnerhub.audit.models import AuditEvent
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    PERSON,
    WATCHED,
    listed,
    make_case,
    make_live,
    make_subject,
    publish_list,
    screen_as,
)
from tests.conftest import HOURS, T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def text_of(response):
    return response.content.decode()


def doubt_the_list():
    restricted_list = RestrictedList.objects.get(slug="demo")
    refusals.doubt(restricted_list, "the publisher's file was empty", at=T0)
    return restricted_list


@pytest.mark.parametrize("person", ["rita", "lena", "otto", "olga"])
@pytest.mark.parametrize("page", ["lists/", "lists/demo/1/", "holds/", "metrics/", "metrics.csv"])
def test_staff_read(lists, browse, request, person, page):
    assert browse(request.getfixturevalue(person)).get(f"/rpl/{page}").status_code == 200


def test_a_portal_without_lists_says_so(db, browse, rita):
    response = browse(rita).get("/rpl/lists/")

    assert "No restricted-party list is switched on." in text_of(response)


def test_m17_a_doubt_is_shown_and_confirmed_with_a_note(lists, browse, olga, rita):
    doubt_the_list()
    shown = text_of(browse(rita).get("/rpl/lists/"))

    without_note = browse(olga).post("/rpl/lists/demo/confirm/")
    browse(olga).post("/rpl/lists/demo/confirm/", {"note": "telephoned the publisher"})

    assert "No customer can be cleared now" in shown
    assert without_note.status_code == 400
    assert RestrictedList.objects.get(slug="demo").doubt == ""
    event = AuditEvent.objects.get(action="list.confirmed")
    assert (event.note, event.actor_label) == ("telephoned the publisher", "Olga")


@pytest.mark.parametrize(("person", "status"), [("rita", 403), ("otto", 403), ("alice", 404)])
def test_only_operators_confirm(lists, browse, request, person, status):
    response = browse(request.getfixturevalue(person)).post("/rpl/lists/demo/confirm/", {"note": "fine"})

    assert response.status_code == status


def test_what_a_version_changed(lists, browse, rita):
    publish_list(DENIED, WATCHED | {"address": "89 Quartz Road"}, PERSON | {"id": "T-4"}, at=T0 + MINUTES)

    response = browse(rita).get("/rpl/lists/demo/2/")

    assert [party.key for party in response.context["added"]] == ["T-4"]
    assert [party.key for party, _before in response.context["changed"]] == ["T-2"]
    assert [party.key for party in response.context["removed"]] == ["T-3"]


def test_the_progress_of_a_rescreening(lists, browse, rita):
    make_live(at=T0)
    before = browse(rita).get("/rpl/lists/").context["progress"]
    publish_list(DENIED, at=T0 + MINUTES)

    after = browse(rita).get("/rpl/lists/").context["progress"]

    assert (before.total, before.left, after.left) == (1, 0, 1)


def test_r5_holds_and_the_outage_are_seen(db, browse, rita):
    screen_as(make_subject("Held Bakery"), listed(), at=T0)

    response = browse(rita).get("/rpl/holds/")

    assert ScreeningHold.objects.count() == 1
    assert "Held Bakery" in text_of(response)
    assert "Nobody is cleared until this ends" in text_of(browse(rita).get("/rpl/"))


def test_m13_service_levels_are_alerts(lists, browse, rita, lena):
    case = make_case(at=T0 - 25 * HOURS)
    review.remind(at=T0)

    for_reviewer = browse(rita).get("/rpl/").context["alerts"].others
    for_lead = browse(lena).get("/rpl/").context["alerts"].others

    assert {notice.case_id for notice in for_lead} == {case.pk}
    assert len(for_lead) > len(for_reviewer)


def test_metrics_count_decisions(lists, browse, rita):
    make_case(refused_by=rita)

    response = browse(rita).get("/rpl/metrics/", {"days": "7"})

    assert response.context["metrics"].decision.count == 1
    assert "Rita" in text_of(response)


def test_metrics_as_a_file(lists, browse, rita):
    rita.name = "=cmd()"
    rita.save()
    make_case(refused_by=rita)

    response = browse(rita).get("/rpl/metrics.csv")

    rows = list(csv.reader(io.StringIO(text_of(response))))
    assert rows[0] == ["number", "of", "value"]
    assert ["decided", "'=cmd()", "1"] in rows

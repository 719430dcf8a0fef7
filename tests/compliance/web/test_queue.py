"""The desk's list (review-queue.md, The desk)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance import review
from compliance.enums import CaseState
from compliance.models import ReviewCase
from compliance.web import keyset
from tests.compliance.factories import (
    DENIED,
    HOME,
    MINUTES,
    listed,
    make_case,
    make_subject,
    reason_to_refuse,
    state_of,
)
from tests.conftest import T0

pytestmark = pytest.mark.django_db
QUEUE = "/rpl/"


def labels_of(response):
    return [row.case.subject.label for row in response.context["page"].rows]


def make_cases(count):
    return [
        make_case(listed(), subject=make_subject(f"Customer {n}"), at=T0 + n * MINUTES) for n in range(count)
    ]


@pytest.mark.parametrize("person", ["rita", "lena", "otto", "olga"])
def test_staff_see_the_queue(lists, browse, request, person):
    make_case()

    response = browse(request.getfixturevalue(person)).get(QUEUE, {"tab": "open"})

    assert response.status_code == 200
    assert labels_of(response) == ["Glimmerstone Minerals Corporation"]


@pytest.mark.parametrize("page", ["queue", "claim-next", "bulk", "holds", "lists", "metrics", "metrics-csv"])
def test_partners_find_nothing_here(browse, alice, page):
    assert browse(alice).get(reverse(f"compliance:{page}")).status_code == 404


def test_a_partner_asking_for_a_case_finds_nothing(lists, browse, alice, rita):
    case = make_case()

    assert browse(alice).get(f"/rpl/{case.pk}/").status_code == 404
    assert browse(alice).post(f"/rpl/{case.pk}/approve/").status_code == 404
    assert browse(rita).get(f"/rpl/{case.pk}/").status_code == 200


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(QUEUE).status_code == 302


def test_tabs_and_badges(lists, browse, rita, sam, today):
    mine, _new, others = make_cases(3)
    review.claim(mine, by=rita, at=T0)
    review.claim(others, by=sam, at=T0)

    response = browse(rita).get(QUEUE, {"tab": "mine"})

    assert labels_of(response) == ["Customer 0"]
    counts = {str(tab.label): tab.count for tab in response.context["page"].tabs}
    assert (counts["Mine"], counts["Unclaimed"], counts["All open"]) == (1, 1, 3)


def test_the_order_is_deadline_first(lists, browse, rita):
    later = make_case(listed(DENIED), subject=make_subject("Later"), at=T0 + MINUTES)
    make_case(listed(), subject=make_subject("Sooner"))

    assert labels_of(browse(rita).get(QUEUE)) == ["Sooner", "Later"]
    assert labels_of(browse(rita).get(QUEUE, {"sort": "severity"})) == ["Later", "Sooner"]
    assert later.severity > 0


@pytest.mark.parametrize("search", ["customer 1", "NORTHWIND", "glimmerstone min"])
def test_search_finds_customer_partner_and_listed_party(lists, browse, rita, search):
    make_cases(2)

    assert "Customer 1" in labels_of(browse(rita).get(QUEUE, {"q": search}))


def test_search_by_reference(lists, browse, rita):
    wanted, _other = make_cases(2)

    found = labels_of(browse(rita).get(QUEUE, {"q": wanted.reference}))

    assert found == ["Customer 0"]


@pytest.mark.parametrize(
    "params", [{"tab": "?"}, {"sort": "x"}, {"after": "%%%"}, {"q": "a\0b"}, {"after": "W10="}]
)
def test_nonsense_in_the_address_is_harmless(lists, browse, rita, params):
    make_case()

    assert browse(rita).get(QUEUE, params).status_code == 200


def test_pages_go_on_where_the_last_ended(lists, browse, rita, monkeypatch):
    monkeypatch.setattr("compliance.web.listing.PAGE_SIZE", 2)
    make_cases(5)
    seen, url = [], QUEUE

    while url:
        response = browse(rita).get(url)
        seen += labels_of(response)
        next_url = response.context["page"].next_url
        url = QUEUE + next_url if next_url else ""

    assert seen == [f"Customer {n}" for n in range(5)]


def test_a_key_says_where_every_order_ended(lists):
    cases = make_cases(3)
    order = ("-severity", "due_at", "-top_score", "id")

    beyond = keyset.after(keyset.key_of(cases[0], order), order, ReviewCase)

    assert set(ReviewCase.objects.filter(beyond)) == set(cases[1:])


def test_the_number_of_queries_does_not_grow(lists, browse, rita):
    make_cases(5)
    browser = browse(rita)
    browser.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        browser.get(QUEUE)

    for n in range(20):
        make_case(listed(), subject=make_subject(f"More {n}"), at=T0)
    with CaptureQueriesContext(connection) as many:
        response = browser.get(QUEUE)

    assert len(labels_of(response)) == 25
    assert len(many) == len(few)


def test_claim_next_takes_the_most_urgent(lists, browse, rita, today):
    make_case(listed(), subject=make_subject("Later"), at=T0 + MINUTES)
    urgent = make_case(listed(), subject=make_subject("Sooner"))

    response = browse(rita).post("/rpl/claim-next/")

    assert response["Location"] == f"/rpl/{urgent.pk}/"
    assert state_of(urgent) == CaseState.IN_REVIEW


def test_claim_next_without_a_case_says_so(lists, browse, rita):
    response = browse(rita).post("/rpl/claim-next/", follow=True)

    assert "There is no case to claim." in response.content.decode()


def test_bulk_shows_what_it_will_do_and_then_does_it(lists, browse, rita, today):
    cases = make_cases(2)
    chosen = {"do": "claim", "case": [str(case.pk) for case in cases]}

    asked = browse(rita).post("/rpl/bulk/", chosen)
    states = [state_of(case) for case in cases]
    browse(rita).post("/rpl/bulk/", chosen | {"confirmed": "1"})

    assert asked.status_code == 200
    assert states == [CaseState.NEW, CaseState.NEW]
    assert [state_of(case) for case in cases] == [CaseState.IN_REVIEW, CaseState.IN_REVIEW]


def test_bulk_means_the_filtered_set(lists, browse, rita):
    make_cases(3)

    response = browse(rita).post(
        "/rpl/bulk/", {"do": "note", "everything": "1", "filter": "tab=unclaimed&q=customer+1"}
    )

    assert [case.subject.label for case in response.context["cases"]] == ["Customer 1"]


def test_bulk_says_where_it_was_not_done(lists, browse, rita, sam, today):
    mine, others = make_cases(2)
    review.claim(others, by=sam, at=T0)
    data = {"do": "claim", "confirmed": "1", "case": [str(mine.pk), str(others.pk)]}

    response = browse(rita).post("/rpl/bulk/", data)

    assert "Somebody else is working on this case." in response.content.decode()
    assert state_of(mine) == CaseState.IN_REVIEW


def test_bulk_refuse_needs_reason_and_note(lists, browse, rita):
    case = make_case()
    data = {
        "do": "refuse",
        "confirmed": "1",
        "case": str(case.pk),
        "reason": reason_to_refuse(),
        "note": "short",
    }

    response = browse(rita).post("/rpl/bulk/", data)

    assert response.status_code == 400
    assert state_of(case) == CaseState.NEW


@pytest.mark.parametrize("deed", ["approve", "confirm", ""])
def test_there_is_no_bulk_approve(lists, browse, rita, deed):
    case = make_case(claimed_by=rita)

    browse(rita).post("/rpl/bulk/", {"do": deed, "confirmed": "1", "case": str(case.pk)})

    assert state_of(case) == CaseState.IN_REVIEW


def test_only_leads_assign_many(lists, browse, rita, lena, sam, today):
    case = make_case()
    data = {"do": "assign", "confirmed": "1", "case": str(case.pk), "assignee": str(sam.pk)}

    assert browse(rita).post("/rpl/bulk/", data).status_code == 403
    browse(lena).post("/rpl/bulk/", data)

    case.refresh_from_db()
    assert case.assignee == sam


def test_auditors_and_operators_do_nothing_in_bulk(lists, browse, otto, olga):
    case = make_case()
    data = {"do": "claim", "confirmed": "1", "case": str(case.pk)}

    assert browse(otto).post("/rpl/bulk/", data).status_code == 403
    assert browse(olga).post("/rpl/bulk/", data).status_code == 403


def test_a_case_of_an_earlier_refusal_is_listed_without_a_match(lists, browse, rita):
    case = make_case(refused_by=rita)
    again = make_case(listed(address=HOME), subject=case.subject, at=T0 + MINUTES)

    response = browse(rita).get(QUEUE)

    assert [row.case for row in response.context["page"].rows] == [again]
    assert b"resubmitted" in response.content

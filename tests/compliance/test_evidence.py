"""Evidence is whole, written once, and says what suppressed what (R1, R2, R6)."""

import pytest
from django.db import IntegrityError, transaction

from compliance.enums import MatchOn, Trigger, Verdict
from compliance.models import CaseNote, Clearance, PotentialMatch, ReviewCase, Screening
from compliance.review import add_note
from compliance.screening import engine, screen
from partnerhub.accounts.access import Access
from tests.compliance.factories import (
    DENIED,
    ELSEWHERE,
    clean,
    listed,
    make_case,
    make_live,
    make_subject,
    publish_list,
    screen_as,
    some_partner,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db


def test_r1_a_screening_keeps_everything_that_was_asked_and_used(lists):
    subject, alice = make_subject(), some_partner()[1]

    screening = screen_as(subject, clean(administrator="Ada Lovelace"), by=alice).screening
    screening.refresh_from_db()

    assert (screening.trigger, screening.requested_by, screening.actor) == (Trigger.CREATE, alice, alice)
    assert (screening.asked, screening.in_force) == (clean(administrator="Ada Lovelace"), None)
    assert screening.lists == [
        {
            "list": "demo",
            "version": 1,
            "content_hash": lists.content_hash,
            "fetched_at": T0.isoformat(),
            "rows": 3,
        }
    ]
    assert (screening.engine, screening.engine_version) == (engine.ENGINE_NAME, engine.ENGINE_VERSION)
    assert (screening.threshold, screening.outcome) == (engine.SHIPPED_THRESHOLD, Verdict.CLEAR)
    assert (screening.truncated, screening.at, screening.started_at) == (False, T0, T0)
    assert screening.normalised
    assert screening.duration_ms > 0


def test_r1_a_match_keeps_the_entry_as_it_was_listed(lists):
    match = screen_as(make_subject(), listed(DENIED)).screening.matches.get()

    assert (match.name, match.source, match.list_slug, match.entry_key) == (
        "Zorvax Dynamics Ltd",
        "DEMO-DENIED",
        "demo",
        match.entry["key"],
    )
    assert (match.entry["citation"], match.on, match.open_on) == ("Gazette 1", "proposed", "proposed")
    assert match.explanation
    assert match.sentence
    assert match.is_high_risk


def test_the_administrator_is_screened_too(lists):
    answer = screen_as(make_subject(), clean(administrator="Ossip Vreelandov"))

    assert [match.matched for match in answer.screening.matches.all()] == ["administrator"]


def test_the_address_is_screened_too(lists):
    address = clean().address.__class__(line1="14 Lantern Quay", city="Port Aldwyn", country="GB")

    answer = screen_as(make_subject(), clean("Unrelated Pottery", address))

    assert [match.matched for match in answer.screening.matches.all()] == ["address"]


def test_r6_the_same_outcome_again_is_one_more_row(lists):
    subject = make_subject()

    screen_as(subject, clean())
    screen_as(subject, clean(), trigger="resubmit")

    assert subject.screenings.count() == 2


def test_an_entry_is_scored_against_both_profiles(lists):
    subject = make_live()

    answer = screen_as(subject, listed(address=ELSEWHERE), trigger="profile_change")

    assert [match.on for match in answer.case.matches.all()] == [MatchOn.PROPOSED]
    assert not answer.on_profile_in_force


def test_a_match_on_both_profiles_concerns_the_one_in_force(db):
    publish_list(DENIED)
    subject = make_live(clean("Brand New Trading House"))
    publish_list({**DENIED, "name": "Brand New Trading House"}, at=T0 + HOURS)

    answer = screen_as(
        subject, clean("Brand New Trading House", ELSEWHERE), trigger="profile_change", at=T0 + HOURS
    )

    (match,) = answer.screening.matches.all()
    assert (match.on, answer.on_profile_in_force) == (MatchOn.BOTH, True)
    assert match.explanation_in_force


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Screening, {"outcome": Verdict.CLEAR}),
        (PotentialMatch, {"score": 0}),
        (Clearance, {"at": T0}),
        (CaseNote, {"text": "another note"}),
    ],
)
@pytest.mark.parametrize("verb", ["changes", "goes"])
def test_r1_the_database_refuses_to_change_evidence(lists, rita, model, change, verb):
    screen_as(make_subject(), clean())
    add_note(make_case(), "a note", by=rita, at=T0)
    rows = model.objects.filter(pk=model.objects.first().pk)

    with pytest.raises(IntegrityError, match=f"_never_{verb}"), transaction.atomic():
        rows.update(**change) if verb == "changes" else rows._raw_delete("default")


def test_m10_the_database_refuses_a_clearance_from_a_match(lists):
    screening = screen_as(make_subject(), listed()).screening

    with pytest.raises(IntegrityError, match="clearance_rests_on_a_clear_screening"), transaction.atomic():
        Clearance.objects.create(subject=screening.subject, screening=screening, at=T0)


def test_m10_the_database_refuses_a_clearance_from_an_open_case(lists):
    case = make_case()

    with pytest.raises(IntegrityError, match="clearance_rests_on_an_approved_case"), transaction.atomic():
        Clearance.objects.create(subject=case.subject, case=case, at=T0)


def test_m10_the_database_refuses_another_subjects_clearance(lists):
    first, second = make_subject(), make_subject()
    screening = screen_as(first, clean(), trigger="manual").screening

    with pytest.raises(IntegrityError, match="clearance_rests_on_a_clear_screening"), transaction.atomic():
        Clearance.objects.create(subject=second, screening=screening, at=T0)


def test_r4_a_clear_screening_within_a_case_clears_nobody(lists, rita):
    refused = make_case(refused_by=rita)
    screening = screen_as(refused.subject, clean(), trigger="resubmit").screening

    with pytest.raises(IntegrityError, match="clearance_rests_on_a_clear_screening"), transaction.atomic():
        Clearance.objects.create(subject=refused.subject, screening=screening, at=T0)


def test_r4_a_clear_screening_closes_no_open_case(lists):
    case = make_case()

    answer = screen_as(case.subject, clean(), trigger="profile_change")

    assert (answer.verdict, answer.case, answer.clearance) == (Verdict.POTENTIAL_MATCH, case, None)


def test_lists_that_change_during_a_screening_make_it_start_again(lists, alice):
    subject = make_subject()
    found = screen.find(clean(), at=T0)
    publish_list(DENIED, at=T0 + HOURS)

    with pytest.raises(screen.ListsChanged), transaction.atomic():
        screen.record(found, subject=subject, trigger=Trigger.CREATE, by=alice, at=T0 + HOURS)

    assert not Screening.objects.exists()


def test_asking_searches_again_until_the_lists_are_at_rest(lists, alice):
    subject, seen = make_subject(), []

    def write(found):
        seen.append(found.generation)
        if len(seen) == 1:
            raise screen.ListsChanged
        return screen.record(found, subject=subject, trigger=Trigger.CREATE, by=alice, at=T0)

    answer = screen.ask(clean(), write, at=T0)

    assert (answer.verdict, seen) == (Verdict.CLEAR, [1, 1])


@pytest.mark.parametrize("model", [ReviewCase, Screening])
def test_partners_see_no_case_and_no_screening(lists, rita, model):
    make_case()
    alice = some_partner()[1]

    assert model.objects.visible_to(Access.of_membership(rita.current_memberships[0])).count() == 1
    assert model.objects.visible_to(Access.of_membership(alice.current_memberships[0])).count() == 0

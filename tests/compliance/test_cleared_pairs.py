"""A person said "not the same" once: that holds while both sides stay as they were (R2)."""

from datetime import timedelta

import pytest

from compliance import cleared_pairs, monitoring, review
from compliance.enums import Disposition, Trigger, Verdict
from compliance.models import ClearedPair
from tests.compliance.factories import (
    ELSEWHERE,
    HOME,
    PERSON,
    WATCHED,
    approve,
    clean,
    listed,
    make_subject,
    publish_list,
    ready_to_approve,
    screen_as,
)
from tests.conftest import HOURS, T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_person")]
DAY = timedelta(days=1)


def make_cleared(rita, profile=None, **facts):
    """A live subject whose match a person cleared."""
    profile = profile or listed()
    case = ready_to_approve(profile, by=rita)
    approve(case, by=rita, **facts)
    monitoring.watch(case.subject, profile, at=T0)
    return case.subject


def ask_again(subject, profile=None, at=T0 + HOURS):
    return screen_as(subject, profile or listed(), trigger=Trigger.PROFILE_CHANGE, at=at)


def test_r2_a_cleared_pair_suppresses_and_is_recorded(lists, rita):
    subject = make_cleared(rita)

    answer = ask_again(subject)

    (match,) = answer.screening.matches.all()
    assert (answer.verdict, match.open_on, match.suppressed_by) == (
        Verdict.CLEAR,
        "",
        ClearedPair.objects.get(),
    )


def test_another_subject_of_the_same_name_is_not_cleared(lists, rita):
    make_cleared(rita)

    assert screen_as(make_subject(), listed()).verdict == Verdict.POTENTIAL_MATCH


def test_a_changed_alias_of_the_entry_opens_the_match_again_with_the_difference(lists, rita):
    subject = make_cleared(rita)
    publish_list({**WATCHED, "aliases": "Glimmerstone Holdings"}, at=T0 + HOURS)

    answer = ask_again(subject, at=T0 + 2 * HOURS)

    (match,) = answer.case.matches.all()
    assert (match.disposition, match.reopens) == (Disposition.UNDECIDED, ClearedPair.objects.get())
    assert [(change["side"], change["fact"]) for change in match.changes] == [("entry", "names")]


def test_a_changed_address_of_the_subject_opens_the_match_again(lists, rita):
    subject = make_cleared(rita)

    answer = ask_again(subject, listed(address=ELSEWHERE))

    (match,) = answer.case.matches.all()
    assert (match.on, [change["fact"] for change in match.changes]) == ("proposed", ["address"])
    assert not answer.on_profile_in_force


def test_a_changed_administrator_is_nobodys_cleared_pair(lists, rita):
    subject = make_cleared(rita, clean(administrator=PERSON["name"]))

    assert ask_again(subject, clean(administrator=PERSON["name"])).verdict == Verdict.CLEAR
    assert ask_again(subject, clean(administrator="Osip Vreelandov")).verdict == Verdict.POTENTIAL_MATCH


def test_a_cleared_pair_expires_after_365_days(lists, rita):
    subject = make_cleared(rita)

    assert ask_again(subject, at=T0 + 365 * DAY - HOURS).verdict == Verdict.CLEAR
    expired = ask_again(subject, at=T0 + 365 * DAY)
    assert [change["side"] for change in expired.case.matches.get().changes] == ["expiry"]


def test_a_pair_is_cleared_for_730_days_at_most(lists, rita):
    case = ready_to_approve(by=rita)

    with pytest.raises(cleared_pairs.ClearedForTooLong):
        approve(case, by=rita, days=731)

    assert approve(case, by=rita, days=730).cleared_pairs.get().expires_at == T0 + 730 * DAY


def test_an_incomplete_search_with_only_suppressed_matches_is_not_clear(lists, rita, settings):
    subject = make_cleared(rita, listed(address=HOME))
    settings.RPL_ENGINE = "tests.compliance.engine_that_gives_up"

    assert ask_again(subject).verdict == Verdict.UNAVAILABLE


def test_a_refused_case_clears_no_pair(lists, rita):
    case = ready_to_approve(by=rita)
    match = case.matches.get()
    review.set_disposition(match, Disposition.INCONCLUSIVE, by=rita, at=T0)

    review.refuse(case, by=rita, at=T0, reason="not-decidable", note="nothing more to be found")

    assert not ClearedPair.objects.exists()

"""A list or engine that cannot be trusted never yields "clear" (M17, R2, R3, R5, R7)."""

import pytest

from compliance import holds, monitoring, queue, review
from compliance.enums import NoticeKind, PartnerState, Trigger, UnavailableReason, Verdict
from compliance.lists import catalogue
from compliance.models import (
    Clearance,
    Notice,
    RestrictedList,
    ReviewCase,
    Screening,
    ScreeningHold,
    SelfTest,
)
from compliance.policies import EvidenceIncomplete, ListsNotFresh
from compliance.screening import readiness, self_test
from partnerhub.accounts.jobs import job_user
from tests.compliance.factories import (
    DENIED,
    MINUTES,
    WATCHED,
    approve,
    clean,
    listed,
    make_case,
    make_live,
    make_subject,
    publish_list,
    ready_to_approve,
    screen_as,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db
ENGINES = "tests.compliance.engine_that_"


def make_stale():
    RestrictedList.objects.filter(slug="demo").update(warn_after_hours=1, block_after_hours=2)


def require_a_list_without_versions(olga):
    catalogue.switch(catalogue.list_named("un"), required=True, by=olga, at=T0)


def test_r3_no_list_in_force_is_unavailable(db):
    answer = screen_as(make_subject(), clean())

    assert (answer.verdict, answer.screening.unavailable_reason) == (
        Verdict.UNAVAILABLE,
        UnavailableReason.NO_LIST,
    )


def test_r3_a_missing_required_list_is_unavailable(lists, olga):
    require_a_list_without_versions(olga)

    answer = screen_as(make_subject(), clean())

    assert answer.screening.unavailable_reason == UnavailableReason.LIST_MISSING


def test_r3_a_stale_list_is_unavailable(lists):
    make_stale()

    answer = screen_as(make_subject(), clean(), at=T0 + 3 * HOURS)

    assert answer.screening.unavailable_reason == UnavailableReason.LIST_STALE


def test_r3_a_stale_list_does_not_even_open_a_case(lists):
    make_stale()

    answer = screen_as(make_subject(), listed(DENIED), at=T0 + 3 * HOURS)

    assert (answer.verdict, answer.case) == (Verdict.UNAVAILABLE, None)


def test_r7_an_engine_that_finds_nothing_is_caught(lists, settings):
    settings.RPL_ENGINE = ENGINES + "finds_nothing"

    answer = screen_as(make_subject(), listed(DENIED))

    assert (answer.verdict, answer.clearance) == (Verdict.UNAVAILABLE, None)
    assert answer.screening.unavailable_reason == UnavailableReason.SELF_TEST
    assert Notice.objects.filter(kind=NoticeKind.SELF_TEST_FAILED).count() == 1


def test_r7_a_self_test_that_failed_elsewhere_counts_here(lists):
    screen_as(make_subject(), clean())
    last = readiness.look(at=T0).loaded
    passed = self_test.run(last, at=T0)
    SelfTest.objects.create(
        at=T0,
        generation=1,
        engine="x",
        engine_version=passed.engine_version,
        passed=False,
        detail="failed in another process",
        duration_ms=1,
    )

    answer = screen_as(make_subject(), clean())

    assert answer.screening.unavailable_detail == "failed in another process"


def test_r7_the_self_test_is_remembered(lists):
    test = self_test.run(readiness.look(at=T0).loaded, at=T0)

    assert (test.passed, test.detail, test.generation) == (True, "", 1)


def test_an_engine_that_breaks_is_unavailable(lists, settings):
    settings.RPL_ENGINE = ENGINES + "breaks"

    answer = screen_as(make_subject(), clean())

    assert answer.screening.unavailable_reason == UnavailableReason.FAILED
    assert Notice.objects.get(kind=NoticeKind.HELD).text.startswith("Contoso Bakery: the search failed")


def test_r2_an_incomplete_search_that_found_nothing_is_unavailable(lists, settings):
    settings.RPL_ENGINE = ENGINES + "gives_up"

    answer = screen_as(make_subject(), clean())

    assert answer.screening.unavailable_reason == UnavailableReason.INCOMPLETE


def test_r2_an_incomplete_search_that_found_something_is_approved_after_a_complete_one(
    lists, settings, rita, one_person
):
    settings.RPL_ENGINE = ENGINES + "gives_up"
    case = ready_to_approve(by=rita)
    with pytest.raises(EvidenceIncomplete):
        approve(case, by=rita)
    settings.RPL_ENGINE = "compliance.screening.engine"

    monitoring.rescreen_now(case.subject, by=rita, at=T0 + MINUTES)

    assert approve(case, by=rita, at=T0 + 2 * MINUTES).clearance.case == case


def test_a_name_without_a_single_word_is_never_clear(lists):
    answer = screen_as(make_subject(), clean("!!!"))

    assert answer.verdict == Verdict.UNAVAILABLE


def test_nothing_is_approved_on_stale_lists(lists, rita, one_person):
    case = ready_to_approve(by=rita)
    make_stale()

    with pytest.raises(ListsNotFresh):
        approve(case, by=rita, at=T0 + 3 * HOURS)


def test_r5_a_hold_goes_on_by_itself_when_the_list_is_back(db, announced):
    subject = make_subject()
    screen_as(subject, clean())
    assert queue.partner_view(subject).state == PartnerState.DELAYED
    publish_list(at=T0 + HOURS)

    assert monitoring.retry_unavailable(at=T0 + HOURS) == 1

    (answer,) = announced.answers
    assert (answer.verdict, answer.trigger, answer.screening.trigger) == (
        Verdict.CLEAR,
        Trigger.CREATE,
        Trigger.RETRY,
    )
    assert answer.clearance.subject == subject


def test_r5_a_match_found_by_a_retry_inherits_the_deadline(db, announced):
    screen_as(make_subject(), listed())
    publish_list(at=T0 + 10 * HOURS)

    monitoring.retry_unavailable(at=T0 + 10 * HOURS)

    case = ReviewCase.objects.get()
    assert (case.trigger, case.submitted_at, case.due_at) == (Trigger.CREATE, T0, T0 + 72 * HOURS)
    assert announced.verdicts == [Verdict.POTENTIAL_MATCH]


def test_r5_retries_back_off_and_each_leaves_its_row(db):
    screen_as(make_subject(), clean())

    for seconds in (14, 15, 16, 45, 46):
        monitoring.retry_unavailable(at=T0 + seconds * MINUTES / 60)

    hold = ScreeningHold.objects.get()
    assert (hold.attempts, Screening.objects.count()) == (2, 3)


def test_r5_one_outage_is_one_alert_until_it_ends(db):
    screen_as(make_subject(), clean())
    screen_as(make_subject(), clean())
    publish_list(at=T0 + HOURS)
    monitoring.retry_unavailable(at=T0 + HOURS)

    notice = Notice.objects.get(kind=NoticeKind.UNAVAILABLE)
    assert (notice.at, notice.ended_at) == (T0, T0 + HOURS)


def test_m15_a_hold_expires_after_72_hours(db, announced):
    subject = make_subject()
    screen_as(subject, clean())

    assert holds.expire_overdue(at=T0 + 72 * HOURS, by=job_user("tests")) == 1

    (answer,) = announced.answers
    assert (answer.verdict, answer.case, answer.trigger) == (Verdict.EXPIRED, None, Trigger.CREATE)
    assert queue.partner_view(subject).state == PartnerState.EXPIRED


def test_m15_an_expired_hold_is_not_retried(db, announced):
    screen_as(make_subject(), clean())
    publish_list(at=T0 + 72 * HOURS)

    assert monitoring.retry_unavailable(at=T0 + 72 * HOURS) == 0
    assert not announced.answers


def test_after_an_expiry_without_a_case_a_resubmission_acts_like_a_create(db, announced):
    subject = make_subject()
    screen_as(subject, clean())
    holds.expire_overdue(at=T0 + 72 * HOURS, by=job_user("tests"))
    publish_list(at=T0 + 73 * HOURS)

    answer = screen_as(subject, clean(), trigger="resubmit", at=T0 + 73 * HOURS)

    assert (answer.verdict, answer.case) == (Verdict.CLEAR, None)


def test_a_live_subject_that_cannot_be_screened_again_is_only_marked(lists, olga, announced):
    subject = make_live()
    require_a_list_without_versions(olga)

    monitoring.rescreen_outdated(at=T0 + HOURS)

    subject.refresh_from_db()
    assert (subject.rescreening_due, subject.watched, announced.answers) == (True, True, [])
    assert not ScreeningHold.objects.exists()
    assert subject.screenings.first().outcome == Verdict.UNAVAILABLE


def test_a_subject_that_was_marked_is_screened_when_the_list_is_back(lists, olga):
    subject = make_live()
    require_a_list_without_versions(olga)
    monitoring.rescreen_outdated(at=T0 + HOURS)
    catalogue.switch(catalogue.list_named("un"), required=False, by=olga, at=T0 + 2 * HOURS)

    monitoring.rescreen_outdated(at=T0 + 2 * HOURS)

    subject.refresh_from_db()
    assert (subject.rescreening_due, subject.screened_generation) == (False, 3)


def test_r4_an_unavailable_retry_during_a_case_keeps_the_case(lists, olga):
    case = make_case(listed(WATCHED))
    require_a_list_without_versions(olga)

    answer = screen_as(case.subject, listed(WATCHED), trigger="profile_change", at=T0 + MINUTES)

    assert (answer.verdict, answer.case, answer.due_at) == (Verdict.UNAVAILABLE, case, case.due_at)
    assert not ReviewCase.objects.get(pk=case.pk).match_list_complete
    assert not Clearance.objects.exists()


def test_withdrawing_ends_a_hold(db):
    subject = make_subject()
    screen_as(subject, clean())

    review.withdraw(subject, by=job_user("tests"), at=T0)

    assert ScreeningHold.objects.get().resolution == "withdrawn"

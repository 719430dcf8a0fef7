"""Lists change: whoever is live or waits is screened again, exactly once per version (R6)."""

import random
from datetime import timedelta

import pytest
from django.tasks import default_task_backend

from compliance import delta, monitoring, review, tasks
from compliance.enums import CaseState, Disposition, MatchOn, Trigger, Verdict
from compliance.models import Publication, Screening, Subject
from compliance.policies import EvidenceOutdated
from compliance.screening import screen
from tests.compliance.factories import (
    DENIED,
    ELSEWHERE,
    WATCHED,
    approve,
    clean,
    decide_all,
    listed,
    make_case,
    make_live,
    make_subject,
    publish_list,
    ready_to_approve,
    refuse,
    screen_as,
    state_of,
)
from tests.conftest import HOURS, T0

pytestmark = pytest.mark.django_db
LATER = T0 + HOURS
NEW = {**DENIED, "id": "T-9", "name": "Brand New Trading House", "address": ""}


def outcomes(subject):
    return list(subject.screenings.order_by("at").values_list("trigger", "outcome"))


def test_every_live_subject_is_screened_once_per_version(lists, announced):
    subjects = [make_live(label=f"Bakery {number}") for number in range(5)]
    publish_list(DENIED, WATCHED, at=LATER)

    assert monitoring.rescreen_outdated(at=LATER) == 5
    assert monitoring.rescreen_outdated(at=LATER) == 0

    assert [outcomes(subject) for subject in subjects] == [
        [(Trigger.CREATE, Verdict.CLEAR), (Trigger.LIST_UPDATE, Verdict.CLEAR)]
    ] * 5
    assert not announced.answers


def test_a_rescreening_stops_when_its_time_is_over_and_resumes_there(lists, monkeypatch):
    for number in range(5):
        make_live(label=f"Bakery {number}")
    publish_list(DENIED, at=LATER)
    monkeypatch.setattr(monitoring, "CHUNK", 2)

    assert monitoring.rescreen_outdated(at=LATER, seconds=0) == 2
    assert monitoring.rescreen_outdated(at=LATER, seconds=0) == 2
    assert monitoring.rescreen_outdated(at=LATER) == 1

    assert Screening.objects.filter(trigger=Trigger.LIST_UPDATE).count() == 5


@pytest.fixture
def many(lists, monkeypatch):
    """Nine subjects to be screened again, which is a lot for chunks of one."""
    monkeypatch.setattr(monitoring, "CHUNK", 1)
    subjects = [make_live(label=f"Bakery {number}") for number in range(9)]
    publish_list(DENIED, WATCHED, at=LATER)
    return subjects


def test_shares_hold_each_subject_once(many):
    done = [monitoring.rescreen_outdated(at=LATER, share=share) for share in monitoring.shares(at=LATER)]

    assert done == [2, 2, 2, 3]
    rows = Screening.objects.filter(trigger=Trigger.LIST_UPDATE).values_list("subject", flat=True)
    assert sorted(rows) == sorted(subject.pk for subject in many)
    assert monitoring.shares(at=LATER) == [monitoring.EVERYBODY]


def test_a_sweep_does_one_share_and_leaves_the_others_to_workers(many, monkeypatch):
    monkeypatch.setattr(tasks, "now", lambda: LATER)

    assert tasks.rescreen_outdated.call() == 2

    queued = [job for job in default_task_backend.results if job.task == tasks.rescreen_share]
    assert [tasks.rescreen_share.call(*job.args) for job in queued] == [2, 2, 3]
    assert Screening.objects.filter(trigger=Trigger.LIST_UPDATE).count() == len(many)


def test_a_share_that_is_taken_up_too_late_is_left_to_the_next_sweep(many, monkeypatch):
    monkeypatch.setattr(tasks, "now", lambda: LATER)

    assert tasks.rescreen_share.call("", "", LATER.isoformat()) == 0
    assert tasks.rescreen_share.call("", "", (LATER + timedelta(minutes=1)).isoformat()) == len(many)


def test_unchanged_subjects_rest_on_their_last_run(lists):
    subject = make_live()
    publish_list(DENIED, WATCHED, NEW, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    row = subject.screenings.get(trigger=Trigger.LIST_UPDATE)
    assert (row.based_on.trigger, row.generation, row.lists[0]["version"]) == (Trigger.CREATE, 2, 2)


def test_delta_and_full_run_find_the_same(lists):
    """Delta equals full."""
    names = ["Contoso Bakery", "Brand New Trading Houses", "Zorvax Pottery", "Trading House", "Glimmer Shoes"]
    subjects = [make_live(clean(name), label=name) for name in names]
    publish_list(DENIED, WATCHED, NEW, at=LATER)
    full = {name: screen.find(clean(name), at=LATER).outcome for name in names}

    monitoring.rescreen_outdated(at=LATER)

    last = {subject.label: subject.screenings.order_by("at").last().outcome for subject in subjects}
    assert last == full
    assert Verdict.POTENTIAL_MATCH in full.values()


def test_delta_and_full_run_leave_the_same_evidence(lists):
    """Property: outcome, matches and the best party below the threshold, whatever was added, changed, removed."""
    rng = random.Random(11)
    words = [
        "zorvax",
        "dynamics",
        "glimmerstone",
        "minerals",
        "trading",
        "house",
        "bakery",
        "quartz",
        "pottery",
        "brand",
        "new",
        "shoes",
    ]
    names = sorted({" ".join(rng.sample(words, 3)) for _number in range(14)})
    subjects = [make_live(clean(name), label=name) for name in names]
    entries = [{**NEW, "id": f"N-{number}", "name": " ".join(rng.sample(words, 3))} for number in range(6)]
    publish_list(DENIED, WATCHED, *entries[:4], at=LATER)
    monitoring.rescreen_outdated(at=LATER)
    publish_list(DENIED, {**WATCHED, "name": "Quartz Pottery"}, *entries[2:], at=LATER + HOURS)

    monitoring.rescreen_outdated(at=LATER + HOURS)

    carried = 0
    for subject in subjects:
        row, full = subject.screenings.first(), screen.find(subject.in_force, at=LATER + HOURS)
        carried += row.based_on is not None
        assert (row.outcome, row.best_below) == (full.outcome, full.best_below)
        assert [match.entry_key for match in row.matches.all()] == [each.entry_key for each in full.findings]
    assert 0 < carried < len(subjects)


def test_a_rescreening_that_dies_in_the_middle_goes_on_where_it_was(lists, monkeypatch):
    """Each subject exactly once per version, however often the service restarts."""
    subjects = [make_live(label=f"Bakery {number}") for number in range(12)]
    publish_list(DENIED, WATCHED, NEW, at=LATER)
    monkeypatch.setattr(monitoring, "CHUNK", 5)
    carry, chunks = delta.carry_forward, []

    def dies_at_the_second_chunk(chunk, ready, *, at):
        chunks.append(chunk)
        if len(chunks) == 2:
            raise KeyboardInterrupt
        return carry(chunk, ready, at=at)

    monkeypatch.setattr(delta, "carry_forward", dies_at_the_second_chunk)
    with pytest.raises(KeyboardInterrupt):
        monitoring.rescreen_outdated(at=LATER)
    after_the_stop = Screening.objects.filter(trigger=Trigger.LIST_UPDATE).count()

    assert monitoring.rescreen_outdated(at=LATER) == 7

    rows = Screening.objects.filter(trigger=Trigger.LIST_UPDATE)
    assert after_the_stop == 5
    assert sorted(rows.values_list("subject", flat=True)) == sorted(subject.pk for subject in subjects)


def test_a_rescreening_begins_anew_where_other_lists_come_into_force(lists, monkeypatch):
    subjects = [make_live(label=f"Bakery {number}") for number in range(4)]
    publish_list(DENIED, WATCHED, NEW, at=LATER)
    monkeypatch.setattr(monitoring, "CHUNK", 2)
    carry = delta.carry_forward

    def overtaken(chunk, ready, *, at):
        done = carry(chunk, ready, at=at)
        publish_list(DENIED, WATCHED, at=LATER)
        return done

    monkeypatch.setattr(delta, "carry_forward", overtaken)
    assert monitoring.rescreen_outdated(at=LATER) == 2
    monkeypatch.setattr(delta, "carry_forward", carry)
    assert monitoring.rescreen_outdated(at=LATER) == 4

    newest = Publication.current().generation
    assert {subject.screened_generation for subject in Subject.objects.all()} == {newest}
    assert Subject.objects.count() == len(subjects)


def test_a_live_subject_that_matches_is_announced_and_urgent(lists, announced):
    subject = make_live(clean("Brand New Trading House"))
    publish_list(DENIED, NEW, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    (answer,) = announced.answers
    assert (answer.verdict, answer.trigger, answer.on_profile_in_force) == (
        Verdict.POTENTIAL_MATCH,
        Trigger.LIST_UPDATE,
        True,
    )
    assert (answer.case.due_at, answer.case.touches_in_force) == (LATER + 72 * HOURS, True)
    assert answer.case.matches.get().on == MatchOn.IN_FORCE
    assert subject.watched


def test_a_list_update_bars_nobody_from_deciding(lists, rita, one_person, announced):
    subject = make_live(clean("Brand New Trading House"))
    publish_list(DENIED, NEW, at=LATER)
    monitoring.rescreen_outdated(at=LATER)
    case = review.claim(subject.cases.get(), by=rita, at=LATER)
    decide_all(case, Disposition.FALSE_POSITIVE, by=rita, at=LATER)

    approve(case, by=rita, at=LATER)

    assert announced.verdicts == [Verdict.POTENTIAL_MATCH, Verdict.APPROVED]
    monitoring.rescreen_outdated(at=LATER + 169 * HOURS)
    assert outcomes(subject)[-1] == (Trigger.LIST_UPDATE, Verdict.CLEAR)


def test_a_waiting_subject_is_screened_too(lists, announced):
    subject = make_subject()
    screen_as(subject, clean("Brand New Trading House"))
    publish_list(DENIED, NEW, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    assert announced.verdicts == [Verdict.POTENTIAL_MATCH]
    assert not announced.answers[0].on_profile_in_force


def test_new_matches_join_the_open_case(lists, announced):
    case = make_case(listed(WATCHED))
    publish_list(WATCHED, {**WATCHED, "id": "T-8", "aliases": "Glimmerstone Mining"}, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    assert case.matches.count() == 2
    assert [answer.case for answer in announced.answers] == [case]


def test_a_new_match_takes_back_a_first_approval(lists, rita):
    case = make_case(listed(DENIED), approved_by=rita)
    publish_list(DENIED, {**DENIED, "id": "T-8"}, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    assert state_of(case) == CaseState.IN_REVIEW


def test_an_entry_that_changed_is_undecided_again(lists, rita):
    case = ready_to_approve(by=rita)
    publish_list({**WATCHED, "aliases": "Glimmerstone Mining"}, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    assert case.matches.get().disposition == Disposition.UNDECIDED


def test_an_entry_that_was_removed_marks_the_match_and_a_person_decides(lists, announced):
    case = make_case(listed(WATCHED))
    publish_list(DENIED, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    assert case.matches.get().entry_removed_at == LATER
    assert (state_of(case), announced.answers) == (CaseState.NEW, [])


def test_nothing_is_approved_before_it_was_searched_in_the_new_lists(lists, rita, one_person):
    case = ready_to_approve(by=rita)
    publish_list(WATCHED, NEW, at=LATER)

    with pytest.raises(EvidenceOutdated):
        approve(case, by=rita, at=LATER)

    monitoring.rescreen_outdated(at=LATER)
    assert approve(case, by=rita, at=LATER).state == CaseState.APPROVED


def test_everybody_is_screened_in_full_once_a_week(lists):
    subject = make_live()

    assert monitoring.rescreen_outdated(at=T0 + 167 * HOURS) == 0
    assert monitoring.rescreen_outdated(at=T0 + 168 * HOURS) == 1

    assert subject.screenings.get(trigger=Trigger.LIST_UPDATE).based_on is None


def test_a_refused_live_subject_gets_no_second_case_for_the_same_entry(lists, rita, announced):
    subject = make_live(clean("Brand New Trading House"))
    publish_list(DENIED, NEW, at=LATER)
    monitoring.rescreen_outdated(at=LATER)
    case = review.claim(subject.cases.get(), by=rita, at=LATER)
    decide_all(case, Disposition.TRUE_MATCH, by=rita, at=LATER)
    refuse(case, by=rita, at=LATER)

    monitoring.rescreen_outdated(at=LATER + 169 * HOURS)

    assert subject.cases.count() == 1
    assert announced.verdicts == [Verdict.POTENTIAL_MATCH, Verdict.REFUSED]


def test_a_proposal_is_screened_beside_the_profile_in_force(lists, announced):
    subject = make_live(clean("Brand New Trading House"))
    case = screen_as(subject, listed(address=ELSEWHERE), trigger="profile_change").case
    publish_list(WATCHED, NEW, at=LATER)

    monitoring.rescreen_outdated(at=LATER)

    on = {match.evidence.name: match.on for match in case.matches.all()}
    assert on == {WATCHED["name"]: MatchOn.PROPOSED, NEW["name"]: MatchOn.IN_FORCE}
    assert announced.answers[-1].on_profile_in_force


def test_a_refused_applicant_is_left_alone(lists, rita):
    make_case(refused_by=rita)
    publish_list(WATCHED, NEW, at=LATER)

    assert monitoring.rescreen_outdated(at=LATER) == 0


def test_a_subject_that_is_gone_is_left_alone(lists, olga):
    subject = make_live()
    monitoring.unwatch(subject, by=olga, at=T0)
    publish_list(WATCHED, NEW, at=LATER)

    assert monitoring.rescreen_outdated(at=LATER) == 0


def test_deleting_withdraws_the_case_without_a_verdict(lists, olga, announced):
    case = make_case()

    review.withdraw(case.subject, by=olga, at=T0)

    assert (state_of(case), announced.answers) == (CaseState.WITHDRAWN, [])


def test_if_the_listener_fails_a_rescreening_leaves_no_trace_and_comes_again(lists, announced):
    subject = make_live(clean("Brand New Trading House"))
    publish_list(DENIED, NEW, at=LATER)
    announced.refuse = RuntimeError("the customer cannot follow")
    with pytest.raises(ExceptionGroup):
        monitoring.rescreen_outdated(at=LATER)
    assert not subject.cases.exists()
    announced.refuse = None

    monitoring.rescreen_outdated(at=LATER)

    assert subject.cases.count() == 1

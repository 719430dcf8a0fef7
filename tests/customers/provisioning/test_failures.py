"""The platform fails: steps wait and are tried again, and what cannot be done is said (M16)."""

from datetime import timedelta

import pytest

from customers import lifecycle
from customers.enums import CustomerStatus, PackageState, StepKind, StepState
from customers.models import Licence, Organization, PlatformPerson, PlatformSite, ProvisioningStep
from customers.platform.faulty import answer_twice, refuse, timeout_after_work, unavailable
from customers.provisioning import backoff, claims, outcomes, worker
from tests.conftest import T0

SECONDS = timedelta(seconds=1)
STEPS = ["organization", "meeting_site", "licences", "location", "administrator"]


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 320), (8, 640), (99, 640)],
)
def test_each_wait_is_twice_as_long(attempts, seconds):
    assert backoff.next_attempt(attempts, at=T0) == T0 + seconds * SECONDS


def test_a_step_that_fails_waits_while_the_others_go_on(ordered, platform):
    customer = ordered(codes=("webex_suite",))
    platform.fail("ensure_location", [unavailable])

    worker.provision_waiting(at=T0, platform=platform)

    customer.refresh_from_db()
    step = customer.steps.get(state=StepState.WAITING)
    assert customer.status == CustomerStatus.PROVISIONING
    assert (step.kind, step.attempts, step.next_attempt_at) == (StepKind.LOCATION, 1, T0 + 5 * SECONDS)
    assert (step.error_code, step.lease_until) == (90060, None)


def test_a_step_is_not_tried_before_its_time(ordered, platform):
    ordered()
    platform.fail("ensure_organization", [unavailable])
    worker.provision_waiting(at=T0, platform=platform)

    worker.provision_waiting(at=T0 + 4 * SECONDS, platform=platform)

    assert len(platform.calls) == 1


def test_nothing_is_begun_before_the_organization(ordered, platform):
    ordered()
    platform.fail("ensure_organization", [unavailable] * 3)

    for at in (T0, T0 + 5 * SECONDS, T0 + 15 * SECONDS):
        worker.provision_waiting(at=at, platform=platform)

    assert [method for method, _key in platform.calls] == ["ensure_organization"] * 3


@pytest.mark.parametrize("fault", [unavailable, timeout_after_work, answer_twice])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_once_is_done_once(ordered, platform, step, fault):
    customer = ordered()
    platform.fail(f"ensure_{step}", [fault])

    worker.provision_waiting(at=T0, platform=platform)
    worker.provision_waiting(at=T0 + 5 * SECONDS, platform=platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED
    assert rows() == {"organizations": 1, "sites": 1, "licences": 1, "people": 1}


def test_a_request_is_repeated_with_the_same_key(ordered, platform):
    ordered()
    platform.fail("ensure_organization", [timeout_after_work])

    worker.provision_waiting(at=T0, platform=platform)
    worker.provision_waiting(at=T0 + 5 * SECONDS, platform=platform)

    keys = [key for method, key in platform.calls if method == "ensure_organization"]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_the_organization_fails_eight_times_and_the_customer_is_in_error(ordered, platform):
    customer = ordered()
    platform.fail("ensure_organization", [unavailable] * 8)

    until_settled(platform)

    customer.refresh_from_db()
    assert len(platform.calls) == 8
    assert customer.status == CustomerStatus.ERROR
    assert [error["errorCode"] for error in customer.errors] == [90063]
    assert "organization" in customer.errors[0]["description"]


def test_the_seventh_failure_is_not_yet_the_end(ordered, platform):
    customer = ordered()
    platform.fail("ensure_organization", [unavailable] * 7)

    until_settled(platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED


@pytest.mark.parametrize(
    ("method", "package", "state"),
    [
        ("ensure_meeting_site", "webex_meetings", PackageState.PROVISIONED),
        ("ensure_location", "webex_calling", PackageState.PROVISIONED),
        ("ensure_administrator", "webex_calling", PackageState.PROVISIONED),
    ],
)
def test_another_step_that_fails_for_good_is_named_by_its_package(ordered, platform, method, package, state):
    customer = ordered(codes=("webex_calling", "webex_meetings"))
    platform.fail(method, [unavailable] * 8)

    until_settled(platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED_WITH_ERRORS
    assert customer.errors == []
    flawed = {
        one.package_id: (one.state, one.errors[0]) for one in customer.assigned_packages.all() if one.errors
    }
    assert flawed.keys() == {package}
    assert flawed[package][0] == state
    assert method.removeprefix("ensure_") in flawed[package][1]["description"]


def test_a_package_that_cannot_be_had_is_in_error(ordered, platform):
    customer = ordered(codes=("webex_calling", "webex_meetings"))
    platform.fail("ensure_licences", [refuse])

    worker.provision_waiting(at=T0, platform=platform)

    customer.refresh_from_db()
    states = dict(customer.assigned_packages.values_list("package_id", "state"))
    assert customer.status == CustomerStatus.PROVISIONED_WITH_ERRORS
    assert sorted(states.values()) == [PackageState.ERROR, PackageState.PROVISIONED]


def test_a_refusal_is_not_repeated(ordered, platform):
    customer = ordered()
    platform.fail("ensure_organization", [refuse])

    until_settled(platform)

    customer.refresh_from_db()
    assert (customer.status, len(platform.calls)) == (CustomerStatus.ERROR, 1)


def test_two_workers_do_not_take_the_same_step(ordered, platform):
    customer = ordered()
    outcomes.plan_if_needed(customer.pk, at=T0)

    first = claims.claim_next(customer.pk, at=T0)
    second = claims.claim_next(customer.pk, at=T0)

    assert first.step.kind == StepKind.ORGANIZATION
    assert second is None


def test_a_lease_that_ran_out_is_taken_over_and_the_late_result_dropped(ordered, platform):
    customer = ordered()
    outcomes.plan_if_needed(customer.pk, at=T0)
    slow = claims.claim_next(customer.pk, at=T0)

    assert claims.claim_next(customer.pk, at=T0 + 59 * SECONDS) is None
    quick = claims.claim_next(customer.pk, at=T0 + 60 * SECONDS)
    outcomes.succeed(slow, slow.request.make(platform, step_id=slow.step.pk), at=T0 + 61 * SECONDS)

    step = ProvisioningStep.objects.get(pk=quick.step.pk)
    assert (step.state, step.claims) == (StepState.RUNNING, 2)
    assert slow.request.key(step.pk) == quick.request.key(step.pk)


def test_a_worker_that_dies_eight_times_over_a_step_does_not_try_a_ninth(ordered, platform):
    customer = ordered()
    outcomes.plan_if_needed(customer.pk, at=T0)
    for minute in range(8):
        assert claims.claim_next(customer.pk, at=T0 + minute * 60 * SECONDS)

    worker.provision_waiting(at=T0 + 8 * 60 * SECONDS, platform=platform)

    customer.refresh_from_db()
    assert (customer.status, platform.calls) == (CustomerStatus.ERROR, [])


def test_a_result_commits_only_while_the_customer_is_being_set_up(ordered, platform, alice):
    customer = ordered()
    outcomes.plan_if_needed(customer.pk, at=T0)
    claim = claims.claim_next(customer.pk, at=T0)
    answer = claim.request.make(platform, step_id=claim.step.pk)
    lifecycle.move(customer, CustomerStatus.ERROR, by=alice, at=T0)

    outcomes.succeed(claim, answer, at=T0)

    customer.refresh_from_db()
    step = ProvisioningStep.objects.get(pk=claim.step.pk)
    assert customer.org_id is None
    assert (step.state, step.attempts) == (StepState.WAITING, 0)


def test_steps_rest_while_the_customer_is_under_review_and_go_on_afterwards(ordered, platform, alice):
    customer = ordered()
    worker.provision_next(customer.pk, at=T0, platform=platform)
    customer.refresh_from_db()
    lifecycle.move(customer, CustomerStatus.ERROR, by=alice, at=T0)
    worker.provision_waiting(at=T0, platform=platform)
    resting = len(platform.calls)

    lifecycle.begin_setup(customer, by=alice, at=T0)
    worker.provision_waiting(at=T0, platform=platform)

    customer.refresh_from_db()
    assert resting == 1
    assert customer.status == CustomerStatus.PROVISIONED
    assert [method for method, _key in platform.calls].count("ensure_organization") == 1


def test_a_removal_is_never_given_up(set_up, platform, alice):
    customer = set_up()
    lifecycle.begin_deleting(customer, by=alice, at=T0)
    platform.fail("release", [unavailable] * 12)

    until_settled(platform)

    assert Organization.objects.get().reference is None


def test_a_removal_awaits_a_call_that_is_under_way(ordered, platform, alice):
    customer = ordered()
    outcomes.plan_if_needed(customer.pk, at=T0)
    claim = claims.claim_next(customer.pk, at=T0)
    lifecycle.move(customer, CustomerStatus.ERROR, by=alice, at=T0)
    lifecycle.begin_deleting(customer, by=alice, at=T0)
    worker.provision_waiting(at=T0 + 1 * SECONDS, platform=platform)
    answer = claim.request.make(platform, step_id=claim.step.pk)
    outcomes.succeed(claim, answer, at=T0 + 20 * SECONDS)

    worker.provision_waiting(at=T0 + 60 * SECONDS, platform=platform)

    assert [method for method, _key in platform.calls] == ["ensure_organization", "release"]
    assert Organization.objects.get().reference is None


def until_settled(platform):
    """Sweeps of the worker, each at a moment when something may be due."""
    at, tried = T0, True
    while tried:
        tried = worker.provision_waiting(at=at, platform=platform)
        at += backoff.LONGEST
    return at


def rows():
    return {
        "organizations": Organization.objects.count(),
        "sites": PlatformSite.objects.count(),
        "licences": Licence.objects.count(),
        "people": PlatformPerson.objects.count(),
    }

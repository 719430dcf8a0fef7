"""The commands and the sweeps."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from compliance import tasks
from tests.compliance.factories import clean, make_case, make_live, make_subject, screen_as, state_of
from tests.conftest import T0

pytestmark = pytest.mark.django_db


def run(name, *args, **options):
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_screen_prints_candidates_with_their_reasons(lists):
    out = run("screen", "Zorvax Dynamics", country="GB")

    assert "Zorvax Dynamics Ltd" in out
    assert "DEMO-DENIED" in out
    assert "Possible match: 1 in" in out


def test_screen_prints_a_clear(lists):
    assert "Clear: 0 in" in run("screen", "Contoso Bakery")


def test_screen_says_that_it_cannot_answer(db):
    assert "Unavailable: no list is in force" in run("screen", "Contoso Bakery")


def test_screen_refuses_an_unknown_country(db):
    with pytest.raises(CommandError, match="no country code"):
        run("screen", "Contoso Bakery", country="XX")


def test_expire_reviews_settles_cases_and_holds(lists, announced):
    case = make_case(at=T0)

    assert run("expire_reviews") == "1 case(s) and 0 hold(s) settled.\n"
    assert state_of(case) == "expired"


def test_retry_screenings(db, announced):
    screen_as(make_subject(), clean())

    assert run("retry_screenings") == "0 hold(s) ended.\n"


def test_rescreen_subjects(lists):
    make_live()

    assert run("rescreen_subjects") == "1 subject(s) screened.\n"


@pytest.mark.parametrize(
    "sweep",
    [
        tasks.expire_overdue,
        tasks.release_idle_claims,
        tasks.remind,
        tasks.retry_unavailable,
        tasks.rescreen_outdated,
        tasks.run_self_test,
    ],
)
def test_each_sweep_may_run_twice(lists, announced, sweep):
    make_case()
    make_live()

    sweep.call()
    sweep.call()

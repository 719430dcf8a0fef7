"""The sweeps of compliance: each may run at any time, twice, or late."""

from datetime import datetime, timedelta

from django.tasks import task

from compliance import holds, monitoring, review
from compliance.screening import readiness, self_test
from partnerhub.accounts.jobs import job_user
from partnerhub.clock import database_now, now

# So that one sweep ends before the next one begins, which goes on with the rest.
SWEEP = timedelta(seconds=25)


@task()
def expire_overdue() -> int:
    """Cases and holds whose 72 hours have passed (M15)."""
    at = database_now()
    return review.expire_overdue(at=at) + holds.expire_overdue(at=at, by=job_user("review-deadlines"))


@task()
def release_idle_claims() -> int:
    """Claims of 30 idle minutes."""
    return review.release_idle_claims(at=now())


@task()
def remind() -> int:
    """Service levels."""
    return review.remind(at=now())


@task()
def retry_unavailable() -> int:
    """Holds that wait for a screening (R5)."""
    return monitoring.retry_unavailable(at=now())


@task()
def rescreen_outdated() -> int:
    """Subjects that were not screened against the lists in force. Workers with nothing else to do take a share."""
    at = now()
    own, *others = monitoring.shares(at=at)
    until = (at + SWEEP).isoformat()
    for share in others:
        rescreen_share.enqueue(share.first, share.end, until)
    return monitoring.rescreen_outdated(at=at, seconds=SWEEP.total_seconds(), share=own)


@task()
def rescreen_share(first: str, end: str, until: str) -> int:
    """The subjects of one share. What is left `until` then is parted anew by the next sweep."""
    at = now()
    left = (datetime.fromisoformat(until) - at).total_seconds()
    share = monitoring.Share(first, end)
    return monitoring.rescreen_outdated(at=at, seconds=left, share=share) if left > 0 else 0


@task()
def run_self_test() -> bool:
    """The daily self-test (R7)."""
    at = now()
    loaded = readiness.look(at=at).loaded
    return loaded is not None and loaded.index is not None and self_test.run(loaded, at=at).passed

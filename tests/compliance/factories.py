"""Lists, subjects and cases for tests, made through the real functions."""

from __future__ import annotations

import csv
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from compliance import monitoring, reasons, review
from compliance.answer import Answer
from compliance.enums import CaseState, Disposition, Trigger
from compliance.lists import publish
from compliance.models import ListVersion, ReviewCase, Subject
from compliance.profile import PostalAddress, Profile
from compliance.screening import screen
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import Partner, User
from tests.conftest import T0, make_person

MINUTES = timedelta(minutes=1)
NOTE = "looked at both sides carefully"

# Fictional. The first is on a list that asks for four eyes, the second is not.
DENIED = {
    "id": "T-1",
    "name": "Zorvax Dynamics Ltd",
    "type": "org",
    "country": "GB",
    "address": "14 Lantern Quay, Port Aldwyn, GB",
    "list": "DEMO-DENIED",
    "citation": "Gazette 1",
}
WATCHED = {
    "id": "T-2",
    "name": "Glimmerstone Minerals Corporation",
    "type": "org",
    "country": "CA",
    "address": "88 Quartz Road, Glimmer Bay, CA",
    "list": "DEMO-WATCH",
    "citation": "Gazette 2",
}
PERSON = {
    "id": "T-3",
    "name": "Ossip Vreelandov",
    "type": "person",
    "country": "NO",
    "address": "",
    "list": "DEMO-WATCH",
    "citation": "Gazette 3",
}
LISTED = (DENIED, WATCHED, PERSON)
_COLUMNS = (
    "name",
    "aliases",
    "type",
    "country",
    "address",
    "citation",
    "list",
    "id",
    "start",
    "end",
    "remarks",
)

HOME = PostalAddress(line1="1 Baker Lane", city="Haifa", postal_code="31000", country="IL")
ELSEWHERE = PostalAddress(line1="22 Harbour Street", city="Lisbon", postal_code="1100", country="PT")


def publish_list(*rows: dict[str, str], slug: str = "demo", at: datetime = T0) -> ListVersion:
    """Put these entries in force, by default the three fictional ones; a smaller list is accepted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, _COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows or LISTED)
        done = publish.publish(
            slug, path, by=job_user("tests"), at=at, accept_shrink="as the test wants", source="simple"
        )
    return done.version


def clean(name: str = "Contoso Bakery", address: PostalAddress = HOME, **facts: str) -> Profile:
    """A profile that no entry resembles."""
    return Profile(name=name, address=address, **facts)


def listed(entry: dict[str, str] = WATCHED, address: PostalAddress = HOME, **facts: str) -> Profile:
    """A profile named as a listed party, by default one that a single person may approve."""
    return Profile(name=entry["name"], address=address, **facts)


def some_partner() -> tuple[Partner, User]:
    """Northwind and its admin, made where they are missing."""
    partner, _created = Partner.objects.get_or_create(slug="northwind", defaults={"name": "Northwind"})
    member = partner.memberships.select_related("user").first()
    return partner, member.user if member else make_person("alice", "full", partner)


def make_subject(label: str = "Contoso Bakery", *, at: datetime = T0) -> Subject:
    """A subject that was never screened."""
    partner, _admin = some_partner()
    return Subject.objects.create(partner=partner, label=label, created_at=at)


def screen_as(
    subject: Subject,
    profile: Profile,
    *,
    trigger: Trigger = Trigger.CREATE,
    by: User | None = None,
    at: datetime = T0,
    **facts: bool,
) -> Answer:
    """Ask as the partner does; for a live subject the profile in force is screened beside it."""
    subject.refresh_from_db()
    by = by or some_partner()[1]
    return screen.ask(
        profile,
        lambda found: screen.record(found, subject=subject, trigger=trigger, by=by, at=at, **facts),
        in_force=subject.in_force if subject.watched else None,
        at=at,
    )


def make_live(profile: Profile | None = None, *, label: str = "Contoso Bakery", at: datetime = T0) -> Subject:
    """A live subject, cleared with a profile and watched with it."""
    profile = profile or clean()
    subject = make_subject(label, at=at)
    screen_as(subject, profile, at=at)
    monitoring.watch(subject, profile, at=at)
    return subject


def make_case(
    profile: Profile | None = None,
    *,
    subject: Subject | None = None,
    trigger: Trigger = Trigger.CREATE,
    claimed_by: User | None = None,
    decided: Disposition | None = None,
    approved_by: User | None = None,
    refused_by: User | None = None,
    at: datetime = T0,
) -> ReviewCase:
    """A case as new, claimed, with every match decided, or approved or refused; lists must be in force."""
    profile = profile or listed()
    subject = subject or make_subject(profile.name, at=at)
    case = screen_as(subject, profile, trigger=trigger, at=at).case
    worker = claimed_by or approved_by or refused_by
    if worker:
        case = review.claim(case, by=worker, at=at)
    if approved_by:
        decided = Disposition.FALSE_POSITIVE
    if refused_by:
        decided = decided or Disposition.TRUE_MATCH
    if decided:
        decide_all(case, decided, by=worker, at=at)
    if approved_by:
        case = review.approve(case, by=approved_by, at=at, reason=reason_to_approve(), note=NOTE)
    if refused_by:
        case = review.refuse(case, by=refused_by, at=at, reason=reason_to_refuse(), note=NOTE)
    return ReviewCase.objects.get(pk=case.pk)


def decide_all(case: ReviewCase, disposition: Disposition, *, by: User, at: datetime = T0) -> None:
    """The same disposition for every match."""
    for match in case.matches.all():
        review.set_disposition(match, disposition, by=by, at=at)


def ready_to_approve(
    profile: Profile | None = None, *, by: User, at: datetime = T0, **facts: object
) -> ReviewCase:
    """Claimed, and every match a false positive."""
    return make_case(profile, claimed_by=by, decided=Disposition.FALSE_POSITIVE, at=at, **facts)  # type: ignore[arg-type]


def approve(case: ReviewCase, *, by: User, at: datetime = T0, **facts: object) -> ReviewCase:
    """Approve with a reason and note."""
    return review.approve(case, by=by, at=at, reason=reason_to_approve(), note=NOTE, **facts)  # type: ignore[arg-type]


def refuse(case: ReviewCase, *, by: User, at: datetime = T0, **facts: object) -> ReviewCase:
    """Refuse with a reason and note."""
    return review.refuse(case, by=by, at=at, reason=reason_to_refuse(), note=NOTE, **facts)  # type: ignore[arg-type]


def reason_to_approve() -> str:
    """A reason code for approvals."""
    reasons.ensure()
    return "different-place"


def reason_to_refuse() -> str:
    """A reason code for refusals."""
    reasons.ensure()
    return "listed-party"


def state_of(case: ReviewCase) -> str:
    """The state in the database."""
    return CaseState(ReviewCase.objects.values_list("state", flat=True).get(pk=case.pk)).value

"""Settles cases and holds whose 72 hours have passed."""

from typing import Any

from django.core.management.base import BaseCommand

from compliance import holds, review
from partnerhub.accounts.jobs import job_user
from partnerhub.clock import database_now


class Command(BaseCommand):
    help = "Settle review cases and screening holds whose 72 hours have passed."

    def handle(self, *args: Any, **options: Any) -> None:
        at = database_now()
        cases = review.expire_overdue(at=at)
        held = holds.expire_overdue(at=at, by=job_user("review-deadlines"))
        self.stdout.write(f"{cases} case(s) and {held} hold(s) settled.")

"""Loads the shipped country table and, unless told otherwise, the demo domain. Safe to repeat."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from partnerhub.accounts.jobs import job_user
from partnerhub.clock import now
from telephony import seeding


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="only the tables, no demo domain")

    def handle(self, *args: Any, no_demo: bool, **options: Any) -> None:
        by, at = job_user("seeding"), now()
        changed = seeding.seed_tables(by=by, at=at)
        self.stdout.write(f"country and location rows written: {changed}")
        if no_demo:
            return
        domain = seeding.seed_demo_domain(by=by, at=at)
        self.stdout.write(
            f"demo domain: {domain.numbers.count()} numbers" if domain else "demo domain: there already"
        )

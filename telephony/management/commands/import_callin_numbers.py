"""Replaces the numbers of a telephony domain by those of a file, all or nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerhub.accounts.jobs import job_user
from partnerhub.clock import now
from telephony import csv_import
from telephony.csv_format import FILE_BYTES_MAX, FileRefused
from telephony.models import TelephonyDomain
from telephony.usage import InUse


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", help="name of the telephony domain")
        parser.add_argument("file", help="CSV with 7 columns; - reads standard input")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.add_argument(
            "--confirm",
            default="",
            metavar="CODE",
            help="the code that was printed with the list of affected sites",
        )

    def handle(self, *args: Any, domain: str, file: str, dry_run: bool, confirm: str, **options: Any) -> None:
        row = TelephonyDomain.objects.filter(name__iexact=domain).first()
        if row is None:
            raise CommandError(f"There is no telephony domain named {domain!r}.")
        raw = _read(file)
        try:
            plan = csv_import.plan(row, raw)
            if not dry_run:
                plan = csv_import.take_in(row, raw, seen=confirm, by=job_user("telephony"), at=now())
        except FileRefused as refused:
            raise CommandError("\n".join(str(line) for line in refused.lines)) from None
        except InUse as in_use:
            raise CommandError(_affected(in_use, plan.seen)) from None
        self._report(plan, done=not dry_run)

    def _report(self, plan: csv_import.Plan, *, done: bool) -> None:
        for row in plan.rows:
            for warning in row.entry.warnings:
                self.stdout.write(f"line {row.line}: {warning}")
        new = sum(row.is_new for row in plan.rows)
        verb = "imported" if done else "would import"
        self.stdout.write(f"{verb} {len(plan.rows)} numbers: {new} new, {len(plan.removed)} removed")


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(FILE_BYTES_MAX + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(FILE_BYTES_MAX + 1)
    except OSError as unreadable:
        raise CommandError(f"{file}: {unreadable.strerror}") from None


def _affected(in_use: InUse, code: str) -> str:
    sites = "\n".join(f"- {site.label}: {site.number}" for site in in_use.sites)
    return (
        f"These sites use numbers that go; they keep them:\n{sites}\nTo go on, repeat with --confirm {code}"
    )

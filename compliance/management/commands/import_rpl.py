"""Takes in a restricted-party list file: shows what it changes, or on which lines it is broken."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from compliance.lists import publish
from compliance.lists.reading import Reading
from compliance.lists.refusals import RefusedFile
from compliance.lists.sources import files, formats
from compliance.models.restricted_list import ListVersion
from partnerhub.accounts.jobs import job_user
from partnerhub.accounts.models import User
from partnerhub.clock import now
from partnerhub.errors import DomainError

SHOWN_LINES = 50


class Command(BaseCommand):
    help = "Take in a restricted-party list file (plain, gzip, ZIP, or a folder) and put it in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        formats_known = [formats.AUTO, *(source.slug for source in formats.SOURCES)]
        add = parser.add_argument
        add("file", type=Path)
        add(
            "--source",
            choices=formats_known,
            default=formats.AUTO,
            help="format; default: what the file looks like",
        )
        add("--list", dest="slug", default="", help="list of the catalogue; default: that of the format")
        add("--yes", action="store_true", help="do not ask before the first version of a list")
        add("--accept-shrink", default="", metavar="REASON", help="why a much smaller file is right")
        add("--user", default="", metavar="EMAIL", help="who imports; default: the import job")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"There is no file {path}")
        try:
            published = self.take_in(path, options)
        except RefusedFile as refusal:
            self.show_lines(refusal)
            raise CommandError(str(refusal.message)) from refusal
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        self.show(published)

    def take_in(self, path: Path, options: dict[str, Any]) -> publish.Published:
        """The one domain call, with a progress bar on the terminal."""
        console = Console(file=sys.stderr)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("Reading", total=files.size_of(path))

            def ask(reading: Reading) -> bool:
                progress.stop()
                return options["yes"] or self.confirmed(reading)

            return publish.publish(
                options["slug"],
                path,
                by=importer(options["user"]),
                at=now(),
                source=options["source"],
                accept_shrink=options["accept_shrink"],
                confirm_first=ask,
                on_bytes=lambda count: progress.advance(bar, count),
            )

    def confirmed(self, reading: Reading) -> bool:
        """Show the counts of a first import, and ask (R3)."""
        self.stdout.write(f"First version of this list: {reading.rows} rows, {len(reading.parties)} parties.")
        self.show_counts(dict(reading.counts))
        if not sys.stdin.isatty():
            raise CommandError("Nobody is there to confirm the counts; give --yes when they are right.")
        return input("Put it in force? [y/N] ").strip().lower() in {"y", "yes"}

    def show(self, published: publish.Published) -> None:
        """What was done, on standard output."""
        version = published.version
        if not published.is_new:
            fetched = f"{version.fetched_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"{version}: the file says the same; only noted as fetched {fetched}.")
            return
        self.stdout.write(f"{version} is in force: {version.row_count} rows, {version.party_count} parties.")
        self.stdout.write(f"Added {version.added}, changed {version.changed}, removed {version.removed}.")
        self.show_counts(version.source_counts, before_of(version))

    def show_counts(self, counts: dict[str, int], before: dict[str, int] | None = None) -> None:
        """Rows per source list, beside those of the version before."""
        table = Table("Source list", "Rows", "Before")
        for code in sorted({*counts, *(before or {})}):
            table.add_row(code, str(counts.get(code, 0)), str(before.get(code, 0)) if before else "")
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]

    def show_lines(self, refusal: RefusedFile) -> None:
        """Each broken line, on standard error."""
        for line in refusal.lines[:SHOWN_LINES]:
            self.stderr.write(line)
        if unseen := len(refusal.lines[SHOWN_LINES:]) + refusal.more:
            self.stderr.write(f"... and {unseen} more")


def importer(email: str) -> User:
    """The person of this e-mail address, or the import job."""
    if not email:
        return job_user("list-import")
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"There is no user {email}")
    return user


def before_of(version: ListVersion) -> dict[str, int] | None:
    """Rows per source list of the version before, if there was one."""
    before = ListVersion.objects.filter(
        restricted_list=version.restricted_list, number=(version.number or 0) - 1
    ).first()
    return before.source_counts if before else None

"""Threshold and weights at a terminal: the versions, a new one, what it would change, and putting it in force."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from compliance.models import Publication, ScreeningSettings
from compliance.screening import engines, trial, tuning
from compliance.screening.review_share import review_share
from compliance.screening.trial import Change, Trial
from partnerhub.accounts.models import User
from partnerhub.clock import now
from partnerhub.errors import DomainError

SHOWN = 50


class Command(BaseCommand):
    help = "Show the versions of threshold and weights; add one, see what it would change, put it in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="every version; the one in force is marked")
        add = actions.add_parser("add", help="write down a version; it is not in force yet")
        add.add_argument("--threshold", type=float, help="0 to 1; default: as the engine ships")
        add.add_argument(
            "--weight",
            action="append",
            default=[],
            metavar="FEATURE=NUMBER",
            help="in place of the shipped one; may be given several times",
        )
        add.add_argument("--note", required=True, help="what it is for, 10 characters or more")
        _add_user(add)
        tried = actions.add_parser("try", help="what the version would change; nothing is written")
        tried.add_argument("version", type=int)
        tried.add_argument("--limit", type=_count, metavar="NUMBER", help="only the newest so many subjects")
        put = actions.add_parser("put-in-force", help="from now on, for everybody")
        put.add_argument("version", type=int)
        put.add_argument("--reason", required=True, help="10 characters or more")
        _add_user(put)

    def handle(self, *args: Any, **options: Any) -> None:
        action = {
            "list": self.show_all,
            "add": self.add,
            "try": self.try_out,
            "put-in-force": self.put_in_force,
        }[options["action"]]
        try:
            action(options)
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal

    def show_all(self, options: dict[str, Any]) -> None:
        """The versions, newest first."""
        publication = Publication.current()
        table = Table("Version", "Threshold", "Weights", "Note", "By", "In force")
        for version in ScreeningSettings.objects.select_related("created_by"):
            is_in_force = version.pk == publication.settings_id
            since = publication.settings_since
            table.add_row(
                str(version.version),
                "as shipped" if version.threshold is None else f"{version.threshold:g}",
                json.dumps(version.weights) if version.weights else "as shipped",
                version.note,
                str(version.created_by or ""),
                (f"since {since:%Y-%m-%d %H:%M} UTC" if since else "yes") if is_in_force else "",
            )
        self.print(table)
        shipped = engines.threshold_of(None)
        self.stdout.write(f"Shipped with {engines.name_and_version()}: threshold {shipped:g}.")
        found = review_share()
        self.stdout.write(
            f"Of {found.screened} customers screened with what is in force {found.matching} match"
            f" at threshold {found.threshold:g}."
        )
        if found.of_few is not None:
            self.stdout.write(f"1 % would at {found.of_many:.3f}, 0.5 % at {found.of_few:.3f}.")

    def add(self, options: dict[str, Any]) -> None:
        version = tuning.add(
            threshold=options["threshold"],
            weights=dict(map(_weight, options["weight"])),
            note=options["note"],
            by=_person(options["user"]),
            at=now(),
        )
        self.stdout.write(f"Version {version.version} is written down; it is not in force.")

    def try_out(self, options: dict[str, Any]) -> None:
        version, console = _version(options["version"]), Console(file=sys.stderr)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("Scoring", total=trial.how_many(options["limit"]))
            tried = trial.what_would_change(
                version, at=now(), limit=options["limit"], on_each=lambda: progress.advance(bar)
            )
        self.show_trial(tried)

    def put_in_force(self, options: dict[str, Any]) -> None:
        version = _version(options["version"])
        tuning.put_in_force(version, by=_person(options["user"]), at=now(), reason=options["reason"])
        self.stdout.write(f"Version {version.version} is in force; everybody is screened again with it.")

    def show_trial(self, tried: Trial) -> None:
        for title, changes in (
            ("Would become possible matches", tried.would_match),
            ("Would no longer be possible matches", tried.would_not_match),
            ("Would match other parties", tried.would_match_otherwise),
        ):
            self.stdout.write(f"{title}: {len(changes)}")
            if changes:
                self.print(_table_of(changes[:SHOWN]))
            if len(changes) > SHOWN:
                self.stdout.write(f"... and {len(changes) - SHOWN} more")
        self.stdout.write(
            f"Of {tried.asked} customers {tried.matching_before} match by the settings in force,"
            f" {tried.matching_after} by the new ones. Open cases stay open."
        )

    def print(self, table: Table) -> None:
        width = None if self.stdout.isatty() else 160
        Console(file=cast(IO[str], self.stdout), width=width, markup=False, emoji=False).print(table)


def _table_of(changes: list[Change]) -> Table:
    table = Table("Customer", "Would match", "Score", "Would no longer match")
    for change in changes:
        table.add_row(
            change.screening.subject.label,
            "\n".join(pair.name for pair in change.appears),
            "\n".join(f"{pair.score:.3f}" for pair in change.appears),
            "\n".join(pair.name for pair in change.vanishes),
        )
    return table


def _add_user(parser: ArgumentParser) -> None:
    parser.add_argument("--user", required=True, metavar="EMAIL", help="who does it: an operator or RPL lead")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _weight(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError as error:
        raise CommandError(f"--weight {text!r} is not FEATURE=NUMBER.") from error


def _version(number: int) -> ScreeningSettings:
    found = ScreeningSettings.objects.filter(version=number).first()
    if found is None:
        raise CommandError(f"There is no version {number} of the screening settings.")
    return found


def _person(email: str) -> User:
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"There is no user {email}")
    return user

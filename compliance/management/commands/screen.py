"""Asks the lists for a name at a terminal; nothing is written."""

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django_countries import countries
from rich.console import Console
from rich.table import Table

from compliance.profile import PostalAddress, Profile
from compliance.screening import screen
from compliance.screening.found import Finding, Found


class Command(BaseCommand):
    help = "Show which listed parties resemble a name, and why. Writes nothing, opens no case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--country", default="", help="ISO 3166-1 alpha-2")
        parser.add_argument("--address", default="", help="one line")
        parser.add_argument("--administrator", default="", help="a person's full name")

    def handle(self, *args: Any, **options: Any) -> None:
        country = options["country"].strip().upper()
        if country and country not in dict(countries):
            raise CommandError(f"{options['country']!r} is no country code of ISO 3166-1.")
        address = PostalAddress(line1=options["address"], country=country)
        found = screen.find(Profile(options["name"], address, administrator=options["administrator"]))
        self.show(found)

    def show(self, found: Found) -> None:
        # Names are shown as they are: what stands in brackets or between colons is no markup.
        width = None if self.stdout.isatty() else 160
        console = Console(file=cast(IO[str], self.stdout), width=width, markup=False, emoji=False)
        if found.findings:
            console.print(table_of(found))
        for listed in found.lists:
            console.print(f"{listed['list']} version {listed['version']}, {listed['rows']} rows")
        console.print(f"{found.engine} {found.engine_version}, threshold {found.threshold:.3f}")
        if found.best_below and not found.findings:
            console.print(f"Best below: {found.best_below['entry_key']}, {found.best_below['score']:.3f}")
        console.print(summary_of(found))


def table_of(found: Found) -> Table:
    """Candidates with their explanation, best first."""
    table = Table("Score", "Tier", "List", "Party", "Matched", "Why")
    for finding in found.findings:
        table.add_row(*row_of(finding))
    return table


def row_of(finding: Finding) -> tuple[str, ...]:
    """One candidate."""
    return (
        f"{finding.score:.3f}",
        finding.tier.replace("_", " "),
        finding.source,
        finding.name,
        finding.matched,
        finding.sentence,
    )


def summary_of(found: Found) -> str:
    """The outcome in a sentence."""
    if found.unavailable_reason:
        return f"Unavailable: {found.unavailable_reason.label}. {found.unavailable_detail}".strip()
    more = " The search was not complete." if found.truncated else ""
    return f"{found.outcome.label}: {len(found.findings)} in {found.duration_ms:.1f} ms.{more}"

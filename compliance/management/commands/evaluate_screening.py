"""Asks labelled queries of the lists in force: what is found, what is raised falsely, and what is missed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from compliance.lists.index_store import LoadedIndex
from compliance.screening import engines, evaluation, labelled, tuning
from compliance.screening.evaluation import Evaluation
from compliance.screening.labelled import LabelledQuery
from partnerhub.clock import now
from partnerhub.errors import DomainError

THRESHOLDS = tuple(step / 100 for step in range(50, 96, 5))


class Command(BaseCommand):
    help = "Recall, false alarms and F1 over thresholds and per kind of change, on a CSV of labelled queries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "queries",
            type=Path,
            help="CSV, plain or gzip: label (1 or 0), name, targets (keys of listed parties, | between);"
            " country, address, transform, group may be left out",
        )
        parser.add_argument(
            "--thresholds",
            type=_thresholds,
            default=THRESHOLDS,
            metavar="0.6,0.7,…",
            help="default: 0.50 to 0.95; the one in force is always among them",
        )
        parser.add_argument("--misses", type=int, default=20, metavar="N", help="how many to show")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["queries"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}")
        try:
            queries, loaded = labelled.read(path), tuning.lists_in_force()
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        if loaded.index is None:
            raise CommandError("No list is in force; import one first.")
        in_force = engines.threshold_of(loaded.settings)
        thresholds = sorted({*options["thresholds"], in_force})
        done = self.ask(queries, loaded, thresholds)
        self.show(done, thresholds, in_force)
        self.show_misses(done, in_force, options["misses"])
        if unlisted := evaluation.unlisted(queries, loaded):
            self.stdout.write(f"{unlisted} queries name only parties that are on no list in force.")

    def ask(self, queries: list[LabelledQuery], loaded: LoadedIndex, thresholds: list[float]) -> Evaluation:
        """The one domain call, with a progress bar on the terminal."""
        console = Console(file=sys.stderr)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("Asking", total=len(queries))
            return evaluation.evaluate(
                queries, loaded, thresholds, at=now(), on_each=lambda: progress.advance(bar)
            )

    def show(self, done: Evaluation, thresholds: list[float], in_force: float) -> None:
        """Threshold by threshold, then per kind of change at the one in force."""
        hard = sum(each.query.is_hard for each in done.negatives)
        self.stdout.write(
            f"{len(done.positives)} listed, {len(done.negatives) - hard} ordinary and {hard} hard negatives;"
            f" {engines.name_and_version()}."
        )
        table = Table("Threshold", "Recall", "False alarms", "Of the hard", "F1")
        for threshold in thresholds:
            point = done.at(threshold)
            shares = (point.recall, point.false_alarms, point.hard_alarms)
            mark = " in force" if threshold == in_force else ""
            table.add_row(f"{threshold:.3g}{mark}", *(f"{each:.2%}" for each in shares), f"{point.f1:.4f}")
        self.print(table)
        kinds = Table("Kind of change", "Queries", f"Recall at {in_force:.3g}")
        for kind, (recall, count) in done.recall_by_change(in_force).items():
            kinds.add_row(kind, str(count), f"{recall:.2%}")
        self.print(kinds)

    def show_misses(self, done: Evaluation, in_force: float, most: int) -> None:
        """What should have been found, with what came back first."""
        misses = done.misses(in_force)
        self.stdout.write(f"{len(misses)} missed at {in_force:.3g}.")
        if not misses or most < 1:
            return
        table = Table("Line", "Name", "Change", "Its score", "Best found")
        for each in misses[:most]:
            table.add_row(
                str(each.query.line),
                each.query.profile.name,
                each.query.change,
                f"{each.reach:.3f}" if each.reach > evaluation.NOT_FOUND else "",
                f"{each.best[0]} {each.best[1]:.3f}" if each.best else "",
            )
        self.print(table)

    def print(self, table: Table) -> None:
        width = None if self.stdout.isatty() else 160
        Console(file=cast(IO[str], self.stdout), width=width, markup=False, emoji=False).print(table)


def _thresholds(text: str) -> tuple[float, ...]:
    try:
        chosen = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no list of numbers like 0.6,0.7") from error
    if not all(0 < each < 1 for each in chosen):
        raise ArgumentTypeError(f"{text!r}: a threshold lies between 0 and 1")
    return chosen

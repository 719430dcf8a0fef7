"""Writes the numbers of a telephony domain as a CSV file that can be imported again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from telephony import csv_import
from telephony.models import TelephonyDomain


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", help="name of the telephony domain")
        parser.add_argument(
            "file", nargs="?", default="-", help="where to; - or nothing writes to standard output"
        )

    def handle(self, *args: Any, domain: str, file: str, **options: Any) -> None:
        row = TelephonyDomain.objects.filter(name__iexact=domain).first()
        if row is None:
            raise CommandError(f"There is no telephony domain named {domain!r}.")
        content = csv_import.export(row)
        if file == "-":
            self.stdout.write(content.decode("utf-8-sig"), ending="")
            return
        try:
            Path(file).write_bytes(content)
        except OSError as refused:
            raise CommandError(f"{file}: {refused.strerror}") from None

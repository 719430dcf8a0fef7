"""Screens live and waiting subjects again that were not screened against the lists in force."""

from typing import Any

from django.core.management.base import BaseCommand

from compliance import monitoring
from partnerhub.clock import now


class Command(BaseCommand):
    help = "Screen again whoever was not screened against the lists in force; resumes where it stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        while screened := monitoring.rescreen_outdated(at=now()):
            total += screened
        self.stdout.write(f"{total} subject(s) screened.")

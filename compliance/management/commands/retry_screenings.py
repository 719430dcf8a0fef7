"""Tries the screenings again that were not possible."""

from typing import Any

from django.core.management.base import BaseCommand

from compliance import monitoring
from partnerhub.clock import now


class Command(BaseCommand):
    help = "Try again the screenings that were unavailable."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{monitoring.retry_unavailable(at=now())} hold(s) ended.")

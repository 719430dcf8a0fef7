"""The error reference, from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import get_resolver

from partnerhub.errors import all_kinds


class Command(BaseCommand):
    help = "Print every failure: number, HTTP status, sentence."

    def handle(self, *args: Any, **options: Any) -> None:
        _ = get_resolver().url_patterns  # Loads every module that serves a request, and with it its failures.
        for kind in sorted(all_kinds(), key=lambda kind: kind.code):
            self.stdout.write(f"{kind.code}\t{kind.status}\t{kind.readable()}")

"""The error reference, from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import get_resolver

from partnerhub.errors import DomainError


class Command(BaseCommand):
    help = "Print every failure: number, HTTP status, sentence."

    def handle(self, *args: Any, **options: Any) -> None:
        _ = get_resolver().url_patterns  # Loads every module that serves a request, and with it its failures.
        for kind in sorted(_all_kinds(DomainError), key=lambda kind: kind.code):
            sentence = str(kind.sentence) or " ".join((kind.__doc__ or "").split())
            self.stdout.write(f"{kind.code}\t{kind.status}\t{sentence}")


def _all_kinds(base: type[DomainError]) -> list[type[DomainError]]:
    kinds = []
    for kind in base.__subclasses__():
        kinds += [kind] if "code" in vars(kind) else []
        kinds += _all_kinds(kind)
    return kinds

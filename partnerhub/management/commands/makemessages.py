"""Collects texts as Django does, and the sentences of failures, which stand as their docstrings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages
from django.urls import get_resolver

from partnerhub.errors import all_kinds


class Command(makemessages.Command):
    """For as long as it runs, the docstrings lie as marked texts in a file of their own."""

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "partnerhub" / "sentences_of_failures.py"
        path.write_text("\n".join(f"gettext_noop({text!r})" for text in sentences()), encoding="utf-8")
        try:
            super().handle(*args, **options)
        finally:
            path.unlink()


def sentences() -> Iterator[str]:
    """The docstring of every failure that has no `sentence`."""
    _ = get_resolver().url_patterns  # Loads every module that serves a request, and with it its failures.
    kinds = sorted(all_kinds(), key=lambda kind: kind.code)
    yield from (kind.docstring() for kind in kinds if not kind.sentence)

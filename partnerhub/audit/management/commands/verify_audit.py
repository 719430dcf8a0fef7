"""Checks the history against its seals."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerhub.audit import seals
from partnerhub.audit.models import AuditEvent
from partnerhub.clock import now


class Command(BaseCommand):
    help = "Check the history against its seals; names what was changed, removed or left unsealed."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(seals.verify(at=now()))
        for finding in findings:
            self.stderr.write(f"{finding.where}: {finding.what}")
        if findings:
            raise CommandError(f"{len(findings)} finding(s) in the history.")
        self.stdout.write(f"{AuditEvent.objects.count()} events, all as they were written.")

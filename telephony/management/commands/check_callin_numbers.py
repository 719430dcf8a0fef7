"""Reports numbers that the numbering plans no longer know, or know otherwise. Changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from telephony.models import CallInNumber
from telephony.numbers import is_still_valid


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for number in CallInNumber.objects.select_related("domain"):
            for trouble in _troubles(number):
                found += 1
                self.stdout.write(f"{number.domain.name}\t{number.e164}\t{trouble}")
        self.stdout.write(f"{found} found")


def _troubles(number: CallInNumber) -> list[str]:
    troubles = []
    if not is_still_valid(number.e164):
        troubles.append("not in the numbering plan")
    if number.contradicts_numbering_plan:
        troubles.append(f"kept as {number.toll_type}, by numbering plan {number.inferred_toll_type}")
    return troubles

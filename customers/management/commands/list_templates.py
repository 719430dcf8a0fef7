"""`manage.py list_templates --partner SLUG`: the provisioning ids that a partner's orders may name."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.models import OnboardingTemplate
from partnerhub.accounts.models import Partner


class Command(BaseCommand):
    help = "Prints provisioningId<TAB>name, a line for each template in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partner", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            partner = Partner.objects.get(slug=options["partner"])
        except Partner.DoesNotExist:
            raise CommandError(f"There is no partner {options['partner']}.") from None
        for template in OnboardingTemplate.objects.usable_by(partner).in_use():
            self.stdout.write(f"{template.provisioning_id}\t{template.name}")

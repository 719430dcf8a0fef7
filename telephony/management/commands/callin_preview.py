"""Which number would a customer in this country get, and why?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerhub.errors import Invalid
from telephony import directory, iso3166
from telephony.models import TelephonyDomain


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", help="ISO 3166-1 alpha-2, such as IL")
        parser.add_argument(
            "--domain", default="", help="name of the telephony domain; without: the default domain"
        )

    def handle(self, *args: Any, country: str, domain: str, **options: Any) -> None:
        try:
            iso3166.check_country(country)
        except Invalid as invalid:
            raise CommandError(str(invalid.message)) from None
        found = directory.call_in_defaults(country, _domain_named(domain))
        for number in found.numbers:
            self.stdout.write(f"{number.display}\t{number.toll_type}\t{number.label}")
        location = f", location {found.location}" if found.location else ""
        self.stdout.write(f"reason: {found.reason}{location}, rule {found.rule_version}")
        for line in found.trace:
            self.stdout.write(f"- {line}")


def _domain_named(name: str) -> TelephonyDomain | None:
    if not name:
        return None
    domain = TelephonyDomain.objects.filter(name__iexact=name).first()
    if domain is None:
        raise CommandError(f"There is no telephony domain named {name!r}.")
    return domain

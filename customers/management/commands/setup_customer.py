"""manage.py setup_customer ID: the setup tool on the command line (M16)."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers import setup
from customers.models import Customer
from customers.provisioning import worker
from partnerhub.accounts.jobs import job_user
from partnerhub.api import ids
from partnerhub.clock import database_now
from partnerhub.errors import DomainError


class Command(BaseCommand):
    help = "Does what is missing of a customer's set-up and repeats nothing; prints the checklist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("customer", help="the customer's id, as in the API or as a plain uuid")
        parser.add_argument("--show", action="store_true", help="print the checklist and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        customer = Customer.objects.filter(pk=_uuid(options["customer"])).first()
        if customer is None:
            raise CommandError("There is no such customer.")
        if not options["show"]:
            self._run(customer)
        for item in setup.checklist(customer).items:
            self.stdout.write(f"{item.state:8} {item.kind} {item.of} {item.detail}".rstrip())

    def _run(self, customer: Customer) -> None:
        try:
            setup.run(customer, by=job_user("setup-tool"), at=database_now())
        except DomainError as refusal:
            raise CommandError(f"{refusal.code}: {refusal.message}") from None
        worker.provision_customer(customer.pk, at=database_now())
        customer.refresh_from_db()


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        pass  # Not a plain one: as the API writes it.
    try:
        return ids.decode(text, *ids.CUSTOMER_KINDS)
    except ids.UnknownId:
        raise CommandError("There is no such customer.") from None

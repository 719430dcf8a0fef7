"""manage.py deliver_webhooks: send by hand what the worker sends by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from customers.webhooks import delivery
from partnerhub.clock import database_now


class Command(BaseCommand):
    help = "Sends whatever webhooks have to be told at this moment. Safe beside a running worker."

    def handle(self, *args: Any, **options: Any) -> None:
        tried = delivery.deliver_waiting(at=database_now())
        self.stdout.write(f"{tried} tries")

"""manage.py provision_customers: work off by hand what the worker does by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from customers.provisioning import worker
from partnerhub.clock import database_now


class Command(BaseCommand):
    help = "Does whatever the platform has to do for customers at this moment. Safe beside a running worker."

    def handle(self, *args: Any, **options: Any) -> None:
        tried = worker.provision_waiting(at=database_now())
        self.stdout.write(f"{tried} steps")

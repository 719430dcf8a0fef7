"""A process of its own whose workers are killed with signal 9, one for each customer and moment named on
stdin.

In: {"<customer id>": "before:3", …}. Out: how each worker ended, and what the platform then holds.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
django.setup()

from customers.models import Customer, Organization  # noqa: E402
from customers.platform.faulty import DeadlyPlatform  # noqa: E402
from customers.provisioning import worker  # noqa: E402
from tests.other_process import ended_by  # noqa: E402


def work(customer_id, kills, at):
    """Provision a customer, on a platform that kills."""
    os.environ["FAULTY_PLATFORM_KILLS"] = kills
    worker.provision_customer(customer_id, at=at, platform=DeadlyPlatform())


def holdings(customer_id):
    """What there is of a customer, here and on the platform."""
    customer = Customer.objects.get(pk=customer_id)
    organizations = Organization.objects.filter(reference=str(customer_id))
    organization = organizations.get()
    return {
        "status": customer.status,
        "organizations": [str(one.pk) for one in organizations] == [str(customer.org_id)],
        "sites": organization.site.numbers == customer.meeting_site.numbers_in_force,
        "licences": organization.licences.count(),
        "locations": organization.locations.count(),
        "people": organization.people.count(),
        "steps": dict.fromkeys(customer.steps.values_list("state", flat=True)) == {"done": None},
    }


def main():
    answer = {}
    for customer_id, kills in json.load(sys.stdin).items():
        at = Customer.objects.get(pk=customer_id).created_at
        first = ended_by(partial(work, customer_id, kills, at))
        # The lease of the killed worker is out after a minute.
        second = ended_by(partial(work, customer_id, "", at + timedelta(seconds=61)))
        answer[customer_id] = {"ended": [first, second], **holdings(customer_id)}
    json.dump({"customers": answer, "organizations": Organization.objects.count()}, sys.stdout)


if __name__ == "__main__":
    main()

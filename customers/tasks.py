"""Jobs of customers. Each names a row or sweeps, and may run twice."""

from uuid import UUID

import structlog
from django.tasks import task

from customers import attached_names, organizations
from customers.provisioning import claims, worker
from customers.webhooks import delivery
from partnerhub.clock import database_now, now

log = structlog.get_logger(__name__)


@task()
def provision_customer(customer_id: str) -> int:
    """Work off what the platform has to do for this customer; returns the number of steps tried."""
    tried = 0
    while worker.provision_next(UUID(customer_id), at=database_now()):
        tried += 1
    return tried


@task()
def provision_waiting() -> int:
    """Work off whatever is due and unclaimed, whoever was to do it; returns the number of customers."""
    waiting = claims.due_customers(at=database_now(), limit=worker.BATCH)
    for customer_id in waiting:
        try:
            provision_customer.func(str(customer_id))
        except Exception:
            # One customer that cannot be worked does not keep the others waiting.
            log.exception("provisioning_stopped", customer=str(customer_id))
    return len(waiting)


@task()
def deliver_webhooks() -> int:
    """Send whatever webhooks have to be told; returns the number of tries."""
    return delivery.deliver_waiting(at=database_now())


@task()
def forget_old_deliveries() -> int:
    """Delete the log of deliveries after 30 days; returns how many went."""
    return delivery.forget_old(at=database_now())


@task()
def read_missing_names() -> int:
    """Names of attached organizations that the platform did not tell when it was asked."""
    return attached_names.read_missing(at=now())


@task()
def remove_organizations() -> int:
    """Remove the organizations that shall go; returns how many went."""
    return organizations.remove_due(at=database_now())

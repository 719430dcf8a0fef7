"""What the API does in the background."""

from django.tasks import task

from partnerhub.api import idempotency
from partnerhub.clock import now


@task
def forget_old_requests() -> int:
    """Forget answers to repeatable requests after a day."""
    return idempotency.forget_old(at=now())

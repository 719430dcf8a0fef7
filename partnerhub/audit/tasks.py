"""The sealing job."""

from django.tasks import task

from partnerhub.audit import seals
from partnerhub.clock import now


@task()
def seal() -> int:
    """Seal what is unsealed."""
    return seals.seal(at=now())

"""The frame's own housekeeping."""

from django.core.management import call_command
from django.tasks import task


@task()
def tidy_up() -> None:
    """Remove what has served its time: finished jobs, expired tokens and sessions. Our own rows are never touched."""
    call_command("ox_prune", older_than="1d", verbosity=0)
    call_command("cleartokens", verbosity=0)
    call_command("clearsessions", verbosity=0)

"""How jobs are queued: the library's way, with an INSERT that is put together once."""

from __future__ import annotations

from typing import Any

from django.tasks import Task, TaskResult
from django.utils import timezone
from django_ox.backend import OxBackend
from django_ox.models import OxTask
from django_ox.results import task_result_from_db

from partnerhub.inserts import insert
from partnerhub.keys import new_key


class JobQueue(OxBackend):
    """Queues in the transaction of the change that asks for the job."""

    def enqueue(self, task: Task, args: list[Any], kwargs: dict[str, Any]) -> TaskResult:
        """One job; it runs once the transaction is committed."""
        self.validate_task(task)
        row = self._row(task, args, kwargs, timezone.now())
        row.id = new_key()
        insert(OxTask, **{name: value for name, value in vars(row).items() if name != "_state"})
        return task_result_from_db(row, task=task)

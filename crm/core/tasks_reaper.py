"""Tasks that a killed worker left behind are taken up again.

A worker holds an advisory lock, on a connection of its own, for as long as it lives. PostgreSQL lets go of the lock
when the process is gone, however it went, so a running task whose worker's lock is free has lost its worker.
Source: django-tasks-db issue #46 (a killed worker's task stays "running" for ever).
"""

import contextlib
import hashlib
from collections.abc import Iterator

import structlog
from django.db import connection, transaction
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

MOST_ATTEMPTS = 3
"""A task that has taken so many workers with it is given up."""

log = structlog.get_logger(__name__)


class WorkerLost(Exception):
    """The task was given up: each worker that tried it died."""


@contextlib.contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Hold the lock that says that this worker lives."""
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_lock_number(worker_id)])
        yield
    finally:
        holder.close()


@transaction.atomic
def requeue_abandoned() -> int:
    """Make running tasks ready again whose last worker is gone. One query, and two a task found.

    Returns:
        How many were made ready; tasks at their last attempt fail instead and are not counted.
    """
    count = 0
    for task in DBTaskResult.objects.running().select_for_update(skip_locked=True):
        if not task.worker_ids or not _is_free(_lock_number(task.worker_ids[-1])):
            continue
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            task.set_failed(WorkerLost(f"{len(task.worker_ids)} workers died while they ran this task."))
            log.error("task_given_up", task=task.task_path, task_id=str(task.pk))
            continue
        task.status, task.started_at = TaskResultStatus.READY, None
        task.save(update_fields=["status", "started_at"])
        log.warning("task_taken_up_again", task=task.task_path, task_id=str(task.pk), attempt=len(task.worker_ids))
        count += 1
    return count


def _lock_number(worker_id: str) -> int:
    """PostgreSQL names advisory locks by a signed 64-bit number."""
    return int.from_bytes(hashlib.sha256(f"task worker {worker_id}".encode()).digest()[:8], signed=True)


def _is_free(lock_number: int) -> bool:
    """Whether nobody holds the lock; taking it for this transaction is how to ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_number])
        return cursor.fetchone()[0]

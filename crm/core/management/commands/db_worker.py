"""django-tasks-db's worker, which first takes up what killed workers left."""

from django_tasks_db.management.commands import db_worker

from crm.core import tasks_reaper


class Command(db_worker.Command):
    """Run background tasks until stopped."""

    def handle(self, *, worker_id: str, **options) -> None:
        """As the original, holding the sign of life that the next worker looks for."""
        with tasks_reaper.alive(worker_id):
            tasks_reaper.requeue_abandoned()
            super().handle(worker_id=worker_id, **options)

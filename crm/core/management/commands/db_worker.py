"""django-tasks-db's worker, which first takes up what killed workers left."""

import logging

from django_tasks_db.management.commands import db_worker

from crm.core import tasks_reaper
from crm.core.logging import TASK_LOGGERS


class Command(db_worker.Command):
    """Run background tasks until stopped."""

    def configure_logging(self, verbosity: int) -> None:
        """As the original, but a line for each task only with `--verbosity 2`; what goes wrong is always said."""
        super().configure_logging(verbosity)
        if verbosity == 1:
            for name in TASK_LOGGERS:
                logging.getLogger(name).setLevel(logging.WARNING)

    def handle(self, *, worker_id: str, **options) -> None:
        """As the original, holding the sign of life that the next worker looks for."""
        with tasks_reaper.alive(worker_id):
            tasks_reaper.requeue_abandoned()
            super().handle(worker_id=worker_id, **options)

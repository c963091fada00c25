import signal
import threading

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from crm.desk.periodic import run_due

PAUSE = 15
"""Seconds between two looks at the clock."""

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Start periodic jobs (digests, mailbox, tidying) when they are due, until stopped. Several may run: each job is started once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="start what is due now, then end; for a scheduler of your own")

    def handle(self, *, once: bool, **options) -> None:
        if once:
            self.stdout.write(", ".join(run_due(timezone.now())) or "Nothing was due.")
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            try:
                run_due(timezone.now())
            except (OperationalError, InterfaceError) as error:  # the database restarts: look again after the pause
                log.warning("clock_without_database", kind=type(error).__name__)
            connections.close_all()
            stopping.wait(PAUSE)

"""A real web server for browser tests and tests of what happens between processes: gunicorn, on its own database."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from crm import env
from crm.server import cluster
from tests.support import databases


@dataclass(frozen=True)
class LiveSite:
    """A running site.

    Attributes:
        url: Its address, without a slash at the end.
        database: The name of its database.
        password: The password of every example sign-in.
    """

    url: str
    database: str
    password: str = databases.EXAMPLE_PASSWORD

    def database_url(self, role: str = cluster.OWNER) -> str:
        """The address of its database for `role`."""
        return databases.url(role, self.database)

    def manage(self, *arguments: str) -> None:
        """Run a `manage.py` command on its database."""
        databases.run_command(*arguments, database=self.database)


@contextlib.contextmanager
def serve(template: str, name: str) -> Iterator[LiveSite]:
    """Copy `template` to database `name` and serve it until the block ends; the copy is dropped then."""
    databases.copy_database(template, name)
    try:
        with web_server(name) as address:
            yield LiveSite(address, name)
    finally:
        databases.drop_database(name)


@contextlib.contextmanager
def web_server(database: str) -> Iterator[str]:
    """gunicorn with one worker on `database`, which stays; gives its address. Several may serve one database."""
    with socket.create_server(("127.0.0.1", 0)) as listening, tempfile.TemporaryFile() as log:
        address = f"http://localhost:{listening.getsockname()[1]}"
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "crm.wsgi:application", "--bind", f"fd://{listening.fileno()}", "--threads", "4", "--workers", "1"],
            cwd=env.PROJECT,
            env={**databases.environment(database), "BASE_URL": address},
            pass_fds=[listening.fileno()],
            stdout=log,
            stderr=log,
        )
        try:
            _first_answer(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _first_answer(address: str, process: subprocess.Popen, log) -> None:  # noqa: ANN001
    """The socket already listens, so the first request waits in it until gunicorn has started."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=60) as answer:  # noqa: S310
            answer.read()
    except OSError as error:
        process.terminate()
        log.seek(0)
        raise RuntimeError(f"gunicorn does not answer: {log.read().decode(errors='replace')[-8000:]}") from error


def run_name(purpose: str) -> str:
    """A database name that says which process it belongs to, so that leftovers of killed runs can be told."""
    return f"test_run_{os.getpid()}_{purpose}"

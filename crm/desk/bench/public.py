"""Public pages: kept ones from a real web server, new ones beside a plain Wagtail page of the same size."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from crm import env
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject, answered, queries_of

PAGE = "/our-involvement-work/"
OPTIONS = ["--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket", "--log-level=warning"]
"""As in `crm.server.supervisor`."""
READERS = 2
REQUESTS = 100
"""Of each reader in one call."""


def kept_page(subject: Subject, name: str) -> Row:
    """Requests a second, as the time of many: twice the time of a hello is half of its requests a second."""
    with served("crm.wsgi:application") as ours, served("crm.desk.bench.hello:application") as hello:
        timing = alternate(lambda: _read_often(ours, PAGE), lambda: _read_often(hello, "/"), least=9, most=41, seconds=60)
    per_second = READERS * REQUESTS * 1000 / timing.ours_ms
    limits = Limits(ratio=2, growth=1.5)
    return Row(name, subject.size, "bare WSGI hello, same gunicorn", timing, limits, note=f"{READERS * REQUESTS} requests; {per_second:,.0f} a second")


def new_page(subject: Subject, name: str) -> Row:
    """With a query in the address nothing is kept."""
    reader = type(subject.client)(SERVER_NAME="localhost")
    ours = _getting(reader, PAGE + "?new=1")
    size = len(ours().content)
    timing = alternate(ours, subject.floor("/wagtail" + PAGE, size=size))
    return Row(name, subject.size, "plain Wagtail page", timing, Limits(ratio=1.2, queries=50, growth=1.5), queries_of(ours), note=f"{size:,} bytes")


def _getting(client, address: str) -> Callable:  # noqa: ANN001
    return lambda: answered(client.get(address))


@contextlib.contextmanager
def served(application: str) -> Iterator[int]:
    """gunicorn as the supervisor starts it; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, f"--bind=fd://{listening.fileno()}", *OPTIONS],
            cwd=env.PROJECT,
            env={name: value for name, value in os.environ.items() if not name.startswith("CONNECT_")},
            pass_fds=[listening.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _read_often(port: int, path: str) -> None:
    """Readers side by side, each on one connection that stays open."""
    with ThreadPoolExecutor(READERS) as readers:
        for reading in [readers.submit(_read, port, path) for _reader in range(READERS)]:
            reading.result()


def _read(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    try:
        for _request in range(REQUESTS):
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}.")
    finally:
        connection.close()


ROWS = {"public page, kept": kept_page, "public page, new": new_page}

"""Who and what is measured: the signed-in officer, the rows, a peak of memory, a count of queries."""

import contextlib
import logging
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from crm.core import history, roles
from crm.core.models import User
from crm.desk.example.sign_ins import SIGN_INS, load_sign_ins
from crm.desk.load.assuring import generate_assurance
from crm.desk.load.generating import Made, generate, generated
from pages.services import build_site

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Subject:
    """A filled database and the people who look at it.

    Attributes:
        made: The rows.
        officer: An engagement officer.
        client: Signed in as that officer, through all middleware.
        plain: For floors: the addresses of `crm.desk.bench.floors`, no middleware, nobody signed in.
    """

    made: Made
    officer: User
    client: Client
    plain: Client

    @property
    def size(self) -> int:
        return self.made.activities

    def page(self, address: str, **query: object) -> Callable[[], HttpResponse]:
        """A call that gets our page and fails unless it is answered with 200."""
        return lambda: answered(self.client.get(address, query))

    def floor(self, address: str, **query: object) -> Callable[[], HttpResponse]:
        """A call that gets a floor's page."""
        return lambda: answered(self.plain.get(address, query))


def fill_database(activities: int, say: Callable[[str], None]) -> None:
    """Sign-ins, generated rows, the public site; nobody learns the password, measuring needs none."""
    with history.because(None, "bench"):
        load_sign_ins(secrets.token_urlsafe(32))
        generate_assurance(generate(activities, say), say)
        build_site()


def present() -> Subject:
    """The subject in the connected database."""
    made = generated()
    if made is None:
        raise RuntimeError("Nothing was generated in this database.")
    email = next(sign_in.email for sign_in in SIGN_INS if sign_in.role == roles.ENGAGEMENT_OFFICER)
    officer = User.objects.get(email=email)
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer)
    plain = Client(SERVER_NAME="localhost")
    with override_settings(MIDDLEWARE=["crm.desk.bench.floors.own_addresses"]):
        plain.get("/ready/")  # the client's chain of middleware is made now and kept
    return Subject(made, officer, client, plain)


def answered(response: HttpResponse, status: int = 200) -> HttpResponse:
    """The response, read to its end.

    Raises:
        RuntimeError: Another status: what would be measured is not the page.
    """
    if response.status_code != status:
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}, not {status}.")
    if response.streaming:
        for _piece in response.streaming_content:
            continue
    return response


def queries_of(call: Callable[[], object]) -> int:
    """Queries of one call without savepoints and transaction control."""
    with CaptureQueriesContext(connection) as queries:
        call()
    return sum(not query["sql"].startswith(CONTROL) for query in queries)


def peak_memory(call: Callable[[], object]) -> float | None:
    """Megabytes that this process has at the peak of one call, everything counted; None where the system does not say (not Linux)."""
    reset = Path("/proc/self/clear_refs")
    if not reset.exists():
        return None
    reset.write_text("5", encoding="ascii")  # the peak starts again from here
    call()
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return round(kilobytes / 1024, 1)


@contextlib.contextmanager
def silent_logs() -> Iterator[None]:
    """Log lines are written as in production, but to nowhere."""
    handlers = {handler for name in ("", "django") for handler in logging.getLogger(name).handlers if isinstance(handler, logging.StreamHandler)}
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        before = [(handler, handler.setStream(nowhere)) for handler in handlers]
        try:
            yield
        finally:
            for handler, stream in before:
                handler.setStream(stream)

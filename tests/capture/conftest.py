"""Those who capture, and the servers that tests talk to."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from django.utils.crypto import get_random_string

from activities.models import CapturedMessage
from activities.services.capturing import capture_file
from tests.capture import imap
from tests.capture.letters import MAILBOX

NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
def officer(make_user):
    """Somebody who may log activities and send to the mailbox."""
    return make_user(role="engagement_officer", email="officer@example.nhs.uk")


@pytest.fixture
def capture(officer) -> Callable[..., CapturedMessage]:
    """`capture(content)` drops a file on the page as the officer; other doors and people by name."""

    def take(content: bytes, name: str = "message.eml", *, door: str = "upload", actor=officer, now: datetime = NOW) -> CapturedMessage:
        return capture_file(content, name, door=door, actor=actor, now=now)

    return take


@pytest.fixture(scope="session")
def imap_server() -> Iterator[imap.ImapServer]:
    yield from imap.start()


@pytest.fixture
def mailbox(imap_server, settings) -> str:
    """An empty mailbox of this test's own, over TLS, set up as the one that is collected. Its user name."""
    user = f"{get_random_string(12).lower()}@example.nhs.uk"
    settings.MAILBOX_HOST, settings.MAILBOX_PORT, settings.MAILBOX_TLS = "localhost", imap_server.tls_port, "yes"
    settings.MAILBOX_USER, settings.MAILBOX_PASSWORD, settings.MAILBOX_FOLDER = user, imap.PASSWORD, "INBOX"
    settings.MAILBOX_CA_FILE, settings.MAILBOX_ADDRESS = str(imap_server.certificate), MAILBOX
    settings.CAPTURE_AUTHSERV, settings.CAPTURE_SENDERS = "mx.example.nhs.uk", []
    return user


class Letterbox:
    """What a real SMTP receiver was handed: (envelope recipients, content)."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.got.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def letterbox(settings) -> Iterator[Letterbox]:
    """A real SMTP receiver on loopback, set up as the server that we send through."""
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=imap.free_ports()[0])
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()

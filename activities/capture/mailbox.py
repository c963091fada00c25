"""A folder on an IMAP server, as far as collecting needs one."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SECONDS = 30


class MailboxError(Exception):
    """The mailbox cannot be used; the message is for the operator."""


class Mailbox:
    """One opened folder. Messages are named by their UID."""

    def __init__(self, imap: imaplib.IMAP4) -> None:
        self._imap = imap
        self._folders: dict[str, str] = {}
        self._can = set((imap.capability()[1][0] or b"").decode("ascii", "replace").upper().split())  # more than before the sign-in

    @classmethod
    @contextmanager
    def open(cls) -> Iterator["Mailbox"]:
        """Connect as the settings say, over TLS unless the server is this machine.

        Raises:
            MailboxError: The settings are not usable, or the server says no.
        """
        imap = _connect()
        try:
            try:
                imap.login(settings.MAILBOX_USER, settings.MAILBOX_PASSWORD)
            except imaplib.IMAP4.error as error:
                raise MailboxError("The mail server does not take MAILBOX_USER with MAILBOX_PASSWORD.") from error
            answer, _count = imap.select(_quoted(settings.MAILBOX_FOLDER))
            if answer != "OK":
                raise MailboxError(f"The mailbox has no folder {settings.MAILBOX_FOLDER}.")
            yield cls(imap)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                imap.logout()

    def unseen(self) -> list[str]:
        """UIDs of what nobody has read, the oldest first."""
        _answer, data = self._imap.uid("SEARCH", "UNSEEN", "UNDELETED")
        return [one.decode("ascii") for one in (data[0] or b"").split()]

    def size(self, number: str) -> int:
        """Bytes of a message, asked before it is fetched."""
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(one for one in self._fetch(number, "(RFC822.SIZE)") if isinstance(one, bytes)))
        return int(found[1]) if found else 0

    def content(self, number: str) -> bytes:
        """The whole message; it stays unseen."""
        return self._literal(number, "(BODY.PEEK[])")

    def top(self, number: str, most: int) -> bytes:
        """The first bytes of its header."""
        return self._literal(number, f"(BODY.PEEK[HEADER]<0.{most}>)")

    def put_away(self, number: str, name: str) -> None:
        """Move a message to a folder, made when it is missing. Where that cannot be, it stays and is marked as seen."""
        self._imap.uid("STORE", number, "+FLAGS", "(\\Seen)")
        folder = self._folder(name)
        if not folder:
            return
        if "MOVE" in self._can:
            self._imap.uid("MOVE", number, _quoted(folder))
            return
        answer, _data = self._imap.uid("COPY", number, _quoted(folder))
        if answer == "OK":
            self._imap.uid("STORE", number, "+FLAGS", "(\\Deleted)")
            if "UIDPLUS" in self._can:
                self._imap.uid("EXPUNGE", number)

    def _folder(self, name: str) -> str:
        """The server's name of a folder; "" when it lets us make none. Some keep everything below the inbox."""
        if name not in self._folders:
            _answer, listed = self._imap.list('""', '""')
            found = re.search(rb'\) "(.)" ', listed[0] if listed and isinstance(listed[0], bytes) else b"")
            mark = found[1].decode("ascii") if found else "/"
            self._folders[name] = next((one for one in (name, f"INBOX{mark}{name}") if self._exists(one)), "")
        return self._folders[name]

    def _exists(self, folder: str) -> bool:
        answer, _data = self._imap.status(_quoted(folder), "(UIDVALIDITY)")
        return answer == "OK" or self._imap.create(_quoted(folder))[0] == "OK"

    def _fetch(self, number: str, what: str) -> list:
        answer, data = self._imap.uid("FETCH", number, what)
        if answer != "OK":
            raise MailboxError(f"The mail server does not hand out message {number}.")
        return [one for one in data if one is not None]

    def _literal(self, number: str, what: str) -> bytes:
        return next((one[1] for one in self._fetch(number, what) if isinstance(one, tuple)), b"")


def _connect() -> imaplib.IMAP4:
    host, port = settings.MAILBOX_HOST, settings.MAILBOX_PORT
    if not host:
        raise MailboxError("No mailbox is set up: MAILBOX_HOST is empty.")
    if settings.MAILBOX_TLS == "yes":
        return imaplib.IMAP4_SSL(host, port, ssl_context=_trust(), timeout=SECONDS)
    if settings.MAILBOX_TLS == "starttls":
        imap = imaplib.IMAP4(host, port, timeout=SECONDS)
        imap.starttls(_trust())
        return imap
    if settings.MAILBOX_TLS == "no" and host in LOOPBACK:
        return imaplib.IMAP4(host, port, timeout=SECONDS)
    raise MailboxError("MAILBOX_TLS must be yes or starttls; no is taken for this machine only.")


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.MAILBOX_CA_FILE or None)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

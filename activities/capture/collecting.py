"""Collecting messages from a mailbox: read, store, answer, put away, one by one.

Killed at any moment, the next run goes on where this one was: what is stored is known by its bytes and only put away.
"""

import hashlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils import timezone

from activities.capture import receipts
from activities.capture.mailbox import Mailbox, MailboxError
from activities.capture.outcomes import line_of
from activities.capture.parsing import HEADER, Limits, read_delivered, too_large
from activities.capture.senders import standing_of
from activities.models import CapturedMessage
from activities.services.capturing import keep_message

logger = logging.getLogger(__name__)
DONE, REFUSED = "Done", "Refused"
MOST_AT_ONCE = 500
LOCK = (7_202_611, -1)


def collect_mail_job() -> list[str]:
    """What the task queue runs: collect, if there is a mailbox. Returns one worded outcome a message."""
    return list(collect_mail()) if settings.MAILBOX_HOST else []


def collect_mail(limits: Limits | None = None) -> Iterator[str]:
    """Read the unseen messages of the mailbox; one line a message, as it is done. One bad message never stops the rest.

    Raises:
        MailboxError: The mailbox cannot be opened; in words for the operator.
    """
    limits = limits or Limits()
    with _alone() as alone:
        if not alone:
            yield "Another collection is running."
            return
        try:
            with Mailbox.open() as mailbox:
                for number in mailbox.unseen()[:MOST_AT_ONCE]:
                    yield _collect(mailbox, number, limits)
        except (imaplib.IMAP4.error, OSError, ssl.SSLError) as error:
            raise MailboxError(f"The mailbox {settings.MAILBOX_USER} at {settings.MAILBOX_HOST} cannot be read: {error}") from error


def _collect(mailbox: Mailbox, number: str, limits: Limits) -> str:
    try:
        message, said = _take(mailbox, number, limits)
    except (imaplib.IMAP4.abort, OSError):
        raise  # the line is gone: the next run goes on
    except Exception as error:  # whatever is wrong with this one, it stays where it is and the others are read
        logger.exception("A message of the mailbox could not be stored")
        return f"failed: message {number} stays in the mailbox and is tried again ({type(error).__name__})."
    mailbox.put_away(number, REFUSED if message.state == CapturedMessage.State.REFUSED else DONE)
    return said


def _take(mailbox: Mailbox, number: str, limits: Limits) -> tuple[CapturedMessage, str]:
    """Store one message and answer its sender; a message that is stored already is neither stored nor answered again."""
    is_large = mailbox.size(number) > limits.bytes
    content = mailbox.top(number, HEADER) if is_large else mailbox.content(number)
    digest = hashlib.sha256(content).hexdigest()
    known = CapturedMessage.objects.filter(sha256=digest, door=CapturedMessage.Door.MAILBOX).order_by("pk").first()
    if known is not None:
        return known, f"duplicate {known.reference}. This very message was read before."
    read = read_delivered(content, timezone.now(), limits)
    if is_large:
        read.refused = too_large(limits)
    standing = standing_of(read)
    message = keep_message(read, content, "message.eml", door=CapturedMessage.Door.MAILBOX, actor=None, standing=standing)
    said = line_of(message)
    if receipts.is_due(read, standing):
        try:
            receipts.send_receipt(message, read, standing)
        except OSError as error:  # SMTPException is one
            logger.warning("A receipt could not be sent", exc_info=error)
            said += " The receipt could not be sent."
    return message, said


@contextmanager
def _alone() -> Iterator[bool]:
    """One collection at a time, over all processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", LOCK)
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", LOCK)

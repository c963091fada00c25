"""Messages as Outlook keeps them (.msg): turned into a plain e-mail, then read like any other."""

import email.utils
import re
from datetime import UTC, datetime
from email.message import Message
from email.parser import HeaderParser
from typing import Any

from activities.capture.message import Entry, Read, Refused
from activities.capture.reading_calendar import EARLIEST, LATEST
from activities.capture.reading_mail import read_message
from activities.capture.words import line

DAMAGED = "The Outlook message is damaged and cannot be read."
_HEADERS, _START, _END, _LOCATION = 0x007D, 0x0060, 0x0061, 0x0063
_MEETING = re.compile(r"^IPM\.(Appointment|Schedule\.Meeting\.(Request|Canceled|Resp))", re.IGNORECASE)
_PARTS = {1: "To", 2: "Cc"}
MOST_RECIPIENTS, MOST_FILES = 200, 100


def read_outlook(content: bytes, now: datetime) -> Read:
    """An Outlook message or meeting.

    Raises:
        Refused: Damaged, or refused like an e-mail.
    """
    try:
        from oxmsg import Message as Outlook

        outlook = Outlook.load(content)
        mail, kind = _as_mail(outlook), _MEETING.match(outlook.message_class)
        entry = _meeting(outlook, kind[2] or "") if kind else None
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever a broken or hostile file makes its parser say, the answer is the same
        raise Refused(DAMAGED) from error
    if kind and (kind[2] or "").lower() == "resp":
        raise Refused("This is an answer to an invitation, not a meeting.")
    read = read_message(mail, now)
    if entry is not None and read.entry is None:
        read.entry, read.kind, entry.text = entry, "invitation", read.text
        if read.refused == "The message is empty.":
            read.refused = ""
    return read


def _as_mail(outlook: Any) -> Message:
    headers = outlook.properties.str_prop_value(_HEADERS) or ""
    mail = Message()
    for name, value in HeaderParser().parsestr(headers).raw_items():
        if not name.lower().startswith(("content-", "mime-")):
            mail[name] = str(value)
    mail["MIME-Version"] = "1.0"
    _add(mail, "From", outlook.sender or "")
    _add(mail, "Subject", line(outlook.subject, 500))
    if "date" not in mail and outlook.sent_date:
        mail["Date"] = email.utils.format_datetime(outlook.sent_date.replace(tzinfo=outlook.sent_date.tzinfo or UTC))
    if "to" not in mail:
        for recipient in outlook.recipients[:MOST_RECIPIENTS]:
            part = _PARTS.get(recipient.properties.int_prop_value(0x0C15) or 1)
            if part and recipient.email_address:
                mail[part] = email.utils.formataddr((line(recipient.name, 200), line(recipient.email_address, 320)), charset="utf-8")
    mail["Content-Type"] = "multipart/mixed"
    plain, marked = outlook.body, None
    if not plain:
        marked = outlook.html_body
    mail.set_payload([_part(marked or plain or "", "text/html" if marked else "text/plain")])
    for number, attachment in enumerate(outlook.attachments[:MOST_FILES]):
        name = line(attachment.file_name or f"attached file {number + 1}", 200)
        part = Message()
        part["Content-Type"] = "application/octet-stream"
        part.add_header("Content-Disposition", "attachment", filename=name)
        is_calendar = name.lower().endswith(".ics")
        part.set_payload((attachment.file_bytes or b"") if is_calendar else b"")
        mail.attach(part)
    return mail


def _add(mail: Message, name: str, value: str) -> None:
    if name not in mail and value:
        mail[name] = line(value, 2000)


def _part(text: str, kind: str) -> Message:
    part = Message()
    part["Content-Type"] = f"{kind}; charset=utf-8"
    part.set_payload(text.encode("utf-8", "replace"))
    return part


def _meeting(outlook: Any, kind: str) -> Entry | None:
    """The meeting that an Outlook item is; None when it does not say when in a place that we read."""
    start, end = _moment(outlook, _START), _moment(outlook, _END)
    if start is None:
        return None
    cancelled = kind.lower() == "canceled"
    place = outlook.properties.str_prop_value(_LOCATION) or ""
    return Entry(
        uid="", sequence=0, method="CANCEL" if cancelled else "REQUEST", is_cancelled=cancelled, summary=line(outlook.subject, 500), text="",
        place=line(place, 300), starts_at=start, ends_at=end if end and end >= start else None, is_all_day=False,
    )  # fmt: skip


def _moment(outlook: Any, pid: int) -> datetime | None:
    value = outlook.properties.date_prop_value(pid)
    if not isinstance(value, datetime):
        return None
    value = value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
    return value if EARLIEST < value.year < LATEST else None

"""The header lines that mail programs put above a message they forward inside the text."""

import re
import warnings
from datetime import UTC
from zoneinfo import ZoneInfo

from dateutil import parser as dates

from activities.capture.message import Address, Read
from activities.capture.words import line

_MARK = re.compile(r"^[>\s]*(-{2,}.*(forwarded|original|weitergeleitet|ursprüngliche).*-{2,}|begin forwarded message:)\s*$", re.IGNORECASE)
_FIELD = re.compile(r"^[>\s*]*(from|sent|date|to|cc|subject)\s*:\**\s*(.*)$", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:\"?([^\"<>;,]{0,200}?)\"?\s*)?[<\[(]?(?:mailto:)?([^\s<>\[\]();,\"]{1,64}@[a-z0-9.-]{1,255})[>\])]?", re.IGNORECASE)


def original_inline(text: str) -> Read | None:
    """Sender, day, people and subject of the message below; None when no header lines are found in the first 400 lines."""
    lines = text.split("\n")[:400]
    start = next((number + 1 for number, one in enumerate(lines) if _MARK.match(one)), None)
    if start is None:
        start = next((number for number, one in enumerate(lines) if one.lower().startswith(("from:", "*from:"))), None)
    if start is None:
        return None
    fields: dict[str, str] = {}
    for one in lines[start : start + 15]:
        found = _FIELD.match(one)
        if found:
            fields.setdefault(found[1].lower(), found[2][:2000])
        elif fields and not one.strip("> "):
            break
    if "from" not in fields or not {"sent", "date", "subject"} & fields.keys():
        return None
    senders = _people(fields["from"], "sender")[:1]
    read = Read(
        subject=line(fields.get("subject", ""), 500),
        sender_name=senders[0].name if senders else line(fields["from"], 200),
        sender_address=senders[0].address if senders else "",
        addresses=[*senders, *_people(fields.get("to", ""), "to"), *_people(fields.get("cc", ""), "copy")],
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of time zones that it does not know
            sent = dates.parse((fields.get("sent") or fields.get("date", ""))[:80], dayfirst=True, fuzzy=True)
        sent = (sent if sent.tzinfo else sent.replace(tzinfo=ZoneInfo("Europe/London"))).astimezone(UTC)
        read.sent_at = sent if 1970 <= sent.year <= 2200 else None
    except (ValueError, OverflowError, TypeError):
        read.sent_at = None
    return read


def _people(value: str, part: str) -> list[Address]:
    found: dict[str, Address] = {}
    for name, address in _WRITTEN.findall(value):
        found.setdefault(address.lower().rstrip("."), Address(part, address.lower().rstrip("."), line(name.strip(" '\"*"), 200)))
    return list(found.values())[:50]

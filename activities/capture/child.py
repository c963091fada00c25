"""The process that reads a message: an order as JSON in its argument, the file on its standard input, one JSON object as its answer.

It sets its own limits first, so that they hold whatever the file does. It knows no settings, no database, no Django.
"""

import json
import resource
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from activities.capture.message import Read, Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_MESSAGES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an Office document or a zip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


def main(order: dict[str, Any]) -> None:
    """Read the file and say what is in it, or why not."""
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    seconds = max(1, round(order["seconds"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        read = read_any(sys.stdin.buffer.read(), datetime.fromisoformat(order["now"]))
    except Refused as refusal:
        read = Read(refused=str(refusal))
    except RecursionError:
        read = Read(refused="The message is nested too deeply to be read.")
    except MemoryError:
        sys.exit(3)
    json.dump(asdict(read), sys.stdout, default=datetime.isoformat)
    sys.stdout.flush()


def read_any(content: bytes, now: datetime) -> Read:
    """Whatever it is, by what is in it: the name counts for nothing."""
    if not content.strip():
        raise Refused("The file is empty.")
    if content.startswith(OLE):
        from activities.capture.reading_outlook import read_outlook

        read = read_outlook(content, now)
        read.ending = "msg"
        return read
    for beginning, what in NO_MESSAGES.items():
        if content.startswith(beginning):
            raise Refused(f"This is {what}, not an e-mail, an Outlook message or a calendar entry.")
    if content[:200].lstrip(b"\xef\xbb\xbf\r\n \t").upper().startswith((b"BEGIN:V", b"BEGIN: V")):
        from activities.capture.reading_calendar import read_calendar

        entry = read_calendar(content, now)
        return Read(kind="invitation", ending="ics", entry=entry, text=entry.text, notes=entry.notes)
    from activities.capture.reading_mail import read_mail

    return read_mail(content, now)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

"""What one file says, as the process that read it hands it over. No Django here."""

from dataclasses import dataclass, field
from datetime import datetime


class Refused(Exception):
    """The file becomes no draft; the message says why, for the person who sent it."""


class Answer(Refused):
    """A calendar answers or counters an invitation: nothing to record, even when a mail is around it."""


@dataclass
class Address:
    """One address as written. `part` is a value of `CapturedAddress.Part`; `address` is in lower case."""

    part: str
    address: str
    name: str = ""


@dataclass
class Entry:
    """A meeting of a calendar. Whole days run from midnight to midnight of the last day, in local time."""

    uid: str
    sequence: int
    method: str
    is_cancelled: bool
    summary: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    stamped_at: datetime | None = None
    repeats: str = ""
    addresses: list[Address] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Read:
    """A file in its parts. `outer_*` is the mail as it was delivered; the rest speaks of the original when it was forwarded."""

    message_id: str = ""
    thread: str = ""
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    addresses: list[Address] = field(default_factory=list)
    sent_at: datetime | None = None
    text: str = ""
    outer_senders: list[str] = field(default_factory=list)
    outer_recipients: list[str] = field(default_factory=list)
    outer_subject: str = ""
    outer_id: str = ""
    is_forwarded: bool = False
    is_automatic: bool = False
    authentication: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    entry: Entry | None = None
    notes: list[str] = field(default_factory=list)
    kind: str = "mail"
    ending: str = "eml"
    refused: str = ""

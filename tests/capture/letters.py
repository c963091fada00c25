"""Mails and invitations as tests need them. Nobody in them is a real person."""

from email.message import EmailMessage

MAILBOX = "capture@example.nhs.uk"


def mail(
    sender: str, to: str = "secretary@example.org", *, subject: str = "Minutes of the carers group", text: str = "Buses stop at six.", **headers: str
) -> bytes:
    """A plain mail; `Message_ID=…` and other headers by name."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Mon, 02 Mar 2026 09:30:00 +0000"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def invitation(
    *, uid: str = "meeting-1@example.org", sequence: int = 0, start: str = "20260303T100000Z", end: str = "20260303T110000Z", method: str = "REQUEST",
    organiser: str = "chair@example.org", attendees: tuple[str, ...] = ("officer@example.nhs.uk",), summary: str = "Carers and buses",
    place: str = "Village hall", extra: str = "",
) -> bytes:  # fmt: skip
    """A calendar file with one meeting."""
    invited = "".join(f"ATTENDEE;CN=Guest:mailto:{one}\r\n" for one in attendees)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\n"
        f"DTSTAMP:20260201T090000Z\r\nDTSTART:{start}\r\nDTEND:{end}\r\nSUMMARY:{summary}\r\nLOCATION:{place}\r\n"
        f"ORGANIZER;CN=Chair:mailto:{organiser}\r\n{invited}{extra}END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def with_calendar(sender: str, calendar: bytes, method: str = "REQUEST", *, subject: str = "Invitation: Carers and buses", **headers: str) -> bytes:
    """A mail with an invitation in it, as mail programs send them."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, MAILBOX, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("You are invited.")
    message.add_alternative(calendar.decode(), subtype="calendar", params={"method": method})
    return message.as_bytes()

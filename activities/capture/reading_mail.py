"""E-mails: headers by our own hand, because the parser of structured headers can be made to take minutes."""

import email
import email.header
import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message

from activities.capture.forwarding import original_inline
from activities.capture.message import Address, Answer, Read, Refused
from activities.capture.reading_calendar import read_calendar
from activities.capture.words import from_html, line, newest_first, paragraphs

MOST_PARTS, MOST_DEPTH, MOST_ADDRESSES, MOST_HEADER = 200, 10, 200, 20_000
NOT_OURS = "This is not an e-mail, an Outlook message or a calendar entry."
_KNOWN = ("from", "to", "date", "subject", "message-id", "received", "mime-version", "content-type")
_FORWARD = re.compile(r"^\s*(fwd?|wg|tr|rv|i)\s*:", re.IGNORECASE)
_REPORT = re.compile(r"^(undeliver|delivery (status|failure)|mail delivery|returned mail|failure notice|read:|not read:)", re.IGNORECASE)
_AUTOMATIC = re.compile(r"^(automatic reply|out of (the )?office|auto(matic)?[ -]?(reply|response)|autoreply|abwesenheits)", re.IGNORECASE)
_ADDRESS = re.compile(r"^[^@\s<>\"(),;:]{1,64}@[a-z0-9._\[\]:-]{1,255}$")


def read_mail(content: bytes, now: datetime) -> Read:
    """An e-mail in its parts; of a forwarded one, the original.

    Raises:
        Refused: It is no mail, was written by a machine in answer to another, or says nothing.
    """
    return read_message(email.message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n \t")), now)


def read_message(message: Message, now: datetime) -> Read:
    """The same for a message that is parsed already."""
    if not any(header(message, name) for name in _KNOWN):
        raise Refused(NOT_OURS)
    read = _headers_of(message)
    read.outer_senders = [one.address for one in read.addresses if one.part == "sender"]
    read.outer_recipients = [one.address for one in read.addresses if one.part != "sender"]
    read.outer_subject, read.outer_id = read.subject, read.message_id
    read.authentication = headers(message, "authentication-results")[:10]
    read.refused = _machine(message, read.subject)
    read.is_automatic = bool(read.refused) or header(message, "auto-submitted").lower() not in {"", "no"} or bool(header(message, "list-id"))
    if read.refused:
        return read
    attached, calendars = _body(message, read)
    if _FORWARD.match(read.subject):
        _turn_to_original(read, attached)
    else:
        read.files += [line(header(one, "subject"), 200) or "attached message" for one in attached]
    _take_entry(read, calendars or [one for inner in attached for one in _body(inner, Read())[1]], now)
    if not read.text and not read.entry and not read.files:
        read.refused = "The message is empty."
    if not read.text and read.files and not read.entry:
        read.notes.append("It has no text, only attached files.")
    return read


def headers(message: Message, name: str) -> list[str]:
    """Every header of that name, decoded, the topmost first."""
    return [_decoded(str(value)[:MOST_HEADER]) for key, value in message.raw_items() if key.lower() == name]


def header(message: Message, name: str) -> str:
    """The first of them, or ""."""
    return (headers(message, name) or [""])[0]


def _decoded(value: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    try:
        value = raw.decode("utf-8")
    except UnicodeDecodeError:
        value = raw.decode("cp1252", "replace")
    if "=?" not in value:
        return value
    try:
        pieces = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    return "".join(piece if isinstance(piece, str) else _text(piece, charset or "raw-unicode-escape") for piece, charset in pieces)


def _text(content: bytes, charset: str) -> str:
    for one in (charset, "utf-8"):
        try:
            return content.decode(one)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def addresses(message: Message, name: str, part: str) -> list[Address]:
    """The addresses of a header, each once. What is no address is left out."""
    raw = [str(value)[:MOST_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace") for key, value in message.raw_items() if key.lower() == name]
    found: dict[str, Address] = {}
    for said, address in email.utils.getaddresses([" ".join(one.split()) for one in raw]):
        address = address.strip().lower()
        if _ADDRESS.match(address) and len(found) < MOST_ADDRESSES:
            found.setdefault(address, Address(part, address, line(_decoded(said), 200)))
    return list(found.values())


def _headers_of(message: Message) -> Read:
    identity, before = _ids(header(message, "message-id")), _ids(header(message, "references")) or _ids(header(message, "in-reply-to"))
    senders = addresses(message, "from", "sender")
    read = Read(
        message_id=identity[0] if identity else "",
        thread=(before or identity or [""])[0],
        subject=line(header(message, "subject"), 500),
        sender_name=senders[0].name if senders else line(header(message, "from"), 200),
        sender_address=senders[0].address if senders else "",
        addresses=[*senders, *addresses(message, "to", "to"), *addresses(message, "cc", "copy")],
    )
    try:
        sent = email.utils.parsedate_to_datetime(header(message, "date"))
        sent = sent.replace(tzinfo=sent.tzinfo or UTC).astimezone(UTC)
        read.sent_at = sent if 1970 <= sent.year <= 2200 else None
    except (ValueError, TypeError, OverflowError, IndexError):
        read.sent_at = None
    return read


def _ids(value: str) -> list[str]:
    return [one[:490] for one in re.findall(r"<([^<>\s]+)>", value)] or value.split()[:1]


def _machine(message: Message, subject: str) -> str:
    """Why this was not written by a person; "" when it was."""
    if message.get_content_type() == "multipart/report" or header(message, "x-failed-recipients") or _REPORT.match(subject):
        return "This is a report of a mail server, not a message."
    answers = header(message, "auto-submitted").lower().startswith("auto-replied") or header(message, "precedence").lower() == "auto_reply"
    if answers or header(message, "x-autoreply") or header(message, "x-autorespond") or _AUTOMATIC.match(subject):
        return "This is an automatic reply."
    return ""


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    if depth > MOST_DEPTH:
        raise Refused(f"The message has parts inside parts, more than {MOST_DEPTH} deep.")
    inside = message.get_payload()
    if isinstance(inside, list) and message.get_content_maintype() == "multipart":
        for part in inside:
            yield from _leaves(part, depth + 1)
    else:
        yield message


def _body(message: Message, read: Read) -> tuple[list[Message], list[bytes]]:
    """Put text and names of files on `read`. Returns the messages and the calendars that are attached."""
    plain: list[str] = []
    marked: list[str] = []
    attached: list[Message] = []
    calendars: list[bytes] = []
    for number, part in enumerate(_leaves(message)):
        if number >= MOST_PARTS:
            raise Refused(f"The message has more than {MOST_PARTS} parts.")
        kind, inside = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(inside, list) and inside:
            attached.append(inside[0])
            continue
        if part.is_multipart():
            continue
        name = _file_name(part)
        content = _bytes(part)
        if part.get_content_maintype() == "multipart":  # its parts were never found: show what is there
            kind, name = "text/html" if b"<html" in content.lower() else "text/plain", ""
        if kind in {"text/calendar", "application/ics"} or name.lower().endswith(".ics"):
            calendars.append(content)
        elif name or part.get_content_disposition() == "attachment" or kind not in {"text/plain", "text/html"}:
            read.files.append(name or kind)
        else:
            text = _text(content, _charset(part))
            (plain if kind == "text/plain" else marked).append(text)
    text = paragraphs("\n\n".join(plain)) or paragraphs("\n\n".join(from_html(one) for one in marked))
    read.text = newest_first(text)
    return attached, calendars


def _bytes(part: Message) -> bytes:
    if isinstance(part.get_payload(), bytes):  # made of an Outlook message
        return part.get_payload()  # type: ignore[return-value]
    try:
        content = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        content = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except (LookupError, ValueError, TypeError):
        return "utf-8"


def _file_name(part: Message) -> str:
    try:
        return line(_decoded(part.get_filename() or ""), 200)
    except (LookupError, ValueError, TypeError):
        return "attached file"


def _turn_to_original(read: Read, attached: list[Message]) -> None:
    """Of a forwarded message, take sender, day, people and words from the original: attached, or quoted below its own header lines."""
    comment = read.text
    if attached:
        inner = _headers_of(attached[0])
        _body(attached[0], inner)
        read.text = paragraphs(f"{comment}\n\n{inner.text}")
        read.files += inner.files
        read.message_id, read.thread = inner.message_id or read.message_id, inner.thread or read.thread
    else:
        found = original_inline(comment)
        if found is None:
            return
        inner = found
    read.is_forwarded = True
    read.subject, read.sent_at = inner.subject or _FORWARD.sub("", read.subject).strip(), inner.sent_at
    read.sender_name, read.sender_address, read.addresses = inner.sender_name, inner.sender_address, inner.addresses
    read.notes.append("It was forwarded: sender and day are those of the original.")


def _take_entry(read: Read, calendars: list[bytes], now: datetime) -> None:
    for content in calendars[:5]:
        try:
            read.entry = read_calendar(content, now)
        except Answer as answer:
            read.refused = str(answer)
        except Refused as refusal:
            read.notes.append(f"The calendar entry in it was not read: {refusal}")
        else:
            read.kind = "invitation"
            read.text = read.entry.text or read.text
            read.notes += read.entry.notes
        return

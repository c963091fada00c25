"""Calendar entries: the one meeting of a file that a person would want recorded."""

import itertools
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from activities.capture.message import Address, Answer, Entry, Refused
from activities.capture.words import from_html, line, paragraphs

HOME = ZoneInfo("Europe/London")
MOST_EVENTS, MOST_ATTENDEES, MOST_OCCURRENCES, MOST_SECONDS = 500, 200, 500, 2
EARLIEST, LATEST = 1948, 2200
DAMAGED = "The calendar entry is damaged and cannot be read."
_OTHERS = {
    "VTODO": "a task",
    "VJOURNAL": "a journal note",
    "VFREEBUSY": "free and busy times",
    "VAVAILABILITY": "opening times",
    "VALARM": "a reminder",
    "VTIMEZONE": "a time zone",
}
_ANSWERS = {
    "REPLY": "This is an answer to an invitation, not a meeting.",
    "COUNTER": "This proposes another time for a meeting. Nothing was changed: send the new invitation when it is agreed.",
    "DECLINECOUNTER": "This says no to another time for a meeting. Nothing was changed.",
    "REFRESH": "This asks for an invitation again. Nothing was changed.",
}
_RHYTHMS = {
    "SECONDLY": "every second",
    "MINUTELY": "every minute",
    "HOURLY": "every hour",
    "DAILY": "daily",
    "WEEKLY": "weekly",
    "MONTHLY": "monthly",
    "YEARLY": "every year",
}


class _TooLong(Exception):
    pass


def read_calendar(content: bytes, now: datetime) -> Entry:
    """The next meeting of a calendar file, or its last when all lie behind us. Notes say what else is in it.

    Raises:
        Refused: No meeting, no day, damaged; `Answer` when it only answers an invitation.
    """
    calendars = _components(content)
    events: list[tuple[Any, str]] = []
    others: set[str] = set()
    for calendar in calendars:
        method = line(str(calendar.get("METHOD", "")), 20).upper()
        if method in _ANSWERS:
            raise Answer(_ANSWERS[method])
        others |= {component.name for component in calendar.walk() if component.name in _OTHERS}
        events += [(event, method) for event in calendar.walk("VEVENT")]
    if not events:
        words = sorted(_OTHERS[name] for name in others - {"VTIMEZONE", "VALARM"} or others)
        raise Refused(f"It holds no meeting, only {' and '.join(words)}." if words else "The calendar holds no meeting.")
    entries = [entry for event, method in events[:MOST_EVENTS] if (entry := _entry(event, method)) is not None]
    if not entries:
        raise Refused("The calendar entry does not say when it is." if len(events) == 1 else "None of the calendar entries says when it is.")
    return _chosen(entries, len(events), now)


def _components(content: bytes) -> list[Any]:
    from icalendar import Component

    try:
        with _at_most(MOST_SECONDS * 2), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\0", "")
            return list(Component.from_ical(text, multiple=True))
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever a broken or hostile file makes the parser say, the answer is the same
        raise Refused(DAMAGED) from error


def _chosen(entries: list[tuple[Entry, Any]], how_many: int, now: datetime) -> Entry:
    masters = {entry.uid for entry, _ in entries}
    entries = [(entry, event) for entry, event in entries if "#" not in entry.uid or entry.uid.partition("#")[0] not in masters] or entries
    if len({entry.uid for entry, _ in entries}) == len(entries):
        for entry, event in entries:
            _next_occurrence(entry, event, now)
    coming = [pair for pair in entries if (pair[0].ends_at or pair[0].starts_at) >= now]
    entry, _event = min(coming, key=lambda pair: pair[0].starts_at) if coming else max(entries, key=lambda pair: pair[0].starts_at)
    if how_many > 1:
        rest = how_many - 1
        entry.notes.append(f"The file holds {rest} other {'entry' if rest == 1 else 'entries'}, not read: send each by itself.")
    return entry


def _entry(event: Any, method: str) -> tuple[Entry, Any] | None:
    start, notes = _moment(event, "DTSTART")
    if start is None:
        return None
    all_day = not isinstance(start, datetime)
    end, _notes = _moment(event, "DTEND")
    length = _first(event, "DURATION")
    if end is None and isinstance(_python(length), timedelta):
        end = _safely(start, _python(length))
    starts_at, ends_at = _aware(start), None
    if end is not None:
        ends_at = _aware(end)
        if ends_at is not None and not isinstance(end, datetime):  # a whole day ends before the next begins
            ends_at = _aware(end - timedelta(days=1)) if end > date.min else None
    if starts_at is None:
        return None
    if not EARLIEST < starts_at.year < LATEST:
        return None
    ends_at = ends_at if ends_at is not None and ends_at >= starts_at and ends_at.year < LATEST else None
    uid, instance = line(str(_first(event, "UID") or ""), 440), _first(event, "RECURRENCE-ID")
    if uid and instance is not None:
        uid = f"{uid}#{line(instance.to_ical().decode('utf-8', 'replace'), 40)}"
    text = str(_first(event, "DESCRIPTION") or "")
    rule, stamp = _first(event, "RRULE"), _python(_first(event, "DTSTAMP"))
    entry = Entry(
        uid=uid,
        sequence=_number(_first(event, "SEQUENCE")),
        method=method,
        is_cancelled=method == "CANCEL" or str(_first(event, "STATUS") or "").upper() == "CANCELLED",
        summary=line(str(_first(event, "SUMMARY") or ""), 500),
        text=from_html(text) if text.lstrip()[:6].lower() in {"<html>", "<html ", "<!doct"} else paragraphs(text),
        place=line(str(_first(event, "LOCATION") or ""), 300),
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=all_day,
        repeats=_rhythm(rule),
        addresses=[*_people(event, "ORGANIZER", "organiser")[:1], *_people(event, "ATTENDEE", "attendee")],
        stamped_at=_aware(stamp) if isinstance(stamp, datetime) else None,
        notes=notes,
    )
    if entry.repeats:
        entry.notes.append(f"It repeats {entry.repeats}: this is one meeting of it.")
    return entry, event


def _first(event: Any, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _python(value: Any) -> Any:
    """The day, time or length that a property stands for; None where the parser kept it as broken."""
    try:
        return getattr(value, "dt", None)
    except Exception:  # the parser's own exception for broken values is no AttributeError
        return None


def _number(value: Any) -> int:
    try:
        return min(max(0, int(value or 0)), 2_000_000_000)
    except (ValueError, TypeError):
        return 0


def _moment(event: Any, name: str) -> tuple[date | datetime | None, list[str]]:
    """The day or time of a property, and a note where its time zone is nobody's."""
    value = _first(event, name)
    moment = _python(value)
    if not isinstance(moment, date):
        return None, []
    zone = getattr(value, "params", {}).get("TZID")
    if isinstance(moment, datetime) and moment.tzinfo is None and zone:
        return moment, [f"The time zone “{line(str(zone), 60)}” is not known: read as UK time."]
    return moment, []


def _aware(moment: date | datetime) -> datetime | None:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=HOME)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _safely(start: date, length: timedelta) -> date | None:
    try:
        return start + length
    except OverflowError:
        return None


def _people(event: Any, name: str, part: str) -> list[Address]:
    value = event.get(name)
    found: dict[str, Address] = {}
    for one in value if isinstance(value, list) else [value]:
        address = str(one or "").strip()
        if address.lower().startswith("mailto:"):
            address = address[7:]
        address = address.strip().lower()
        if "@" in address and " " not in address and len(address) <= 320 and len(found) < MOST_ATTENDEES:
            found.setdefault(address, Address(part, address, line(str(getattr(one, "params", {}).get("CN", "")), 200)))
    return list(found.values())


def _rhythm(rule: Any) -> str:
    if rule is None:
        return ""
    try:
        often, every = str(rule["FREQ"][0]).upper(), int((rule.get("INTERVAL") or [1])[0])
    except (KeyError, IndexError, TypeError, ValueError):
        return "by a rule that cannot be read"
    words = _RHYTHMS.get(often, "by a rule that cannot be read")
    return words if every == 1 else f"{words}, every {every} times"


def _next_occurrence(entry: Entry, event: Any, now: datetime) -> None:
    """Move a repeating entry to its next day, looking at 500 occurrences for two seconds at most."""
    if not entry.repeats or entry.starts_at >= now:
        return
    from dateutil.rrule import rrulestr

    start, length = entry.starts_at.astimezone(HOME), (entry.ends_at or entry.starts_at) - entry.starts_at
    try:
        with _at_most(MOST_SECONDS):
            rule = rrulestr(_first(event, "RRULE").to_ical().decode(), dtstart=start.replace(tzinfo=None), ignoretz=True)
            days = (_aware(day) for day in itertools.islice(rule, MOST_OCCURRENCES))
            coming = next((day for day in days if day is not None and day >= now), None)
    except _TooLong:
        entry.notes.append("The rule of its repetition was too long to follow: the day is its first.")
    except (ValueError, TypeError, AttributeError, OverflowError):
        entry.notes.append("The rule of its repetition cannot be read: the day is its first.")
    else:
        if coming is not None and coming.year < LATEST:
            entry.starts_at, entry.ends_at = coming, coming + length if entry.ends_at else None


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise _TooLong

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

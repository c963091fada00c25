"""The first line of the log form, read as people write it: "meeting with Healthwatch Kent yesterday about the stroke pathway".

Pure functions: no database, and today is an argument. Who is meant by a name is looked up elsewhere (`crm.desk.services.proposing`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

LONGEST = 500
MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

TYPE_WORDS: dict[str, str] = {
    "focus-group": r"focus groups?",
    "phone-line": r"phone service|helpline",
    "mp-enquiry": r"mp['’]?s? (?:enquiry|enquiries|letter)|councillor['’]?s? (?:enquiry|letter)|enquiry from (?:the |an? )?(?:mp|councillor)",
    "petition": r"petitions?",
    "public-meeting": r"public meeting|webinar|town hall meeting",
    "coproduction": r"co-?design(?: group| session)?|co-?production(?: group| session)?",
    "consultation": r"formal consultation",
    "enter-view": r"enter and view(?: visit)?",
    "workshop": r"workshop",
    "interview": r"interviewed|interview",
    "survey": r"survey|questionnaire",
    "drop-in": r"drop-?in(?: session)?",
    "stall": r"outreach stall|information stall|stall",
    "panel": r"citizens['’]? panel",
    "assembly": r"assembly",
    "scrutiny": r"hosc|scrutiny(?: committee)?",
    "email": r"e-?mailed|e-?mail|had an e-?mail",
    "letter": r"letter|wrote",
    "call": r"(?:phone |telephone |video |teams |zoom )?call(?:ed)?|phoned|telephoned|rang|spoke|talked",
    "visit": r"site visit|visited|visit|went to see",
    "meeting": r"(?:team |teams |zoom |online |video )?meeting|met|catch-?up|catch up|1:1|one to one",
}
"""Words of a type by its code; where several are said, the first in the line counts, and of those at the same place the longest."""

HOW_WORDS: dict[str, str] = {
    "hybrid": r"hybrid",
    "online": r"online|on-line|(?:on |over |by |via )?(?:ms |microsoft )?teams|(?:on |over |by |via )?zoom|(?:by |on |over )?video(?: call)?|webinar",
    "in_person": r"in person|face[ -]to[ -]face|f2f",
    "phone": r"(?:by|on|over) (?:the )?(?:tele)?phone|phone call|telephone call|phoned|telephoned|rang",
    "post": r"by (?:post|e-?mail|letter)",
}
USUAL_HOW = {"call": "phone", "email": "post", "letter": "post", "petition": "post", "mp-enquiry": "post", "visit": "in_person", "stall": "in_person"}
KEPT_AS_TYPE = r"call|meeting|webinar|phoned|telephoned|rang|visit"

NAMES_FOLLOW = r"(?:with|from|to|by|met|visited|called|phoned|telephoned|rang|interviewed|e-?mailed)"
TOPIC_FOLLOWS = r"(?:about|regarding|concerning|re:?|on|to discuss|to talk about|for|into|:|–|—|-)"
PEOPLE = (
    r"(?:members of (?:the )?public|local people|people|residents|patients|carers|parents|families|young people|volunteers|visitors|signatures|responses"
    r"|attendees)"
)


@dataclass(frozen=True)
class When:
    """A day, or the first day of a month that is all that was said."""

    day: date
    precision: str = "day"


@dataclass(frozen=True)
class TypedLine:
    """What a line says. Empty where it says nothing; nothing is guessed beyond the words.

    `who` are the words between "with" and "about", whole and uncut: names hold "and" too. `topic` is what remains.
    """

    type: str = ""
    how: str = ""
    when: When | None = None
    starts_at: time | None = None
    who: str = ""
    topic: str = ""
    number: int | None = None
    counted: str = ""


def read_line(line: str, *, today: date) -> TypedLine:
    """Take a typed line apart.

    Args:
        line: As typed; what is beyond 500 signs is not read.
        today: The local date that "yesterday" counts from.
    """
    rest = " ".join(line[:LONGEST].split())
    rest, when = _take_date(rest, today)
    rest, starts_at = _take_time(rest)
    rest, number, counted = _take_number(rest)
    rest, kind, how = _take_kind(rest)
    who, topic = _split(rest)
    return TypedLine(kind, how or USUAL_HOW.get(kind, ""), when, starts_at, who, topic, number, counted)


def title_of(topic: str, unknown: str = "") -> str:
    """The words that are left as a title: `Stroke pathway` of "the stroke pathway"; "" when nothing is left."""
    words = re.sub(r"^(?:the|our|their)\s+", "", topic.strip(" .,;:–—-"), flags=re.IGNORECASE)
    unknown = unknown.strip(" .,;:–—-")
    words = f"{unknown}: {words}" if words and unknown else words or unknown
    return (words[:1].upper() + words[1:])[:250]


def runs(words: str) -> list[list[tuple[str, str]]]:
    """The ways to read `words` as a list of names, by where each may start: [(name, what follows), …], the longest first.

    "Swale Borough Council and Engage Kent" can be one name or two.
    """
    pieces = re.split(r"(\s*(?:,|;|&|\+|/)\s*(?:and\s+)?|\s+and\s+|\s+from\s+|\s+at\s+)", words, flags=re.IGNORECASE)
    names, found = pieces[::2][:8], []
    for first in range(len(names)):
        reading = []
        for last in range(len(names), first, -1):
            reading.append(("".join(pieces[2 * first : 2 * last - 1]).strip(" ."), last - first))
        found.append([(name.removeprefix("the ").removeprefix("The "), str(length)) for name, length in reading])
    return found


def _word(pattern: str) -> re.Pattern:
    return re.compile(rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", re.IGNORECASE)


def _without(text: str, found: re.Match) -> str:
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split())


def _take_date(text: str, today: date) -> tuple[str, When | None]:
    for pattern, read in DATES:
        for found in _word(rf"(?:(?:on|in|for) )?(?:{pattern})").finditer(text):
            when = read(found, today)
            if when is not None:
                return _without(text, found), when
    return text, None


def _ago(days: int) -> Callable[[re.Match, date], When]:
    return lambda found, today: When(today - timedelta(days=days))


def _weekday(found: re.Match, today: date) -> When:
    """`last Tuesday` and `on Tuesday` lie behind us, `next Tuesday` ahead; today's weekday was a week ago unless it says "this"."""
    wanted = DAY_NAMES.index(next(name for name in DAY_NAMES if name.startswith(found["weekday"].lower()[:3])))
    which = (found["which"] or "").lower()
    if which in ("next", "this coming", "coming"):
        return When(today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1))
    if which == "this":
        return When(today - timedelta(days=(today.weekday() - wanted)))
    return When(today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1))


def _month_of(text: str) -> int:
    return next(number for number, name in enumerate(MONTH_NAMES, 1) if name.startswith(text.lower()[:3]))


def _named_day(found: re.Match, today: date) -> When | None:
    return _day(int(found["day"]), _month_of(found["month"]), found["year"], today)


def _numbered_day(found: re.Match, today: date) -> When | None:
    return _day(int(found["day"]), int(found["month"]), found["year"], today)


def _iso_day(found: re.Match, today: date) -> When | None:
    return _day(int(found["day"]), int(found["month"]), found["year"], today)


def _day(day: int, month: int, year: str | None, today: date) -> When | None:
    """Without a year: the nearest such day, one ahead counting as twice as far. None when there is no such day."""
    if year:
        years = [int(year) + 2000 if len(year) == 2 else int(year)]
    else:
        years = [today.year - 1, today.year, today.year + 1]
    days = [made for one in years if (made := _real(one, month, day)) is not None]
    return When(min(days, key=lambda made: max((today - made).days, 2 * (made - today).days))) if days else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole_month(found: re.Match, today: date) -> When:
    month = _month_of(found["month"])
    if found["year"]:
        return When(date(int(found["year"]), month, 1), "month")
    return When(date(today.year if month <= today.month else today.year - 1, month, 1), "month")


def _last_month(found: re.Match, today: date) -> When:
    return When((today.replace(day=1) - timedelta(days=1)).replace(day=1), "month")


_MONTH = rf"(?P<month>{'|'.join(name[:3] + '(?:' + name[3:] + ')?' for name in MONTH_NAMES)}|sept)"
_WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_WEEKDAY_ALONE = r"mon(?:day)?|tue(?:s(?:day)?)?|wednesday|thu(?:rs(?:day)?)?|fri(?:day)?|saturday|sunday"  # "we sat down with" is no Saturday
_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
DATES: list[tuple[str, Callable[[re.Match, date], When | None]]] = [
    (r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", _iso_day),
    (rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY}(?: of)? {_MONTH}{_YEAR}", _named_day),
    (rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY}{_YEAR}", _named_day),
    (rf"(?:{_WEEKDAY},? )?(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/(?P<year>(?:19|20)?\d\d))?", _numbered_day),
    (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)?\d\d)", _numbered_day),
    (r"(?:the )?day before yesterday", _ago(2)),
    (r"yesterday(?: morning| afternoon| evening)?|last night", _ago(1)),
    (r"today|this (?:morning|afternoon|evening)|tonight|just now", _ago(0)),
    (r"tomorrow(?: morning| afternoon| evening)?", _ago(-1)),
    (r"a week ago", _ago(7)),
    (r"(?P<days>\d{1,2}) days ago", lambda found, today: When(today - timedelta(days=int(found["days"])))),
    (rf"(?P<which>last|next|this coming|coming|this) (?P<weekday>{_WEEKDAY})(?: morning| afternoon| evening)?", _weekday),
    (rf"(?P<which>)(?P<weekday>{_WEEKDAY_ALONE})(?: morning| afternoon| evening)?", _weekday),
    (r"last month", _last_month),
    (rf"(?<=in )(?:early |late )?{_MONTH}(?: (?P<year>(?:19|20)\d\d))?", _whole_month),
]  # fmt: skip


def _take_time(text: str) -> tuple[str, time | None]:
    found = _word(r"(?:at |from )?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>am|pm)|(?:at |from )?(?P<hour24>\d{1,2}):(?P<minute24>\d\d)").search(
        text
    )
    if found is None:
        return text, None
    hour, minute = int(found["hour"] or found["hour24"]), int(found["minute"] or found["minute24"] or 0)
    half = (found["half"] or "").lower()
    if half and not 1 <= hour <= 12 or hour > 23 or minute > 59:
        return text, None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return _without(text, found), time(hour, minute)


def _take_number(text: str) -> tuple[str, int | None, str]:
    """`with 14 residents of Swanley`: the number goes, the words stay for the title."""
    found = _word(rf"(?P<about>about |around |some |roughly |~ ?)?(?P<number>\d{{1,6}}) (?P<people>(?:\w+ )?{PEOPLE})").search(text)
    if found is None:
        return text, None, ""
    method = "responses" if found["people"].lower().endswith("responses") else "estimate" if found["about"] else "register"
    kept = text[: found.start()] + found["people"] + text[found.end() :]
    return kept, int(found["number"]), method


def _take_kind(text: str) -> tuple[str, str, str]:
    """The type and how it was held. Words that only say how are taken out; so is the type where it starts the line."""
    how, taken = "", text
    for code, pattern in HOW_WORDS.items():
        found = _word(pattern).search(taken)
        if found:
            how = code
            if not _word(KEPT_AS_TYPE).search(found[0]) and not re.match(r" (?:meeting|call)", taken[found.end() :], re.IGNORECASE):
                taken = _without(taken, found)
            break
    hits = [(found.start(), -len(found[0]), code, found) for code, pattern in TYPE_WORDS.items() if (found := _before_topic(pattern, taken))]
    if not hits:
        return taken, "", how
    _start, _length, code, found = min(hits, key=lambda hit: hit[:2])
    follows = _word(NAMES_FOLLOW).fullmatch(found[0].split()[-1])  # "met Healthwatch": the verb says that names follow
    left = f"{taken[: found.start()]}{' with ' if follows else ' '}{taken[found.end() :]}"
    return re.sub(r"\bwith +(with|to|by)\b", "with", " ".join(left.split()), flags=re.IGNORECASE), code, how


def _before_topic(pattern: str, text: str) -> re.Match | None:
    """The first such words that are not part of what it was about."""
    found = _word(pattern).search(text)
    topic = _word(r"about|regarding|concerning|re:?|to discuss").search(text)
    return None if found is None or (topic and topic.start() < found.start()) else found


def _split(text: str) -> tuple[str, str]:
    """Who, and what it was about."""
    text = re.sub(
        r"^(?:i|we|had|have had|went to|did|got|received|attended|an?|the|my|our)\s+(?:(?:an?|the|my|our)\s+)?", "", text.strip(), flags=re.IGNORECASE
    )
    named = re.search(r"(?:^|\s)(?:with|from|to|by)\s+(?P<rest>.*)$", text, re.IGNORECASE)
    before = text[: named.start()].strip() if named else ""
    rest = named["rest"] if named else text
    about = re.search(r"(?:^|\s)(?P<word>about|regarding|concerning|re:?|to discuss|to talk about|on|for|[:–—-])\s+(?P<topic>.*)$", rest, re.IGNORECASE)
    who, topic = (rest[: about.start()], about["topic"]) if about else (rest, "")
    if before:  # "stroke pathway meeting with Engage Kent": the type is gone, what it was about stands first
        before_topic = re.sub(r"^(?:about|on|for|regarding|re:?)\s+", "", before, flags=re.IGNORECASE)
        topic = f"{before_topic} {topic}".strip()
    return who.strip(" ,.;"), topic.strip(" ,.;")

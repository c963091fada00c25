"""Months as weeks of days, and what stands on each day. Pure functions, nothing asks the database."""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils.dates import MONTHS

FIRST_YEAR = 1948
"""The NHS began in July 1948: no activity is older."""
YEARS_AHEAD = 10
ASKED = re.compile(r"([0-9]{1,4})-([0-9]{1,2})")


@dataclass(frozen=True, order=True)
class Month:
    """One month of the calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{MONTHS[self.number]} {self.year}"

    @property
    def key(self) -> str:
        """As in addresses: `2026-07`."""
        return f"{self.year}-{self.number:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def days(self) -> list[date]:
        return days_between(self.first, self.last)

    def moved(self, by: int) -> "Month":
        """The month so many months later, or earlier."""
        years, number = divmod(self.year * 12 + self.number - 1 + by, 12)
        return Month(years, number + 1)

    def weeks(self) -> list[list[date]]:
        """Whole weeks from Monday to Sunday, so the days before and behind the month too."""
        return calendar.Calendar(calendar.MONDAY).monthdatescalendar(self.year, self.number)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def earliest() -> Month:
    return Month(FIRST_YEAR, 1)


def latest(today: date) -> Month:
    return Month(today.year + YEARS_AHEAD, 12)


def asked_month(text: str, today: date) -> tuple[Month, bool]:
    """The month that an address names as `2026-07`, or the nearest that is shown; whether it is the one asked for."""
    if not text:
        return month_of(today), True
    match = ASKED.fullmatch(text.strip())
    if match is None:
        return month_of(today), False
    year, number = int(match[1]), int(match[2])
    asked = Month(year, min(max(number, 1), 12))
    nearest = min(max(asked, earliest()), latest(today))
    return nearest, nearest == asked and asked.number == number


def days_between(first: date, last: date) -> list[date]:
    """Both ends are in it."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True)
class Entry:
    """One thing that stands in the calendar, on one day or on several.

    Attributes:
        kind: What it is: `activity`, `stage`, `decision`.
        label: The kind in words: `Meeting`, `Paper due`.
        status: In words: `Planned`, `Held`, `Cancelled`; "" where nothing is planned or held.
        may_be_held: One press turns it into a held one.
        is_close: Another activity is too close (`activities.calendar.clashes`).
    """

    kind: str
    key: int
    title: str
    href: str
    first: date
    last: date
    label: str
    status: str = ""
    starts: time | None = None
    ends: time | None = None
    reference: str = ""
    is_planned: bool = False
    is_cancelled: bool = False
    is_training: bool = False
    may_be_held: bool = False
    is_close: bool = False

    @property
    def time_words(self) -> str:
        """`14:00`, or "" where no time was written down."""
        return f"{self.starts:%H:%M}" if self.starts else ""

    @property
    def lasts_days(self) -> bool:
        return self.last > self.first


@dataclass(frozen=True)
class Day:
    """One day of the calendar with what is shown on it; `more` is how many entries are not."""

    on: date
    entries: tuple[Entry, ...] = ()
    more: int = 0
    holiday: str = ""
    periods: tuple[str, ...] = ()
    is_today: bool = False
    is_past: bool = False
    is_inside: bool = True
    """In the month that is shown, not in the weeks around it."""

    @property
    def is_weekend(self) -> bool:
        return self.on.weekday() >= 5

    @property
    def has_words(self) -> bool:
        """Whether a list of days names it; restricted periods are said once above."""
        return bool(self.entries or self.more or self.holiday or self.is_today)


@dataclass(frozen=True)
class Marks:
    """What lies on days whoever plans something: bank holidays by day, restricted periods as (first, last, name)."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    periods: tuple[tuple[date, date, str], ...] = ()

    def periods_on(self, day: date) -> tuple[str, ...]:
        return tuple(name for first, last, name in self.periods if first <= day <= last)


def lay_out(
    days: Iterable[date], entries: Iterable[Entry], *, left_out: Mapping[date, int], per_day: int, marks: Marks, today: date, month: Month | None = None
) -> list[Day]:
    """Each day with its entries: those without a time first, then by time. What lasts several days is shown on each.

    Args:
        left_out: How many further ones a day has that nobody read from the database.
        per_day: So many are shown.
        month: Days of other months are marked as outside.
    """
    wanted = list(days)
    on: dict[date, list[Entry]] = {day: [] for day in wanted}
    for entry in entries:
        if not wanted:
            break
        for day in days_between(max(entry.first, wanted[0]), min(entry.last, wanted[-1])):
            if day in on:
                on[day].append(entry)
    found = []
    for day in wanted:
        ordered = sorted(on[day], key=lambda entry: (entry.starts is not None, entry.starts or time.min, entry.title, entry.key))
        found.append(
            Day(
                on=day,
                entries=tuple(ordered[:per_day]),
                more=max(0, len(ordered) - per_day) + left_out.get(day, 0),
                holiday=marks.holidays.get(day, ""),
                periods=marks.periods_on(day),
                is_today=day == today,
                is_past=day < today,
                is_inside=month is None or month_of(day) == month,
            )
        )
    return found

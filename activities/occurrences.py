"""On which days a series of meetings takes place. Pure functions: month ends, weekends and bank holidays."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.utils.translation import gettext as _

from activities.models import Series
from activities.working_days import SATURDAY, holiday_on, working_day_from

MOST = 60
"""Longest series planned at once: five years of monthly meetings."""
LAST_DAY = date(2200, 12, 31)
WEEKS = {Series.Every.WEEK: 1, Series.Every.FORTNIGHT: 2}
MONTHS = {Series.Every.MONTH: 1, Series.Every.QUARTER: 3}


@dataclass(frozen=True)
class Occurrence:
    """One day of a series. `moved_from` is the day that the rhythm gave where the meeting could not stay; `why` says so in words."""

    on: date
    moved_from: date | None = None
    why: str = ""


def occurrences(
    first: date, every: str, *, how_many: int = MOST, until: date | None = None, same_weekday: bool = False, not_before: date | None = None
) -> list[Occurrence]:
    """The days after `first`, at most `MOST`, none of them twice.

    Args:
        first: The day of the meeting that comes again; it is not in the answer.
        every: A `Series.Every` with a rhythm; without one there are no days.
        how_many: At most so many more.
        until: None of them after this day.
        not_before: Days before this one are passed over and do not count, as when the first meeting was long ago.
        same_weekday: By the month: "the second Tuesday" in place of "the 14th". The fifth of a weekday means the last.

    A meeting that the rhythm puts on a bank holiday, or on a weekend although the first one is on a weekday, moves to the next
    working day. Months that are too short take their last day; the month after counts from the first meeting again.
    """
    if every not in WEEKS and every not in MONTHS:
        return []
    found: list[Occurrence] = []
    for meant in _rhythm(first, every, same_weekday):
        if len(found) >= min(how_many, MOST) or meant > (until or LAST_DAY):
            break
        made = _movable(meant, weekends_too=first.weekday() >= SATURDAY)
        if until is not None and made.on > until:
            break
        if made.on > (found[-1].on if found else first) and made.on >= (not_before or first):
            found.append(made)
    return found


def _rhythm(first: date, every: str, same_weekday: bool) -> Iterator[date]:
    for number in count(1):
        if every in WEEKS:
            yield first + timedelta(weeks=WEEKS[every] * number)
        else:
            yield _months_later(first, MONTHS[every] * number, same_weekday)


def _months_later(first: date, months: int, same_weekday: bool) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    weekday_of_first, days = monthrange(year, month + 1)
    if not same_weekday:
        return date(year, month + 1, min(first.day, days))
    day = 1 + (first.weekday() - weekday_of_first) % 7 + (first.day - 1) // 7 * 7
    return date(year, month + 1, day if day <= days else day - 7)


def _movable(meant: date, *, weekends_too: bool) -> Occurrence:
    holiday = holiday_on(meant)
    if not holiday and (weekends_too or meant.weekday() < SATURDAY):
        return Occurrence(meant)
    why = _("bank holiday: {name}").format(name=holiday) if holiday else _("weekend")
    return Occurrence(working_day_from(meant), meant, why)

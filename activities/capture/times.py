"""When a captured meeting is, in the columns of an activity and in words."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from activities.models import Activity, CapturedMessage


def times_of(message: CapturedMessage) -> dict[str, date | time | None]:
    """`date_from`, `date_to`, `starts_at`, `ends_at` of the activity that an invitation becomes, in local time.

    A meeting until midnight is over on the day it began.
    """
    if message.starts_at is None:
        return {"date_from": None, "date_to": None, "starts_at": None, "ends_at": None}
    start, end = timezone.localtime(message.starts_at), timezone.localtime(message.ends_at) if message.ends_at else None
    last = start if end is None else end if message.is_all_day else max(start, end - timedelta(microseconds=1))
    has_end = end is not None and end > start and end.date() == last.date() and not message.is_all_day
    return {
        "date_from": start.date(),
        "date_to": last.date() if last.date() > start.date() else None,
        "starts_at": None if message.is_all_day else _minute(start.time()),
        "ends_at": _minute(end.time()) if end is not None and has_end else None,
    }


def is_as_invited(activity: Activity, message: CapturedMessage) -> bool:
    """Whether nobody has changed day or hours by hand since the invitation set them. What is empty was not set."""
    stored: dict[str, Any] = {name: getattr(activity, name) for name in ("date_from", "date_to")}
    stored |= {name: _minute(value) if (value := getattr(activity, name)) else None for name in ("starts_at", "ends_at")}
    invited = times_of(message)
    needed = all(stored[name] == invited[name] for name in ("date_from", "starts_at"))
    return needed and all(stored[name] in (None, invited[name]) for name in ("date_to", "ends_at"))


def in_words(message: CapturedMessage) -> str:
    """`Tuesday 3 March 2026, 10:00`."""
    if message.starts_at is None:
        return ""
    start = timezone.localtime(message.starts_at)
    return date_format(start, "l j F Y" if message.is_all_day else "l j F Y, H:i")


def _minute(moment: time) -> time:
    return moment.replace(second=0, microsecond=0)

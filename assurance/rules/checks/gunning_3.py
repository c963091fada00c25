"""Gunning 3: how many days was it open for people to answer?"""

from datetime import date

from assurance.rules.checks.facts import ActivityFact, Facts, days_of
from assurance.rules.checks.finding import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, Finding, Missing, activity_row, counted, listed, words_of
from assurance.rules.checks.settings import enough_days, stays_open

CODE, NAME = "gunning:3", "Days open for people to answer"
NO_NUMBER = "There is no fixed number of weeks in law."


def gunning_3(facts: Facts) -> Finding:
    """Count the days on which people could answer, against the size of the change.

    The longest single opening counts, both days in it; bank holidays and days in restricted periods are taken off and named.
    Only days known exactly are counted. The number of days from which a person is asked to look again is ours, no law.

    Source:
        Gunning 3: enough time; no fixed 12 weeks in law. `assurance/data/checks.json` has the days and their source.
    """
    opened = [activity for activity in facts.activities if stays_open(activity.type_code) and activity.with_public]
    if not opened and not facts.is_asked_gunning:
        sentence = "No survey or consultation is recorded and none is planned: there is nothing that was open for a number of days."
        return Finding(CODE, NAME, DOES_NOT_ARISE, sentence)
    if not opened:
        return Finding(CODE, NAME, NOT_FOUND, f"No survey, consultation or other way to answer over days is recorded. {NO_NUMBER}",
                       missing=(Missing("When people could answer, with the first and the last day"),))  # fmt: skip
    held = [activity for activity in opened if activity.is_held]
    counted_days = {activity: days_open(activity) for activity in held}
    known = {activity: days for activity, days in counted_days.items() if days}
    rows = tuple(map(activity_row, opened))
    missing = tuple(_what_is_missing(activity, facts) for activity in held if activity not in known)
    if not known:
        return Finding(CODE, NAME, CANNOT_TELL if held else NOT_FOUND, f"{_unknown(opened, held)} {NO_NUMBER}", rows, missing)
    return _measured(facts, known, rows, missing)


def days_open(activity: ActivityFact) -> frozenset[date]:
    """Every day on which it was open; empty where the first or the last day is not known."""
    if activity.precision != "day" or activity.date_from is None or activity.date_to is None:
        return frozenset()
    return days_of(activity.date_from, activity.date_to)


def _measured(facts: Facts, known: dict[ActivityFact, frozenset[date]], rows: tuple, missing: tuple[Missing, ...]) -> Finding:
    def left(days: frozenset[date]) -> int:
        return len(days - _taken_off(facts, days))

    longest = max(known, key=lambda activity: (left(known[activity]), len(known[activity]), -activity.pk))
    days = known[longest]
    remaining, (scale, because) = left(days), facts.scale
    ours = enough_days(scale)
    opening = f"{longest.reference} was open for {counted(len(days), 'day')}, {words_of(min(days))} to {words_of(max(days))}."
    parts = [opening, _reduced(facts, days, remaining), NO_NUMBER, f"{because} For a change of that size our own measure is {ours} days."]
    if len(known) > 1:
        parts.insert(1, f"It is the longest of {len(known)}.")
    if missing:
        parts.append(f"First or last day not recorded: {counted(len(missing), 'other')}.")
    if remaining < ours:
        parts.append(f"It was {counted(ours - remaining, 'day')} shorter than that: a person says whether it was enough.")
        missing = (*missing, Missing("Why the time was enough for the subject and its impact"))
    return Finding(CODE, NAME, FOUND if remaining >= ours else PARTLY, " ".join(filter(None, parts)), rows, missing)


def _taken_off(facts: Facts, days: frozenset[date]) -> frozenset[date]:
    """Bank holidays and days in restricted periods, each day once."""
    restricted = {day for first, last, _name in facts.periods for day in days_of(first, last)} if facts.periods else set()
    return frozenset(day for day in days if day in facts.holidays or day in restricted)


def _reduced(facts: Facts, days: frozenset[date], remaining: int) -> str:
    if remaining == len(days):
        return ""
    names = [facts.holidays[day] for day in sorted(days) if day in facts.holidays]
    names += [name for first, last, name in facts.periods if days & days_of(first, last)]
    return f"Not counted: {counted(len(days) - remaining, 'day')} ({listed(names, most=6)}). {counted(remaining, 'day')} left."


def _unknown(opened: list[ActivityFact], held: list[ActivityFact]) -> str:
    names = listed([activity.reference for activity in held or opened])
    if not held:
        return f"Planned, not yet held: {names}."
    return f"The days cannot be counted: the first or the last day is not recorded exactly for {names}."


def _what_is_missing(activity: ActivityFact, facts: Facts) -> Missing:
    what = "last day" if activity.date_from and activity.precision == "day" else "first and last day"
    return Missing(f"The {what} of {activity.reference}", facts.missing.get(f"{activity.reference} date", ""))

"""Gunning 1: did involvement begin before options were fixed?"""

from datetime import date

from assurance.rules.checks.facts import ActivityFact, Facts
from assurance.rules.checks.finding import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, Finding, Missing, activity_row, counted, listed, words_of

CODE, NAME = "gunning:1", "Involvement began before options were fixed"
BEFORE, BEGAN, MAYBE, UNKNOWN, SAME_DAY, AFTER = "before", "began", "maybe", "unknown", "same_day", "after"
NO_DAY_FIXED = Missing("The day on which options were fixed")


def gunning_1(facts: Facts) -> Finding:
    """Compare what was held with people against the day on which options were fixed.

    Only what lies wholly before that day counts as found; what began before and went on counts in part. The same day is not
    before. A month or year that holds the day, and an unknown date, cannot be told. While a decision is not taken and no day
    is recorded on which options were fixed, whatever was held came while they were open, whether its date is known or not.
    A person's correction on the timeline goes first.

    Source:
        Gunning 1: proposals are still formative.
    """
    if facts.no_duty:
        return Finding(CODE, NAME, DOES_NOT_ARISE, "The newest assessment says that the duty does not apply here, and nobody is consulted.")
    if not facts.involving:
        return Finding(CODE, NAME, NOT_FOUND, _nobody(facts), missing=(Missing("Any involvement that was held", "activities"),))
    fixed = facts.options_fixed_on
    if not facts.is_taken and (fixed is None or fixed > facts.today):
        return _still_open(facts)
    day = fixed or facts.decided_on
    if day is None:
        sentence = "The decision was taken; no day is recorded on which options were fixed, and none for the decision."
        missing = (NO_DAY_FIXED, Missing("The date of the decision", "decided-on"))
        return Finding(CODE, NAME, CANNOT_TELL, sentence + _urgent(facts), tuple(map(activity_row, facts.involving)), missing)
    return _against(facts, day, is_fixed=fixed is not None)


def where(activity: ActivityFact, day: date) -> str:
    """Where an activity stands to a day: before, began before, may be before, not known, the same day, after."""
    if activity.was_open is not None:
        return BEFORE if activity.was_open else AFTER
    span, latest_start = activity.span, activity.latest_start
    if span is None or latest_start is None:
        return UNKNOWN
    if span[1] < day:
        return BEFORE
    if latest_start < day:
        return BEGAN
    if span[0] < day:
        return MAYBE
    return SAME_DAY if span[0] == day and activity.precision == "day" else AFTER


def _nobody(facts: Facts) -> str:
    planned = sum(not activity.is_held for activity in facts.activities)
    other = len(facts.activities) - planned
    if not facts.activities:
        return "No activity is recorded." + _urgent(facts)
    found = [f"{counted(planned, 'activity', 'activities')} planned and not recorded as held"] if planned else []
    found += [f"{counted(other, 'activity', 'activities')} that only told people, were not with the public, or have no stated level"] if other else []
    return f"No involvement that was held is recorded: there are {listed(found)}." + _urgent(facts)


def _still_open(facts: Facts) -> Finding:
    """Nothing is fixed yet: what was held came in time."""
    fixed = facts.options_fixed_on
    in_time = [activity for activity in facts.involving if activity.was_open is not False]
    if not in_time:
        return Finding(CODE, NAME, NOT_FOUND, "A person placed all that was held after options were fixed.", tuple(map(activity_row, facts.involving)))
    known = sorted((activity for activity in in_time if activity.date_from), key=lambda activity: (activity.date_from, activity.pk))
    unknown = [activity for activity in in_time if not activity.date_from]
    fixing = f"options are to be fixed on {words_of(fixed)}" if fixed else "no day is recorded on which options were fixed"
    parts = [f"The decision is not taken yet, and {fixing}. {counted(len(in_time), 'activity', 'activities')} with people came while options were open."]
    if known:
        parts.append(f"The first with a date: {known[0].reference}, {known[0].when}.")
    if unknown:
        parts.append(f"Dates are not known for {len(unknown)}.")
    return Finding(CODE, NAME, FOUND, " ".join(parts), tuple(map(activity_row, [*known, *unknown])))


def _against(facts: Facts, day: date, *, is_fixed: bool) -> Finding:
    placed = [(where(activity, day), activity) for activity in facts.involving]
    order = (BEFORE, BEGAN, MAYBE, UNKNOWN, SAME_DAY, AFTER)
    by_place = {name: [activity for place, activity in placed if place == name] for name in order}
    what = f"options were fixed on {words_of(day)}" if is_fixed else f"the decision on {words_of(day)}"
    state, parts = CANNOT_TELL, []
    if by_place[BEFORE]:
        state = FOUND if is_fixed else PARTLY
        parts.append(_began(by_place[BEFORE], len(facts.involving), day, what))
    elif by_place[BEGAN]:
        state = PARTLY
        parts.append(f"{listed([activity.reference for activity in by_place[BEGAN]])} began before {what} and went on until then or after.")
    elif not by_place[MAYBE] and not by_place[UNKNOWN]:
        state = NOT_FOUND
        parts.append(f"No involvement is recorded before {what}.")
    else:
        parts.append(f"It cannot be told whether involvement began before {what}.")
    parts += _others(by_place)
    if not is_fixed:
        parts.append("No day is recorded on which options were fixed.")
    rows = tuple(activity_row(activity) for name in order for activity in by_place[name])
    undated = [Missing(f"The date of {activity.reference}", facts.missing.get(f"{activity.reference} date", "")) for activity in by_place[UNKNOWN]]
    missing = (*(() if is_fixed else (NO_DAY_FIXED,)), *(() if state == FOUND else undated))
    return Finding(CODE, NAME, state, " ".join(parts) + _urgent(facts), rows, missing)


def _began(before: list[ActivityFact], number: int, day: date, what: str) -> str:
    dated = [(span[0], activity.reference, activity) for activity in before if (span := activity.span)]
    came = f"{len(before)} of {counted(number, 'activity', 'activities')} with people came wholly before that day."
    if not dated:
        return f"{came} A person placed {'it' if len(before) == 1 else 'them'} there."
    start, reference, first = min(dated, key=lambda row: row[:2])
    if first.precision != "day":
        return f"Involvement began in {first.when} ({reference}). {came}"
    ahead = f", {counted((day - start).days, 'day')} before {what}" if start < day else ""
    return f"Involvement began on {words_of(start)} ({reference}){ahead}. {came}"


def _others(by_place: dict[str, list[ActivityFact]]) -> list[str]:
    says = {
        BEGAN: "began before and went on: {names}." if by_place[BEFORE] else "",
        MAYBE: "the recorded month or year holds that day: {names}.",
        UNKNOWN: "date not known: {names}.",
        SAME_DAY: "on that very day, which is not before: {names}.",
        AFTER: "after that day: {names}.",
    }
    found = []
    for name, words in says.items():
        if words and by_place[name]:
            text = words.format(names=listed([activity.reference for activity in by_place[name]]))
            found.append(text[0].upper() + text[1:])
    return found


def _urgent(facts: Facts) -> str:
    return " The decision is marked as urgent, taken before involvement was possible." if facts.is_urgent else ""

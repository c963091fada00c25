"""Were people told what came of it, and how long did it take?"""

from datetime import date, timedelta

from assurance.rules.checks.facts import Facts, ResponseFact
from assurance.rules.checks.finding import FOUND, NOT_FOUND, PARTLY, Finding, Missing, Row, counted, words_of
from assurance.rules.checks.settings import settings

CODE, NAME = "feedback:1", "People were told what came of it"


def feedback(facts: Facts) -> Finding:
    """Responses approved, published and told, and the days from the end of involvement, and from the decision, to telling.

    Found when a day of telling is recorded for the decision, or for every approved response. Days that are not over yet are
    given as the day by which telling is waited for: that number is ours, in `assurance/data/checks.json`.

    Source:
        Duty to involve, criterion 8: people are told what happened and why, also when the answer was no.
    """
    approved = [item for item in facts.responses if item.approved_on]
    told = sorted(day for day in (facts.told_on, *(item.told_on for item in approved)) if day and day <= facts.today)
    state = _state(facts, approved, told)
    parts = [_responses(facts, approved), *_days(facts, told), _waiting(facts, told), _promised(facts, approved)]
    rows = [Row(item.reference, item.title, _latest(item), "response", str(item.pk)) for item in facts.responses]
    if facts.told_on:
        rows.insert(0, Row(facts.reference, "People were told", words_of(facts.told_on), "decision", str(facts.pk)))
    return Finding(CODE, NAME, state, " ".join(filter(None, parts)), tuple(rows), tuple(_missing(facts, approved, told)))


def _state(facts: Facts, approved: list[ResponseFact], told: list[date]) -> str:
    if facts.told_on and facts.told_on <= facts.today:
        return FOUND
    if approved and all(item.told_on and item.told_on <= facts.today for item in approved):
        return FOUND
    return PARTLY if told or approved else NOT_FOUND


def _responses(facts: Facts, approved: list[ResponseFact]) -> str:
    if not facts.responses:
        return "No response to what people said is recorded." + ("" if facts.is_taken else " The decision is not taken yet.")
    published = sum(item.published_on is not None for item in approved)
    told = sum(item.told_on is not None and item.told_on <= facts.today for item in approved)
    return f"Of {counted(len(facts.responses), 'response')}, {len(approved)} approved, {published} published, {told} with contributors told."


def _days(facts: Facts, told: list[date]) -> list[str]:
    if not told:
        return ["No day is recorded on which people were told."]
    first, parts = told[0], [f"The first day on which people were told is {words_of(told[0])}"]
    end = facts.end_of_last
    if end == first:
        parts.append("the last day of involvement")
    elif end and end < first:
        parts.append(f"{counted((first - end).days, 'day')} after the last involvement on {words_of(end)}")
    elif end:
        parts.append(f"while involvement went on until {words_of(end)}")
    if facts.decided_on:
        days = (first - facts.decided_on).days
        when = (
            "on the day of the decision"
            if days == 0
            else f"{counted(abs(days), 'day')} {'after' if days > 0 else 'before'} the decision on {words_of(facts.decided_on)}"
        )
        parts.append(when)
    return [", ".join(parts) + "."]


def _waiting(facts: Facts, told: list[date]) -> str:
    """The plan in its own words, and the day from which telling is late by our own measure."""
    parts = [f"The plan says: “{facts.telling_plan.rstrip('.')}”."] if facts.telling_plan and not told else []
    if facts.decided_on and not told:
        by = facts.decided_on + timedelta(days=settings()["tell_within"]["days"])
        parts.append(f"Our own measure is to tell people by {words_of(by)}.")
    return " ".join(parts)


def _promised(facts: Facts, approved: list[ResponseFact]) -> str:
    """A day given in a response that is over while nobody was told of it."""
    promised = [(item.will_do_by, item.reference) for item in approved if item.will_do_by and item.told_on is None]
    late = [(day, reference) for day, reference in promised if day < facts.today]
    return f"{late[0][1]} said it would be done by {words_of(late[0][0])}; contributors were not told since." if late else ""


def _latest(item: ResponseFact) -> str:
    for day, words in ((item.told_on, "told"), (item.published_on, "published"), (item.approved_on, "approved")):
        if day:
            return f"{words} {words_of(day)}"
    return "draft"


def _missing(facts: Facts, approved: list[ResponseFact], told: list[date]) -> list[Missing]:
    found = []
    if not approved:
        found.append(Missing("A response that is approved", "feedback"))
    if not told:
        found.append(Missing("The day on which people were told"))
        if not facts.telling_plan:
            found.append(Missing("How people will be told: channel, date, owner"))
    return found

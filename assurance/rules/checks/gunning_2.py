"""Gunning 2: was information published, in which formats, and when?"""

from datetime import date

from assurance.rules.checks.facts import Facts, PublishedFact
from assurance.rules.checks.finding import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, Finding, Missing, Row, activity_row, counted, listed, words_of
from assurance.rules.checks.settings import formats_in

CODE, NAME = "gunning:2", "Information was published, in formats people can use"


def gunning_2(facts: Facts) -> Finding:
    """Look for what informed people: published files and pages, and public pages of activities, and when involvement began.

    What is published on the first day of involvement or before is in time. An activity's own public page counts only when it
    was published before the activity was over: a report afterwards informed nobody's answer. A file carries no day of
    publication; then the records cannot tell. Formats are read from titles and from adjustments that were offered or met.

    Source:
        Gunning 2: enough information for an informed reply.
    """
    if facts.no_duty:
        return Finding(CODE, NAME, DOES_NOT_ARISE, "The newest assessment says that the duty does not apply here, and nobody is consulted.")
    if not facts.involving:
        return Finding(CODE, NAME, NOT_FOUND, "No involvement that was held is recorded, so there is nothing that people had to be informed for.",
                       missing=(Missing("Any involvement that was held", "activities"),))  # fmt: skip
    published = [*facts.published, *_own_pages(facts)]
    formats, offering = _formats(facts, published)
    rows = (*map(_row, published), *offering)
    if not published:
        sentence = "No published file, page or document is recorded." + _in_formats(formats)
        return Finding(CODE, NAME, NOT_FOUND, sentence, rows, (_nothing(facts),))
    began = min((activity.span[0] for activity in facts.involving if activity.span and activity.precision == "day"), default=None)
    state, sentence, missing = _in_time(published, began, formats, facts)
    return Finding(CODE, NAME, state, sentence + _in_formats(formats), rows, missing)


def _in_time(published: list[PublishedFact], began: date | None, formats: list[str], facts: Facts) -> tuple[str, str, tuple[Missing, ...]]:
    number = counted(len(published), "published item")
    dated = sorted(item.on for item in published if item.on)
    if began is None:
        return CANNOT_TELL, f"{number} recorded; the day on which involvement began is not known.", (Missing("The day on which involvement began"),)
    start = f"involvement began on {words_of(began)}"
    in_time = [day for day in dated if day <= began]
    undated = len(published) - len(dated)
    if in_time:
        when = "on the same day" if in_time[0] == began else f"{counted((began - in_time[0]).days, 'day')} before"
        sentence = f"{number} recorded, the first published on {words_of(in_time[0])}; {start}, so it was there {when}."
        if when == "on the same day":
            sentence = f"{number} recorded, the first published on {words_of(in_time[0])}, the day on which involvement began."
        if formats:
            return FOUND, sentence, ()
        return PARTLY, sentence, (Missing("A format other than a page or document: easy read, large print, languages, British Sign Language, paper or phone"),)
    if undated:
        return CANNOT_TELL, f"{number} recorded, {undated} without a day of publication; {start}.", (Missing("The day on which information was published"),)
    return PARTLY, f"{number} recorded, the first published on {words_of(dated[0])}; {start}, which was before that.", (Missing("Information from the start"),)


def _own_pages(facts: Facts) -> list[PublishedFact]:
    """Public pages of activities that were there while people could still take part."""
    return [
        PublishedFact("activity", str(activity.pk), f"Public page of {activity.title}", activity.told_publicly_on, activity.reference)
        for activity in facts.activities
        if activity.told_publicly_on and activity.span and activity.told_publicly_on <= activity.span[1]
    ]


def _formats(facts: Facts, published: list[PublishedFact]) -> tuple[list[str], list[Row]]:
    """Formats that are named, and the activities that offered them."""
    found = [name for item in published for name in formats_in(item.title)]
    rows = []
    for activity in facts.activities:
        named = formats_in(activity.words)
        if activity.type_code == "phone-line" and activity.is_held:
            named = (*named, "phone")
        if named:
            rows.append(activity_row(activity))
        found += named
    return list(dict.fromkeys(found)), rows


def _in_formats(formats: list[str]) -> str:
    return f" Also offered: {listed(formats, most=9)}." if formats else " No other format is named in the records."


def _row(item: PublishedFact) -> Row:
    return Row(item.reference, item.title, words_of(item.on) if item.on else "Day of publication not recorded", item.kind, item.key)


def _nothing(facts: Facts) -> Missing:
    gap = next((code for name, code in facts.missing.items() if name.endswith(" questions")), "")
    return Missing("What people were given to read or answer, as a published file or page", gap)

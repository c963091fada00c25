"""Gunning 2, worked out by hand. Involvement began on Tuesday 10 March 2026."""

from datetime import date

import pytest

from assurance.rules.checks import PublishedFact, gunning_2
from tests.assurance.checks.building import activity, facts

SURVEY = activity(1, date(2026, 3, 10), date(2026, 4, 10), type_code="survey")
UNDATED = activity(1, type_code="survey")


def page(on: date | None = None, title: str = "Page about the proposal") -> PublishedFact:
    return PublishedFact("web", "https://www.example.nhs.uk/proposal", title, on)


CASES = {
    # the first day of involvement is in time, the day after is not
    "the day before": (facts(SURVEY, published=(page(date(2026, 3, 9), "Easy read leaflet"),)),
        "found", "so it was there 1 day before. Also offered: easy read."),
    "the same day": (facts(SURVEY, published=(page(date(2026, 3, 10), "Easy read leaflet"),)), "found", "the day on which involvement began"),
    "the day after": (facts(SURVEY, published=(page(date(2026, 3, 11), "Easy read leaflet"),)), "partly", "which was before that"),
    # in time, but nothing says that it came in another form than a page
    "one format": (facts(SURVEY, published=(page(date(2026, 3, 9)),)), "partly", "No other format is named in the records."),
    # an adjustment offered, or a phone service that ran, is a format as well
    "an adjustment": (facts(SURVEY, activity(2, date(2026, 4, 1), words="BSL and large print "), published=(page(date(2026, 3, 9)),)), "found",
                      "Also offered: large print and British Sign Language."),
    "a phone service": (facts(SURVEY, activity(2, date(2026, 3, 12), type_code="phone-line"), published=(page(date(2026, 3, 9)),)),
        "found", "Also offered: phone."),
    "a phone service that is only planned": (
        facts(SURVEY, activity(2, date(2026, 12, 1), type_code="phone-line", is_held=False), published=(page(date(2026, 3, 9)),)), "partly", "No other format"),
    # words are whole words: “video” in “videographer” and “phone” in “microphone” name no format
    "not a format": (facts(SURVEY, activity(2, date(2026, 4, 1), words="Microphone, videographer"), published=(page(date(2026, 3, 9)),)),
        "partly", "No other format"),
    # without a day of publication, or of the start, the records cannot tell
    "published, no day": (facts(SURVEY, published=(page(),)), "cannot_tell", "1 without a day of publication"),
    "the start is not known": (facts(UNDATED, published=(page(date(2026, 3, 9)),)), "cannot_tell", "the day on which involvement began is not known"),
    "the start is known to the month": (
        facts(activity(1, date(2026, 3, 1), precision="month"), published=(page(date(2026, 2, 1)),)), "cannot_tell", "is not known"),
    "one dated late, one without a day": (facts(SURVEY, published=(page(date(2026, 4, 1)), page())), "cannot_tell", "1 without a day of publication"),
    # an activity's own page counts while people could still take part, not afterwards
    "own page from the first day": (facts(activity(1, date(2026, 3, 10), told_publicly_on=date(2026, 3, 10), words="on paper")),
        "found", "Also offered: paper."),
    "own page on its last day": (
        facts(activity(1, date(2026, 3, 10), date(2026, 4, 10), told_publicly_on=date(2026, 4, 10))), "partly", "which was before that"),
    "own page the day after it ended": (
        facts(activity(1, date(2026, 3, 10), date(2026, 4, 10), told_publicly_on=date(2026, 4, 11))), "not_found", "No published file"),
    "own page, date of the activity not known": (facts(activity(1, told_publicly_on=date(2026, 4, 11))), "not_found", "No published file"),
    "nothing published": (facts(SURVEY), "not_found", "No published file, page or document is recorded."),
    "nobody involved": (facts(published=(page(date(2026, 3, 9)),)), "not_found", "nothing that people had to be informed for"),
    "the duty does not apply": (facts(assessed_as="does-not-apply"), "does_not_arise", "does not apply here"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(case, state, says):
    finding = gunning_2(case)
    assert (finding.state, says in finding.sentence) == (state, True), finding


def test_what_people_were_asked_points_to_the_gap_that_asks_for_it():
    missing = gunning_2(facts(SURVEY, missing={"ACT-1 date": "fact-1", "ACT-1 questions": "fact-2"})).missing
    assert [item.gap for item in missing] == ["fact-2"]

"""Gunning 1, worked out by hand. Options were fixed on Friday 15 May 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assurance.rules.checks import gunning_1
from tests.assurance.checks.building import FIXED, activity, facts, taken

BEST_FIRST = ("found", "partly", "cannot_tell", "not_found")

CASES = {
    # the day before is before; the day itself is not; the day after is not
    "the day before": (taken(activity(1, date(2026, 5, 14))), "found", "1 day before options were fixed on Fri 15 May 2026"),
    "the same day": (taken(activity(1, date(2026, 5, 15))), "not_found", "On that very day, which is not before: ACT-1."),
    "the day after": (taken(activity(1, date(2026, 5, 16))), "not_found", "After that day: ACT-1."),
    # 10 March to 15 May: 21 days left of March, 30 of April, 15 of May = 66
    "weeks before": (taken(activity(1, date(2026, 3, 10))), "found", "began on Tue 10 March 2026 (ACT-1), 66 days before"),
    # a range that ends the day before is wholly before; one that ends on the day went on until then
    "a range up to the day before": (taken(activity(1, date(2026, 5, 1), date(2026, 5, 14))), "found", "14 days before"),
    "a range that ends on the day": (taken(activity(1, date(2026, 5, 1), date(2026, 5, 15))), "partly", "went on until then or after"),
    "a range across the day": (taken(activity(1, date(2026, 5, 1), date(2026, 6, 1))), "partly", "ACT-1 began before"),
    "an earlier one beside the range": (taken(activity(1, date(2026, 5, 1), date(2026, 6, 1)), activity(2, date(2026, 5, 2))),
        "found", "Began before and went on: ACT-1."),
    # April lies wholly before 15 May, May holds it, June lies after
    "the month before": (taken(activity(1, date(2026, 4, 1), precision="month")), "found", "Involvement began in"),
    "the month that holds the day": (taken(activity(1, date(2026, 5, 1), precision="month")), "cannot_tell", "holds that day: ACT-1."),
    "the month after": (taken(activity(1, date(2026, 6, 1), precision="month")), "not_found", "After that day: ACT-1."),
    # April to May, to the month: it began before for certain and may have gone on
    "months across the day": (taken(activity(1, date(2026, 4, 1), date(2026, 5, 1), precision="month")), "partly", "ACT-1 began before"),
    "the year that holds the day": (taken(activity(1, date(2026, 1, 1), precision="year")), "cannot_tell", "holds that day: ACT-1."),
    "the year before": (taken(activity(1, date(2025, 1, 1), precision="year")), "found", "Involvement began in"),
    "no date": (taken(activity(1)), "cannot_tell", "Date not known: ACT-1."),
    "no date, and one after": (taken(activity(1), activity(2, date(2026, 6, 1))), "cannot_tell", "Date not known: ACT-1."),
    "no date, and one before": (taken(activity(1), activity(2, date(2026, 5, 1))), "found", "1 of 2 activities with people came wholly before that day."),
    # telling people is no involvement; nor is what was planned, staff engagement, or a level nobody stated
    "only told": (taken(activity(1, date(2026, 3, 1), level="inform")), "not_found", "only told people"),
    "no level stated": (taken(activity(1, date(2026, 3, 1), level="")), "not_found", "have no stated level"),
    "staff alone": (taken(activity(1, date(2026, 3, 1), with_public=False)), "not_found", "were not with the public"),
    "planned alone": (taken(activity(1, date(2026, 3, 1), is_held=False)), "not_found", "1 activity planned and not recorded as held"),
    "nothing": (taken(), "not_found", "No activity is recorded."),
    # no day on which options were fixed: before the decision is something, but not that
    "fixed not recorded, before the decision": (taken(activity(1, date(2026, 9, 2)), options_fixed_on=None),
        "partly", "1 day before the decision on Thu 3 September 2026"),
    "fixed not recorded, day of the decision": (taken(activity(1, date(2026, 9, 3)), options_fixed_on=None),
        "not_found", "No day is recorded on which options were fixed."),
    "neither day recorded": (taken(activity(1, date(2026, 3, 1)), options_fixed_on=None, decided_on=None), "cannot_tell", "and none for the decision"),
    # not taken, nothing fixed: whatever was held came while options were open, whether its date is known or not
    "not taken": (facts(activity(1)), "found", "Dates are not known for 1."),
    "not taken, fixed later": (facts(activity(1), options_fixed_on=date(2026, 11, 3)), "found", "options are to be fixed on Tue 3 November 2026"),
    "not taken, fixed today": (facts(activity(1), options_fixed_on=date(2026, 11, 2)), "cannot_tell", "Date not known: ACT-1."),
    "not taken, fixed before": (facts(activity(1, date(2026, 5, 16)), options_fixed_on=FIXED), "not_found", "After that day: ACT-1."),
    "not taken, nobody": (facts(), "not_found", "No activity is recorded."),
    # a person knew better
    "placed before by a person": (taken(activity(1, was_open=True)), "found", "A person placed it there."),
    "placed before by a person, dated after": (taken(activity(1, date(2026, 5, 16), was_open=True)), "found", "began on Sat 16 May 2026 (ACT-1). 1 of 1"),
    "placed after by a person": (taken(activity(1, date(2026, 3, 1), was_open=False)), "not_found", "After that day: ACT-1."),
    "not taken, placed after by a person": (facts(activity(1, was_open=False)), "not_found", "A person placed all"),
    # urgent decisions say so, and are measured like any other
    "urgent, nobody": (taken(is_urgent=True), "not_found", "taken before involvement was possible"),
    "urgent, afterwards": (taken(activity(1, date(2026, 9, 4)), is_urgent=True), "not_found", "taken before involvement was possible"),
    # the duty does not apply and nobody was asked; asked all the same, the check stands
    "the duty does not apply": (taken(assessed_as="does-not-apply"), "does_not_arise", "says that the duty does not apply"),
    "not our duty, yet people were asked": (taken(activity(1, date(2026, 5, 14)), assessed_as="not-our-duty"), "found", "1 day before"),
    "does not apply, yet it consults": (taken(assessed_as="does-not-apply", consults=True), "not_found", "No activity is recorded."),
}  # fmt: skip


@pytest.mark.parametrize(("case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(case, state, says):
    finding = gunning_1(case)
    assert (finding.state, says in finding.sentence) == (state, True), finding


def test_a_month_that_cannot_be_told_asks_for_nothing_and_a_missing_date_asks_for_it():
    assert gunning_1(taken(activity(1, date(2026, 5, 1), precision="month"))).missing == ()
    asked = gunning_1(taken(activity(1), missing={"ACT-1 date": "fact-7"})).missing
    assert [(item.text, item.gap) for item in asked] == [("The date of ACT-1", "fact-7")]


def test_it_rests_on_every_involving_activity_what_came_before_first():
    rows = gunning_1(taken(activity(1, date(2026, 6, 1)), activity(2, date(2026, 5, 1)), activity(3, level="inform"))).rows
    assert [row.reference for row in rows] == ["ACT-2", "ACT-1"]


days = st.dates(date(2026, 1, 1), date(2026, 10, 30))
some = st.builds(
    lambda number, day, length, precision: activity(
        number, None if precision == "unknown" else day, None if precision == "unknown" else day + timedelta(days=length),
        **({} if precision == "unknown" else {"precision": precision}),
    ),
    st.integers(1, 99), days, st.integers(0, 60), st.sampled_from(["day", "month", "unknown"]),
)  # fmt: skip


@given(st.lists(some, max_size=5), some, st.booleans(), st.sampled_from([FIXED, None]))
def test_one_more_activity_never_makes_it_worse(before, more, is_taken, fixed):
    def rank(*activities):
        case = taken(*activities, options_fixed_on=fixed) if is_taken else facts(*activities, options_fixed_on=fixed)
        return BEST_FIRST.index(gunning_1(case).state)

    assert rank(*before, more) <= rank(*before)


@given(st.lists(some, max_size=5), days)
def test_an_activity_wholly_before_the_day_is_always_found(others, day):
    case = taken(*others, activity(100, min(day, FIXED - timedelta(days=1))))
    assert gunning_1(case).state == "found"

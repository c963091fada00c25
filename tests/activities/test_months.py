"""Months, days and what stands on them: pure functions."""

from datetime import date, time

import pytest

from activities.calendar.holidays import bank_holidays
from activities.calendar.months import Entry, Marks, Month, asked_month, days_between, lay_out

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "month", "is_asked"),
    [
        ("", Month(2026, 11), True),
        ("2026-07", Month(2026, 7), True),
        ("2026-7", Month(2026, 7), True),
        ("1948-01", Month(1948, 1), True),
        ("1947-12", Month(1948, 1), False),
        ("0001-01", Month(1948, 1), False),
        ("0000-00", Month(1948, 1), False),
        ("2036-12", Month(2036, 12), True),
        ("2037-01", Month(2036, 12), False),
        ("9999-12", Month(2036, 12), False),
        ("2026-13", Month(2026, 12), False),
        ("2026-00", Month(2026, 1), False),
        ("July", Month(2026, 11), False),
        ("2026-07-14", Month(2026, 11), False),
        ("२०२६-०७", Month(2026, 11), False),
    ],
)
def test_a_month_that_is_not_there_becomes_the_nearest(typed, month, is_asked):
    assert asked_month(typed, TODAY) == (month, is_asked)


def test_months_follow_each_other_over_the_year():
    assert Month(2026, 12).moved(1) == Month(2027, 1)
    assert Month(2026, 1).moved(-1) == Month(2025, 12)
    assert Month(2026, 3).moved(-15) == Month(2024, 12)


def test_weeks_are_whole_and_start_on_monday():
    for month in (Month(2026, 2), Month(2027, 2), Month(1948, 1), Month(2036, 12)):
        weeks = month.weeks()
        assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
        assert set(month.days) <= {day for week in weeks for day in week}


def entry(title="Meeting", first=date(2026, 7, 14), last=None, **more) -> Entry:
    return Entry("activity", 1, title, "/", first, last or first, "Meeting", **more)


def laid_out(entries, **more):
    values = {"left_out": {}, "per_day": 4, "marks": Marks(), "today": TODAY} | more
    return {day.on: day for day in lay_out(days_between(date(2026, 7, 13), date(2026, 7, 19)), entries, **values)}


def test_several_days_show_on_each_and_no_further():
    days = laid_out([entry(first=date(2026, 7, 10), last=date(2026, 7, 14)), entry(first=date(2026, 7, 19), last=date(2027, 1, 1))])
    assert [day.on.day for day in days.values() if day.entries] == [13, 14, 19]


def test_a_day_is_in_the_order_of_its_times():
    names = [entry("Late", starts=time(15)), entry("Early", starts=time(9)), entry("All day"), entry("Also all day")]
    assert [item.title for item in laid_out(names)[date(2026, 7, 14)].entries] == ["All day", "Also all day", "Early", "Late"]


def test_a_busy_day_counts_what_it_does_not_show():
    day = laid_out([entry(str(number)) for number in range(6)], left_out={date(2026, 7, 14): 10})[date(2026, 7, 14)]
    assert (len(day.entries), day.more) == (4, 12)


def test_marks_and_today_stand_on_their_days():
    marks = Marks({date(2026, 7, 15): "A holiday"}, ((date(2026, 7, 16), date(2026, 8, 1), "A period"),))
    days = laid_out([], marks=marks, today=date(2026, 7, 14), month=Month(2026, 7))
    assert [day.on.day for day in days.values() if day.holiday] == [15]
    assert [day.on.day for day in days.values() if day.periods] == [16, 17, 18, 19]
    assert [day.on.day for day in days.values() if day.is_today] == [14]
    assert [day.on.day for day in days.values() if day.is_past] == [13]
    assert [day.on.day for day in days.values() if day.has_words] == [14, 15]


def test_bank_holidays_are_those_of_england():
    found = bank_holidays(date(2026, 12, 20), date(2027, 1, 2))
    assert found[date(2026, 12, 25)] == "Christmas Day" and found[date(2027, 1, 1)] == "New Year's Day"
    assert date(2026, 12, 28) in found  # in place of Boxing Day, a Saturday
    assert date(2027, 1, 4) not in bank_holidays(date(2027, 1, 1), date(2027, 1, 31))  # Scotland's
    assert bank_holidays(date(2026, 7, 1), date(2026, 7, 31)) == {}

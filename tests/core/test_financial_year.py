"""The NHS financial year runs from 1 April to 31 March."""

from datetime import date

import pytest

from crm.core.financial_year import FinancialYear, Quarter


@pytest.mark.parametrize(
    ("day", "label"),
    [(date(2026, 3, 31), "2025/26"), (date(2026, 4, 1), "2026/27"), (date(2020, 6, 1), "2020/21"), (date(1999, 12, 31), "1999/00")],
)
def test_a_day_lies_in_one_year(day, label):
    year = FinancialYear.of(day)
    assert year.label == label
    assert year.starts_on <= day <= year.ends_on
    assert FinancialYear.parse(label) == year


@pytest.mark.parametrize("label", ["2026", "2026/28", "26/27", "2026-27", "", "2026/27x"])
def test_what_is_not_a_year_is_refused(label):
    with pytest.raises(ValueError, match="financial year"):
        FinancialYear.parse(label)


def test_the_year_before():
    assert FinancialYear.parse("2026/27").previous.label == "2025/26"


@pytest.mark.parametrize(
    ("day", "label", "first", "last"),
    [
        (date(2026, 4, 1), "2026/27 Q1", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 30), "2026/27 Q2", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 11, 23), "2026/27 Q3", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), "2026/27 Q4", date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_a_day_lies_in_one_quarter(day, label, first, last):
    quarter = Quarter.of(day)
    assert (quarter.label, quarter.starts_on, quarter.ends_on) == (label, first, last)
    assert Quarter.parse(label) == quarter
    assert quarter.next.previous == quarter.previous.next == quarter


@pytest.mark.parametrize("label", ["2026/27", "2026/27 Q5", "Q3", "2026/28 Q1", ""])
def test_what_is_not_a_quarter_is_refused(label):
    with pytest.raises(ValueError, match="not a "):
        Quarter.parse(label)

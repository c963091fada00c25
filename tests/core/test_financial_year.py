"""The NHS financial year runs from 1 April to 31 March."""

from datetime import date

import pytest

from crm.core.financial_year import FinancialYear


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

"""The NHS financial year, 1 April to 31 March, which assurance and reports are made for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True, order=True)
class FinancialYear:
    """A year by the calendar year in which it begins: `FinancialYear(2026)` is 2026/27."""

    first: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The year that a day lies in."""
        return cls(day.year if (day.month, day.day) >= (4, 1) else day.year - 1)

    @classmethod
    def parse(cls, label: str) -> Self:
        """From `2026/27`.

        Raises:
            ValueError: Not a financial year.
        """
        found = re.fullmatch(r"(\d{4})/(\d{2})", label.strip())
        if not found or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError(f"{label!r} is not a financial year like 2026/27.")
        return cls(int(found[1]))

    @property
    def label(self) -> str:
        """`2026/27`."""
        return f"{self.first}/{(self.first + 1) % 100:02d}"

    @property
    def starts_on(self) -> date:
        return date(self.first, 4, 1)

    @property
    def ends_on(self) -> date:
        return date(self.first + 1, 3, 31)

    @property
    def previous(self) -> Self:
        return type(self)(self.first - 1)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of the financial year; the first begins on 1 April."""

    year: FinancialYear
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that a day lies in."""
        return cls(FinancialYear.of(day), (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def parse(cls, label: str) -> Self:
        """From `2026/27 Q3`.

        Raises:
            ValueError: Not a quarter.
        """
        year, _space, number = label.strip().rpartition(" ")
        if number not in ("Q1", "Q2", "Q3", "Q4"):
            raise ValueError(f"{label!r} is not a quarter like 2026/27 Q3.")
        return cls(FinancialYear.parse(year), int(number[1]))

    @property
    def label(self) -> str:
        """`2026/27 Q3`."""
        return f"{self.year.label} Q{self.number}"

    @property
    def starts_on(self) -> date:
        return date(self.year.first + (self.number == 4), (self.number * 3) % 12 + 1, 1)

    @property
    def ends_on(self) -> date:
        return self.next.starts_on - timedelta(days=1)

    @property
    def next(self) -> Self:
        return type(self)(self.year, self.number + 1) if self.number < 4 else type(self)(type(self.year)(self.year.first + 1), 1)

    @property
    def previous(self) -> Self:
        return type(self)(self.year, self.number - 1) if self.number > 1 else type(self)(self.year.previous, 4)

"""The NHS financial year, 1 April to 31 March, which assurance and reports are made for."""

import re
from dataclasses import dataclass
from datetime import date
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

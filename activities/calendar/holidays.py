"""Bank holidays of England, as the package `holidays` knows them; nothing here is typed by hand."""

from datetime import date
from functools import lru_cache

import holidays


def bank_holidays(first: date, last: date) -> dict[date, str]:
    """Names of the bank holidays between two days, both in it."""
    return {day: name for year in range(first.year, last.year + 1) for day, name in _of_year(year).items() if first <= day <= last}


@lru_cache(maxsize=32)
def _of_year(year: int) -> dict[date, str]:
    return {day: str(name) for day, name in sorted(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB").items())}

"""Working days of England: Monday to Friday without bank holidays. Pure functions over the calendar."""

from datetime import date, timedelta

from activities.calendar.holidays import bank_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def holiday_on(day: date) -> str:
    """The name of the bank holiday on that day, or ""."""
    return bank_holidays(day, day).get(day, "")


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and not holiday_on(day)


def working_day_from(day: date) -> date:
    """That day if it is a working day, else the next one."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def after_working_days(day: date, count: int) -> date:
    """The day that is `count` working days after `day`; `day` itself does not count."""
    for _number in range(count):
        day = working_day_from(day + ONE_DAY)
    return day

"""Facts for hand-computed cases: what a case does not say is not recorded."""

from datetime import date
from typing import Any

from assurance.rules.checks import ActivityFact, Facts

TODAY = date(2026, 11, 2)
FIXED = date(2026, 5, 15)
DECIDED = date(2026, 9, 3)


def activity(number: int = 1, day: date | None = None, until: date | None = None, **values: Any) -> ActivityFact:
    """A held activity with people, `ACT-<number>`; without a day its date is not known."""
    if day is None:
        values["precision"] = "unknown"
    return ActivityFact(number, f"ACT-{number}", f"Activity {number}", date_from=day, date_to=until, when=str(day or ""), **values)


def facts(*activities: ActivityFact, **values: Any) -> Facts:
    return Facts(**({"today": TODAY, "activities": activities} | values))


def taken(*activities: ActivityFact, **values: Any) -> Facts:
    """A decision that was taken on 3 September 2026, its options fixed on 15 May 2026, unless the case says otherwise."""
    return facts(*activities, **({"is_taken": True, "options_fixed_on": FIXED, "decided_on": DECIDED} | values))

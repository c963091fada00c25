"""What was still open when an activity happened. Nothing is guessed: what cannot be told is `unknown`, and says why."""

import calendar
from dataclasses import dataclass
from datetime import date

BEFORE_FIXED = "before_fixed"
OPTIONS_OPEN = "options_open"
HOW_TO = "how_to"
TOLD = "told"
UNKNOWN = "unknown"
WORDS = {
    BEFORE_FIXED: "Before options were fixed",
    OPTIONS_OPEN: "While options were open",
    HOW_TO: "After the decision, on how to carry it out",
    TOLD: "After everything was fixed: told",
    UNKNOWN: "Date not known",
}
WHILE_OPEN = (BEFORE_FIXED, OPTIONS_OPEN)


@dataclass(frozen=True)
class DecisionDates:
    """The milestones of a decision that activities are placed by; None is not known, or not yet."""

    is_taken: bool = False
    options_open_on: date | None = None
    options_fixed_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True)
class ActivityDates:
    """When an activity happened, as far as it is known, and its level of participation."""

    date_from: date | None = None
    date_to: date | None = None
    precision: str = "day"
    level: str = ""

    def span(self) -> tuple[date, date] | None:
        """First and last day on which it may have happened, None when the date is not known."""
        if self.date_from is None or self.precision == "unknown":
            return None
        last = self.date_to or self.date_from
        if self.precision == "month":
            return self.date_from.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1])
        if self.precision == "year":
            return self.date_from.replace(month=1, day=1), last.replace(month=12, day=31)
        return self.date_from, last


@dataclass(frozen=True)
class Placed:
    """Where an activity stands on the decision's timeline. `why` is empty when the words alone say it."""

    placing: str
    why: str = ""
    is_corrected: bool = False

    @property
    def words(self) -> str:
        return WORDS[self.placing]

    @property
    def while_open(self) -> bool:
        return self.placing in WHILE_OPEN


def place(activity: ActivityDates, decision: DecisionDates) -> Placed:
    """Place an activity by what was still open.

    Before the options were fixed it is `before_fixed`, or `options_open` where the day on which options opened is known
    and past. After the decision, work with people on how to carry it out is `how_to`; everything else after the options
    were fixed is `told`. An activity that began while options were open counts as such even if it ended later. A month
    or a year that holds the day on which options were fixed, or the decision, cannot be placed.

    Source:
        Gunning 1 (proposals still formative).
    """
    span = activity.span()
    if span is None:
        return Placed(UNKNOWN, "The date of the activity is not known.")
    first, last = span
    is_exact = activity.precision == "day"
    fixed = decision.options_fixed_on
    if fixed is None and decision.is_taken:
        if decision.decided_on is None or first < decision.decided_on:
            return Placed(UNKNOWN, "The day on which options were fixed is not recorded.")
        fixed = decision.decided_on
    if fixed is None or first < fixed:
        if fixed is not None and last >= fixed and not is_exact:
            return Placed(UNKNOWN, "Options were fixed within the time that the date allows for.")
        opened = decision.options_open_on
        return Placed(OPTIONS_OPEN if opened is not None and first >= opened else BEFORE_FIXED)
    decided = decision.decided_on
    if decided is not None and first < decided <= last and not is_exact:
        return Placed(UNKNOWN, "The decision was taken within the time that the date allows for.")
    if decided is not None and first >= decided and activity.level not in ("", "inform"):
        return Placed(HOW_TO)
    return Placed(TOLD)


def finding(placed: list[Placed]) -> str:
    """What a timeline shows, in one sentence: its title."""
    number = len(placed)
    if number == 0:
        return "No activity is recorded yet"
    unknown = sum(item.placing == UNKNOWN for item in placed)
    in_time = sum(item.while_open for item in placed)
    if unknown == number:
        return "One activity, its date not known" if number == 1 else f"None of {number} activities can be placed: dates are not known"
    what = "activity" if number == 1 else "activities"
    sentence = f"{in_time} of {number} {what} came before options were fixed"
    return f"{sentence}; {unknown} cannot be placed" if unknown else sentence

"""Stages of a decision: the ordinary path and the path of a service reconfiguration. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from activities.rules import day_text

ORDINARY = (
    ("idea", "Idea"), ("scoping", "Scoping: assessment, what is known, who is affected"), ("pre_engagement", "Pre-engagement"), ("engagement", "Engagement"),
    ("options", "Options fixed"), ("consultation", "Consultation, if needed"), ("analysis", "Analysis"), ("findings", "Findings with the decision-maker"),
    ("decision", "Decision"), ("feedback", "Feedback"), ("implementation", "Implementation"), ("evaluation", "Evaluation"), ("closed", "Closed"),
)  # fmt: skip
"""Source: NHS engagement toolkits."""

RECONFIGURATION = (
    ("idea", "Idea"), ("case_for_change", "Case for change"), ("pre_engagement", "Pre-engagement"), ("options_long_list", "Long list of options"),
    ("options", "Options appraised and fixed"), ("scrutiny_asked", "Scrutiny asked: is it substantial?"), ("assurance", "Assurance against the five tests"),
    ("sos_notified", "Secretary of State notified"), ("consultation", "Formal consultation"), ("analysis", "Independent analysis"),
    ("scrutiny_reply", "Scrutiny committee’s reply"), ("findings", "Decision-making business case, with the findings"), ("decision", "Decision of the Board"),
    ("feedback", "Feedback"), ("implementation", "Implementation"), ("evaluation", "Evaluation"),
)  # fmt: skip
"""Source: NHS Act 2006 s.244 and Schedule 10A; NHS England guidance on service change (2018, addendum 2022)."""

PATHS = {"ordinary": ORDINARY, "reconfiguration": RECONFIGURATION}

DATE_OF = {"options": "options_fixed_on", "findings": "findings_sent_on", "decision": "decided_on", "feedback": "told_on"}
"""Stages whose day is a date of the decision itself, so that nobody types it twice."""
PLANNED_OF = {"decision": "expected_on"}

DUTIES = {"reconfiguration": {"la-scrutiny": "substantial", "sos-notify": "substantial", "la-joint": "two-councils"}}
"""Duties that a path asks about, by the trigger of the involvement assessment that leads to them (`assurance.rules.duties`)."""

REACHED, SKIPPED, AHEAD = "reached", "skipped", "ahead"


@dataclass(frozen=True)
class StageFacts:
    """What is written down about one stage."""

    planned_on: date | None = None
    actual_on: date | None = None
    skipped_because: str = ""
    note: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage of a path with its dates. `is_given` says that its day is kept with the decision."""

    code: str
    name: str
    planned_on: date | None
    actual_on: date | None
    skipped_because: str
    note: str

    @property
    def is_given(self) -> bool:
        return self.code in DATE_OF

    @property
    def state(self) -> str:
        if self.actual_on:
            return REACHED
        return SKIPPED if self.skipped_because else AHEAD

    @property
    def days_late(self) -> int | None:
        """Days after the plan on which it was reached, None where either is not known."""
        return (self.actual_on - self.planned_on).days if self.actual_on and self.planned_on else None


@dataclass(frozen=True)
class Asked:
    """A scrutiny committee that was asked to reply by a day."""

    committee: str
    reply_by: date | None
    replied_on: date | None


@dataclass(frozen=True)
class Period:
    """A pre-election or other restricted period, both days in it."""

    name: str
    starts_on: date
    ends_on: date


def stages_of(path: str, stored: Mapping[str, StageFacts], dates: Mapping[str, date | None]) -> tuple[Stage, ...]:
    """The stages of `path` in order. `dates`: the decision's own, by column name."""
    found = []
    for code, name in PATHS[path]:
        facts = stored.get(code, StageFacts())
        actual = dates.get(DATE_OF[code]) if code in DATE_OF else facts.actual_on
        planned = dates.get(PLANNED_OF[code]) if code in PLANNED_OF else facts.planned_on
        found.append(Stage(code, name, planned, actual, "" if actual else facts.skipped_because, facts.note))
    return tuple(found)


def current(stages: Iterable[Stage]) -> Stage | None:
    """The last stage that was reached, None before the first."""
    return next((stage for stage in reversed(list(stages)) if stage.state == REACHED), None)


def following(stages: Iterable[Stage]) -> Stage | None:
    """The first stage still ahead after the last that was reached."""
    listed = list(stages)
    here = current(listed)
    rest = listed[listed.index(here) + 1 :] if here else listed
    return next((stage for stage in rest if stage.state == AHEAD), None)


def warnings(stages: Iterable[Stage]) -> list[str]:
    """What does not fit together, in words. Nothing is forbidden: a record may be of a mess."""
    listed = list(stages)
    found = []
    reached = [stage for stage in listed if stage.state == REACHED]
    for earlier, later in zip(reached, reached[1:], strict=False):
        if earlier.actual_on and later.actual_on and later.actual_on < earlier.actual_on:
            found.append(f"“{later.name}” was reached before “{earlier.name}”.")
    last = listed.index(reached[-1]) if reached else 0
    for stage in listed[:last]:
        if stage.state == AHEAD:
            found.append(f"“{stage.name}” was passed: say when it was reached, or why it was skipped.")
    return found


def before_the_reply(decided_on: date | None, is_taken: bool, asked: Iterable[Asked]) -> list[str]:
    """Committees that still had time to reply, and had not replied, on the day of the decision.

    Args:
        decided_on: When it was taken, or is expected.
    """
    if decided_on is None:
        return []
    verb = "was taken" if is_taken else "is expected"
    return [
        f"The decision {verb} on {day_text(decided_on)}, before {day_text(row.reply_by)}, by when {row.committee} was asked to reply."
        for row in asked
        if row.reply_by and decided_on < row.reply_by and (row.replied_on is None or row.replied_on > decided_on)
    ]


def in_restricted_periods(stages: Iterable[Stage], periods: Iterable[Period], today: date) -> list[str]:
    """A consultation that runs or is planned in a restricted period, and a day of decision or feedback that lies in one.

    What is over is not said: nothing can be done about it. A consultation runs until its analysis is reached, or is planned.
    """
    listed, known = {stage.code: stage for stage in stages}, list(periods)
    found = []
    for code, words in (("consultation", "The consultation"), ("decision", "The day of the decision"), ("feedback", "The day on which people are told")):
        span = _span(listed, code, today)
        if span is None or span[1] < today:
            continue
        for period in known:
            if span[0] <= period.ends_on and period.starts_on <= span[1]:
                days = f"{day_text(period.starts_on)} to {day_text(period.ends_on)}"
                found.append(f"{words} is in a restricted period: {period.name}, {days}.")
    return found


def _span(stages: Mapping[str, Stage], code: str, today: date) -> tuple[date, date] | None:
    """First and last day of a stage that is ahead or runs; None where no day is known, or it was skipped."""
    stage = stages.get(code)
    first = (stage.actual_on or stage.planned_on) if stage and stage.state != SKIPPED else None
    if stage is None or first is None:
        return None
    if code != "consultation":
        return first, first
    after = stages["analysis"]
    last = after.actual_on or after.planned_on or (today if stage.actual_on else first)
    return first, max(first, last)

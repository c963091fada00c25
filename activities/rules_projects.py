"""What follows from the stages of a project: how late it is, what closes next, the same plan from another day. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Project, ProjectStage, Stage
from activities.rules import day_text

ORDER = {code: number for number, code in enumerate(Stage.values)}
PLAN_COLUMNS = ("aims", "can_influence", "cannot_influence", "audiences", "methods", "who_does_it", "budget", "risks", "feedback_plan")
"""The texts of an engagement plan, in the order in which they are written and read."""


@dataclass(frozen=True)
class Slip:
    """How far a project is from its plan.

    Attributes:
        days: After the planned day; negative is early.
        stage: Code of the stage.
        what: `started` or `ended`.
        planned: The day planned.
        is_open: It has not happened yet, so the days still grow.
    """

    days: int
    stage: str
    what: str
    planned: date
    is_open: bool

    @property
    def words(self) -> str:
        """`12 days late`, `3 days early` or `On time`."""
        if self.days == 0:
            return _("On time")
        count = abs(self.days)
        words = ngettext("%(n)s day late", "%(n)s days late", count) if self.days > 0 else ngettext("%(n)s day early", "%(n)s days early", count)
        return words % {"n": f"{count:,}"}

    @property
    def why(self) -> str:
        """`Options should have ended Tue 10 November 2026`, or which day was planned for what did happen."""
        label, day = str(Stage(self.stage).label), day_text(self.planned)
        if self.is_open:
            words = _("{stage} should have ended {day}") if self.what == "ended" else _("{stage} should have started {day}")
        else:
            words = _("{stage} was to end {day}") if self.what == "ended" else _("{stage} was to start {day}")
        return words.format(stage=label, day=day)


def slip_of(current: str, stages: Iterable[ProjectStage], today: date) -> Slip | None:
    """How late the project is: what is overdue now, the longest first; otherwise how the newest dated step went.

    Stages before `current` are over, whether or not somebody wrote down when, and skipped ones never count.

    Args:
        current: Code of the stage that the project is in.

    Returns:
        None where no planned date has come, or nothing can be compared.
    """
    done: list[Slip] = []
    overdue: list[Slip] = []
    for stage in sorted(stages, key=lambda row: ORDER[row.stage]):
        if stage.skipped_because:
            continue
        for what, planned, actual in (("started", stage.planned_from, stage.actual_from), ("ended", stage.planned_to, stage.actual_to)):
            if planned is None:
                continue
            if actual is not None:
                done.append(Slip((actual - planned).days, stage.stage, what, planned, is_open=False))
            elif _is_awaited(current, stage, what) and planned < today:
                overdue.append(Slip((today - planned).days, stage.stage, what, planned, is_open=True))
    if overdue:
        return max(overdue, key=lambda slip: slip.days)
    return done[-1] if done else None


def _is_awaited(current: str, stage: ProjectStage, what: str) -> bool:
    """Whether this step of the stage is still to come, as the project stands."""
    if current == Stage.CLOSED or ORDER[stage.stage] < ORDER[current]:
        return False
    if what == "ended":
        return True
    return ORDER[stage.stage] > ORDER[current] and stage.actual_to is None


@dataclass(frozen=True)
class Closing:
    """A day on which something ends."""

    stage: str
    on: date

    @property
    def label(self) -> str:
        return str(Stage(self.stage).label)


def closings_of(current: str, stages: Iterable[ProjectStage]) -> list[Closing]:
    """When the stage that the project is in ends by plan, and when its consultation does; soonest first, what has ended left out."""
    if current == Stage.CLOSED:
        return []
    found = [
        Closing(stage.stage, stage.planned_to)
        for stage in stages
        if stage.planned_to is not None
        and stage.actual_to is None
        and not stage.skipped_because
        and (stage.stage == current or (stage.stage == Stage.CONSULTATION and ORDER[stage.stage] > ORDER[current]))
    ]
    return sorted(found, key=lambda closing: (closing.on, ORDER[closing.stage]))


def shifted_stages(stages: Iterable[ProjectStage], starts_on: date | None) -> list[dict]:
    """The planned stages with the same lengths and gaps, from another first day. Dates held and reasons for skipping stay behind.

    Returns:
        Rows for `services.create_project`; none without a first day, or where nothing was planned.
    """
    planned = [stage for stage in stages if not stage.skipped_because and (stage.planned_from or stage.planned_to)]
    days = [day for stage in planned for day in (stage.planned_from, stage.planned_to) if day is not None]
    if starts_on is None or not days:
        return []
    by = starts_on - min(days)
    return [
        {
            "stage": stage.stage,
            "planned_from": stage.planned_from + by if stage.planned_from else None,
            "planned_to": stage.planned_to + by if stage.planned_to else None,
        }
        for stage in planned
    ]


def plan_gaps(project: Project) -> list[str]:
    """Names of the parts of the engagement plan that are not written yet, in order."""
    names = {field.name: str(field.verbose_name) for field in Project._meta.concrete_fields}
    return [names[column] for column in PLAN_COLUMNS if not getattr(project, column).strip()]

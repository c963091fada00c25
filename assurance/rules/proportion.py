"""A plan in proportion to a planned change: what to do, and by when, counted back from the day of the decision. Pure but for the data file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "proportionate_plans.json"

NOT_NEEDED = ("does-not-apply", "not-our-duty")
LARGE = {"substantial", "two-councils", "decommissioning"}
NOTICEABLE = {"model-of-care", "move", "procurement", "practice", "hours", "eligibility", "temporary"}


@dataclass(frozen=True)
class Step:
    """One thing to do. `by` is None where no day can be counted; `is_late` when that day has passed."""

    text: str
    by: date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Plan:
    """A starting point for the engagement plan. `because` says what made it this large."""

    scale: str
    name: str
    because: str
    steps: tuple[Step, ...]


def scale_of(*, outcome: str, affects_manner: str = "", affects_range: str = "", triggers: Iterable[str] = ()) -> tuple[str, str]:
    """How large a plan is called for (`none`, `light`, `focused`, `full`), and why, in words.

    It is a proposal, never a limit: the law asks that involvement is in proportion, and fixes no number of weeks or methods.
    """
    set_off = set(triggers)
    if outcome in NOT_NEEDED:
        return "none", "The test says that the duty does not apply, or is another organisation's."
    if set_off & LARGE:
        return "full", "A service may end, or the change may be substantial."
    if affects_manner == "yes" and affects_range == "yes":
        return "full", "It would affect both how services are delivered and which services there are."
    if "yes" in (affects_manner, affects_range):
        return "focused", "People who use the services would notice."
    if set_off & NOTICEABLE:
        return "focused", "Changes of this kind are usually noticed by people who use the services."
    if outcome == "applies-met-by-existing-insight":
        return "light", "People have already told us about this."
    return "light", "No effect on people who use the services is named."


def plan_for(*, expected_on: date | None, today: date, **answers) -> Plan:
    """The plan for the answers of an involvement assessment (`scale_of` takes the same), with days where the decision has one."""
    scale, because = scale_of(**answers)
    stored = _plans()[scale]
    return Plan(scale, stored["name"], because, tuple(_step(step, expected_on, today) for step in stored["steps"]))


def _step(step: dict, expected_on: date | None, today: date) -> Step:
    if expected_on is None or step["weeks"] is None:
        return Step(step["text"])
    by = expected_on - timedelta(weeks=step["weeks"])
    return Step(step["text"], by, by < today)


@cache
def _plans() -> dict[str, dict]:
    return {plan["scale"]: plan for plan in json.loads(FILE.read_text(encoding="utf-8"))["plans"]}

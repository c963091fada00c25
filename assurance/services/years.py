"""Opening a framework's year, judging it, writing down its result. Judgements are people's; nothing is copied from year to year unseen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.rules import day_text
from assurance.models import Action, AssuranceReview, Criterion, Framework, FrameworkYear
from assurance.rules.year_scores import NOT_APPLICABLE
from assurance.services.actions import raise_action
from assurance.years import criteria_in_force
from crm.core import history
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from crm.core.services import explained

DETAILS = ("made_by_text", "due_on", "submitted_on")
OWN = ("own_text", "own_role", "own_on")
RESULT = ("result_label", "result_score", "result_text", "result_on", "result_source")


def refusal(framework: Framework, year: FinancialYear) -> str:
    """Why a framework cannot be judged for a year, in words; "" when it can."""
    if framework.use != Framework.Use.YEAR:
        return f"{framework} is read for each decision, not for a year."
    starts, ends = framework.valid_from, framework.valid_to
    if (starts is None or starts <= year.ends_on) and (ends is None or ends >= year.starts_on):
        return ""
    span = " ".join(filter(None, [f"from {day_text(starts)}" if starts else "", f"until {day_text(ends)}" if ends else ""]))
    after = f" It was followed by {framework.succeeded_by}." if framework.succeeded_by and ends and ends < year.starts_on else ""
    return f"{framework} is in force {span}. No day of {year} lies in that time.{after}"


@transaction.atomic
def open_year(framework: Framework, year: FinancialYear, *, actor: User, made_by_text: str = "", due_on: date | None = None) -> FrameworkYear:
    """Open a framework for a financial year. Nothing is taken over from the year before.

    Raises:
        ValidationError: On `year`, when the framework was not in force then or the year is already open.
    """
    if words := refusal(framework, year):
        raise ValidationError({"year": words})
    made = FrameworkYear(
        framework=framework, year=year.label, starts_on=year.starts_on, ends_on=year.ends_on, made_by_text=made_by_text.strip(), due_on=due_on
    )  # fmt: skip
    made.clean_fields()
    with history.because(actor, "open_year"), explained():
        made.save()
    return made


@transaction.atomic
def judge(
    year: FrameworkYear, *, criterion: Criterion | None = None, domain: str = "", verdict: str, comment: str, reviewer_role: str, on: date, actor: User
) -> AssuranceReview:
    """Record what a named reviewer concluded on one criterion or one domain; earlier judgements stay.

    Args:
        verdict: A code of the framework's scale, or `not_applicable`; "" where the scale is a narrative or the verdict is only in words.

    Raises:
        ValidationError: Not a verdict of the scale, not applicable without a reason, nothing said at all, or a criterion or domain
            that is not of this year.
    """
    framework = year.framework
    in_force = criteria_in_force(framework, FinancialYear.parse(year.year))
    if criterion is not None and not in_force.filter(pk=criterion.pk).exists():
        raise ValidationError("This criterion was not in force in that year.", code="other_year")
    if domain and not in_force.filter(domain=domain).exists():
        raise ValidationError("This domain was not in force in that year.", code="other_year")
    codes = {value["code"] for value in framework.scale.values} if framework.scale else set()
    if verdict and verdict not in codes | {NOT_APPLICABLE}:
        raise ValidationError({"verdict": "Choose one of the verdicts of the scale."})
    if verdict == NOT_APPLICABLE and not comment.strip():
        raise ValidationError({"comment": "Say why it does not apply."})
    review = AssuranceReview(
        framework_year=year, criterion=criterion, domain=domain, verdict=verdict, comment=comment.strip(), reviewer=actor,
        reviewer_role=reviewer_role.strip(), reviewed_on=on,
    )  # fmt: skip
    review.clean_fields()
    with history.because(actor, "judge_year", reason=comment), explained():
        review.save()
    return review


@transaction.atomic
def write_down(year: FrameworkYear, names: Iterable[str], *, actor: User, **values: Any) -> FrameworkYear:
    """Write down facts of a year: `DETAILS`, our `OWN` judgement in words, or the `RESULT` that the assurance body gave.

    Raises:
        ValidationError: A result without its source, our own judgement without who judged.
    """
    year = FrameworkYear.objects.select_for_update(of=("self",)).select_related("framework__scale").get(pk=year.pk)
    written = [name for name in names if name in values]
    for name in written:
        value = values[name]
        setattr(year, name, value.strip() if isinstance(value, str) else value)
    if year.own_text and not year.own_role:
        raise ValidationError({"own_role": "Say in which role you judge."})
    year.clean_fields()
    with history.because(actor, "write_year"), explained():
        year.save(update_fields=written)
    return year


def actions_to_assign_again(year: FrameworkYear, last: FrameworkYear | None) -> list[Action]:
    """What was not done of the year before and is not assigned in this year already. Two queries."""
    if last is None:
        return []
    assigned = set(Action.objects.filter(framework_year=year).values_list("criterion", "text"))
    undone = Action.objects.filter(framework_year=last, done_on=None).select_related("owner", "criterion")
    return [action for action in undone if (action.criterion_id, action.text) not in assigned]


@transaction.atomic
def assign_again(year: FrameworkYear, actions: Iterable[Action], *, due_on: date, actor: User) -> list[Action]:
    """Assign chosen gaps of the year before again, to the same owner with a new day; the old action stays as it was.

    An owner who has left is replaced by their role.
    """
    FrameworkYear.objects.select_for_update(of=("self",)).get(pk=year.pk)  # two presses assign once
    assigned = set(Action.objects.filter(framework_year=year).values_list("criterion", "text"))
    return [
        raise_action(
            framework_year=year, criterion=action.criterion, code=action.raised_by_code, text=action.text,
            owner=action.owner if action.owner and action.owner.is_active else None,
            owner_role=action.owner_role or "Assurance lead", due_on=due_on, actor=actor,
        )
        for action in actions
        if (action.criterion_id, action.text) not in assigned
    ]  # fmt: skip

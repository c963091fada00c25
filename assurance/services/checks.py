"""What a named person makes of a computed check: confirm it, or see it differently and say why."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assurance import policies
from assurance.checking import VIEW_THAT_CONFIRMS
from assurance.models import Action, CheckReview, Decision
from assurance.rules.checks import Finding
from assurance.services.actions import raise_action
from crm.core import history
from crm.core.models import User
from crm.core.services import explained

WANTS_ACTION = (CheckReview.View.NO, CheckReview.View.PARTLY)


@dataclass(frozen=True)
class Recommendation:
    """What is to be done about what is missing. Blank where an action of the same check is open already."""

    text: str = ""
    owner: User | None = None
    owner_role: str = ""
    due_on: date | None = None


@transaction.atomic
def review_check(
    decision: Decision, finding: Finding, *, view: str, reason: str, reviewer_role: str, recommendation: Recommendation, on: date, actor: User
) -> CheckReview:
    """Record a person's view of a check beside what was found; earlier views stay. "No" and "partly" become an action.

    Args:
        finding: From what all staff may see (`checking.common_finding`); its words are stored as they stand.
        view: `yes`, `partly`, `no` or `not_applicable`. Another than the finding's own needs a reason; so does any view
            where the records cannot tell.
        recommendation: Wanted for "no" and "partly" unless an action of this check is still open.
        on: The day of the judgement, local.

    Raises:
        PermissionDenied: The person may not review this decision.
        ValidationError: No reason where one is needed, or nothing recommended, by field.
    """
    if not policies.can_review(actor, decision):
        raise PermissionDenied
    Decision.objects.select_for_update().only("pk").get(pk=decision.pk)  # two who recommend at once do not both find no open action
    review = CheckReview(
        decision=decision, check_code=finding.code, found=finding.state, sentence=finding.sentence, view=view, reason=reason.strip(),
        is_override=VIEW_THAT_CONFIRMS.get(finding.state) != view, reviewer=actor, reviewer_role=reviewer_role.strip(), reviewed_on=on,
    )  # fmt: skip
    review.clean_fields()
    with history.because(actor, "review_check", reason=reason), explained():
        review.save()
    if view in WANTS_ACTION:
        _recommend(decision, finding, recommendation, actor)
    return review


def _recommend(decision: Decision, finding: Finding, wanted: Recommendation, actor: User) -> None:
    if not wanted.text.strip():
        if has_open_action(decision, finding.code):
            return
        raise ValidationError({"text": "Say what is recommended."}, code="recommendation")
    if wanted.due_on is None:
        raise ValidationError({"due_on": "Enter the day by which it is to be done."})
    raise_action(
        decision=decision, code=finding.code, text=wanted.text, owner=wanted.owner, owner_role=wanted.owner_role, due_on=wanted.due_on, actor=actor
    )  # fmt: skip


def has_open_action(decision: Decision, code: str) -> bool:
    """Whether something recommended for this check is not done yet."""
    return Action.objects.filter(decision=decision, raised_by_code=code, done_on__isnull=True).exists()

"""A named person's judgement of a criterion, and of the whole."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assurance import policies
from assurance.models import Criterion, CriterionReview, Decision, DecisionVerdict
from crm.core import history
from crm.core.models import User
from crm.core.services import explained


@transaction.atomic
def review_criterion(
    decision: Decision, criterion: Criterion, *, verdict: str, comment: str, reviewer_role: str, approver_role: str = "", on: date, actor: User
) -> CriterionReview:
    """Record what a reviewer concluded on one criterion; earlier reviews stay.

    Args:
        verdict: `met`, `partly`, `not_met`, or `not_applicable`, which needs a comment and the role that approved it.
        on: The day of the judgement, local.

    Raises:
        PermissionDenied: The person may not review this decision.
        ValidationError: Not applicable without reason and approver.
    """
    if not policies.can_review(actor, decision):
        raise PermissionDenied
    review = CriterionReview(
        decision=decision, criterion=criterion, verdict=verdict, comment=comment.strip(), reviewer=actor, reviewer_role=reviewer_role.strip(),
        reviewed_on=on, approver_role=approver_role.strip(),
    )  # fmt: skip
    review.clean_fields()
    with history.because(actor, "review_criterion", reason=comment), explained():
        review.save()
    return review


@transaction.atomic
def give_verdict(decision: Decision, *, text: str, reviewer_role: str, on: date, actor: User) -> DecisionVerdict:
    """Record the reviewer's judgement of the whole, in their words; packs quote the newest.

    Raises:
        PermissionDenied: The person may not review this decision.
        ValidationError: No words.
    """
    if not policies.can_review(actor, decision):
        raise PermissionDenied
    verdict = DecisionVerdict(decision=decision, text=text.strip(), reviewer=actor, reviewer_role=reviewer_role.strip(), given_on=on)
    verdict.clean_fields()
    with history.because(actor, "give_verdict"), explained():
        verdict.save()
    return verdict

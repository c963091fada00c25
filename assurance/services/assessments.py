"""Does the duty to involve apply? A recorded judgement, approved by somebody else."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assurance import policies
from assurance.models import Decision, DecisionDuty, DutyVersion, InvolvementAssessment
from assurance.rules.duties import Version, duties_that_follow
from assurance.services.decisions import first_role
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User
from crm.core.services import explained

QUESTIONS = (
    "arranged_by_us", "duty_holder", "limb", "affects_manner", "affects_range", "who", "how", "existing_insight", "urgent_reason", "involve_by",
    "triggers", "equality", "inequalities", "scrutiny", "public_promises", "outcome", "reason", "source",
)  # fmt: skip


@transaction.atomic
def assess(decision: Decision, *, answers: dict[str, Any], on: date, actor: User | None, key: UUID | None = None) -> InvolvementAssessment:
    """Record the answers to the test of s.14Z45, and the duties that follow from them by the law as at the decision's date.

    Earlier assessments stay; the newest counts. The caller has asked `policies.can_assess`.

    Args:
        answers: By the names of `QUESTIONS`.
        on: The day of the judgement, local.
        actor: Who answers; None for a colleague with a signed link, whom the history in force names.

    Raises:
        ValidationError: A rule of the table is broken: no reason; "does not apply" without equality, inequalities, scrutiny
            and promises; urgency without why.

    Source:
        NHS Act 2006 s.14Z45 (before 1 July 2022 s.14Z2).
    """
    press, made = earlier_press(InvolvementAssessment, key, actor) if actor else (None, None)
    if made:
        return made
    assessment = InvolvementAssessment(decision=decision, assessed_by=actor, assessed_on=on, **{name: answers[name] for name in QUESTIONS if name in answers})
    for name in ("equality", "inequalities", "scrutiny", "public_promises", "reason", "urgent_reason"):
        setattr(assessment, name, getattr(assessment, name).strip())
    assessment.clean_fields(exclude=["assessed_by"])
    with history.because(actor, "assess", reason=assessment.reason), explained():
        assessment.save()
        _store_duties(decision, assessment)
    remember(press, assessment)
    return assessment


def _store_duties(decision: Decision, assessment: InvolvementAssessment) -> None:
    """Replace the duties that earlier assessments led to by those that follow now."""
    rows = DutyVersion.objects.order_by("pk").values_list("duty__key", "pk", "valid_from", "valid_to")
    following = duties_that_follow(
        [Version(*row) for row in rows],
        as_at=decision.duty_as_at,
        outcome=assessment.outcome,
        consults=decision.consults,
        triggers=assessment.triggers,
    )
    decision.duties.exclude(duty_version__in=[item.version.pk for item in following]).delete()
    for item in following:
        DecisionDuty.objects.update_or_create(decision=decision, duty_version_id=item.version.pk, defaults={"why": item.why})


@transaction.atomic
def approve_assessment(assessment: InvolvementAssessment, *, on: date, actor: User) -> InvolvementAssessment:
    """Approve the newest assessment of a decision, as a role.

    Raises:
        PermissionDenied: The person may not approve, or made it themselves.
        ValidationError: `already_approved`, or a newer assessment replaced it.
    """
    assessment = InvolvementAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if not policies.can_approve_assessment(actor, assessment):
        raise PermissionDenied
    if assessment.approved_on is not None:
        raise ValidationError("This assessment is already approved.", code="already_approved")
    if InvolvementAssessment.objects.filter(decision_id=assessment.decision_id, pk__gt=assessment.pk).exists():
        raise ValidationError("There is a newer assessment. Approve that one.", code="replaced")
    assessment.approved_by, assessment.approved_on, assessment.approver_role = actor, on, first_role(actor)
    with history.because(actor, "approve_assessment"), explained():
        assessment.save(update_fields=["approved_by", "approved_on", "approver_role"])
    return assessment

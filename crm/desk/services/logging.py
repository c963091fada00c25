"""Logging an activity and proposing it as evidence, in one transaction over two apps."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity, CapturedMessage
from activities.services import log_activity
from activities.services.care import move_message_too
from assurance.models import Decision
from assurance.services.evidence import propose_evidence
from crm.desk.services.messages import became


@transaction.atomic
def log_with_evidence(*, decisions: Iterable[Decision] = (), message: CapturedMessage | None = None, actor, **arguments) -> Activity:
    """Log an activity (`activities.services.log_activity`) and propose it as evidence for the decisions that were ticked.

    Args:
        message: The captured message that it was logged from; it belongs to the activity then.

    Raises:
        ValidationError: As `log_activity`; a decision and the activity are not both training examples; or somebody else
            has made something of the message.
    """
    activity = log_activity(actor=actor, **arguments)
    propose_for(activity, decisions, actor=actor)
    if message is not None:
        became(message, activity, actor=actor)
        if arguments.get("care"):
            move_message_too(activity, message, actor=actor)
    return activity


@transaction.atomic
def propose_for(activity: Activity, decisions: Iterable[Decision], *, actor) -> None:
    """Propose a stored activity as evidence. What was proposed before stays as it is."""
    for decision in decisions:
        if decision.is_training != activity.is_training:
            raise ValidationError({"decisions": "Training examples and real decisions stay apart."}, code="training")
        propose_evidence(activity, decision, actor)

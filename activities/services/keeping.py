"""Who may see what was heard and promised: those who may see the activity, always."""

from django.core.exceptions import ValidationError
from django.db.models import F

from activities.models import Activity, Project
from crm.core.models import Record, Visibility

KEPT = ("visibility", "team_id", "named_user_ids", "shared_with_ids")


def keep_like(record: Record, activity: Activity) -> None:
    """Give a point or a promise the visibility and the training mark of the activity it comes from."""
    for column in KEPT:
        setattr(record, column, getattr(activity, column))
    record.is_training = activity.is_training


def keep_children_in_step(activity: Activity) -> None:
    """After the visibility of an activity has changed: its points and promises follow. Two queries."""
    values = {column: getattr(activity, column) for column in KEPT}
    for children in (activity.insights, activity.commitments):
        children.update(**values, version=F("version") + 1)


def name_the_writer(record: Record, actor) -> None:
    """Who restricts a record is among those who may see it; otherwise it would vanish from under their hands."""
    if record.visibility == Visibility.RESTRICTED and actor.pk not in record.named_user_ids:
        record.named_user_ids = [*record.named_user_ids, actor.pk]
    if record.visibility != Visibility.RESTRICTED:
        record.named_user_ids = []


def refuse_mixing(record: Record, project: Project | None) -> None:
    """Training examples and real records stay apart.

    Raises:
        ValidationError: One is a training example and the other is not.
    """
    if project is not None and project.is_training != record.is_training:
        words = "This project is a training example." if project.is_training else "This is a training example. Choose a training project."
        raise ValidationError({"project": words}, code="training")

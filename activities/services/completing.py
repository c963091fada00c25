"""The list "complete this": one answer at a time, or waved away for good."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity, CompletionWaiver
from activities.rules import Prompt
from activities.services.changing import change_activity
from crm.core import history


@transaction.atomic
def answer_prompt(activity: Activity, prompt: Prompt, value: Any, *, actor) -> Activity:
    """Write one answer on an activity. The caller has asked `policies.can_change`.

    Raises:
        ValidationError: Nothing was written, somebody wrote it meanwhile (`answered`), or a rule of the table.
    """
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if not value:
        raise ValidationError({"answer": "Write an answer, or press “Not needed”."}, code="required")
    if getattr(stored, prompt.column):
        raise ValidationError({"answer": "Somebody has filled this in meanwhile. Open the activity to see it."}, code="answered")
    return change_activity(stored, version=stored.version, values={prompt.column: value}, actor=actor, reason="Completed from the list")


@transaction.atomic
def waive_prompt(activity: Activity, prompt: Prompt, *, actor) -> CompletionWaiver:
    """Ask this of the activity no more. Waving it away twice changes nothing."""
    with history.because(actor, "waive_prompt"):
        waiver, _made = CompletionWaiver.objects.get_or_create(activity=activity, prompt=prompt.code, defaults={"by": actor})
    return waiver


@transaction.atomic
def ask_again(activity: Activity, prompt: Prompt, *, actor) -> None:
    """Take back that it is not needed."""
    with history.because(actor, "ask_prompt_again"):
        CompletionWaiver.objects.filter(activity=activity, prompt=prompt.code).delete()

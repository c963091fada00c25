"""After a planned meeting was held: what was heard, what happens next and what was promised, in one press."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity
from activities.services.changing import change_activity
from activities.services.commitments import make_commitment
from crm.core.services import submission


@transaction.atomic
def finish_activity(
    activity: Activity,
    *,
    version: int,
    values: Mapping[str, Any],
    commitments: Iterable[Mapping[str, Any]],
    actor,
    key: UUID | None = None,
    care: str = "",
    **relations,
) -> Activity:
    """Write down what a held activity left behind. The caller has asked `policies.can_change`.

    Args:
        values: `heard` and `next_steps`.
        commitments: Promises made in it, as `make_commitment` takes them.
        key: Of the form that was sent: a second press changes nothing more.
        care: What needs care about it (`Matter`): the words, those of promises too, go to a case; no promise is made of them.
        relations: Other arguments of `change_activity`, such as `counts`.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: It is not held, or a rule of a table is broken; nothing is stored then.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Activity.objects.get(pk=press.object_id)
    if care:
        words = [" · ".join(str(part) for part in promise.values() if part) for promise in commitments]
        values, commitments = {**values, "next_steps": "\n".join([values["next_steps"], *words]).strip()}, []
    stored = change_activity(activity, version=version, values=values, actor=actor, care=care, **relations)
    if stored.status != Activity.Status.HELD:
        raise ValidationError("Say first that it was held.", code="not_held")
    for promise in commitments:
        make_commitment(values=promise, activity=stored, actor=actor)
    if press:
        press.object_id = stored.pk
        press.save(update_fields=["object_id"])
    return stored

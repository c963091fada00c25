"""Two presses of one button make one record."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from crm.core.models import Submission
from crm.core.services import submission

M = TypeVar("M", bound=Model)


def earlier_press(model: type[M], key: UUID | None, actor) -> tuple[Submission | None, M | None]:
    """The press of this form, and the record that an earlier press made. Call it first in the transaction."""
    press = submission(key, actor) if key else None
    if press is None or press.object_id is None:
        return press, None
    return press, model._default_manager.get(pk=press.object_id)


def remember(press: Submission | None, record: Model) -> None:
    """Note which record the press made."""
    if press is not None:
        press.object_id = record.pk
        press.save(update_fields=["object_id"])

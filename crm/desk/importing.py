"""All kinds of files that the desk imports, of whichever app, and the steps that big ones take in the background."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import task

from activities import imports as activity_imports
from crm.core import history
from crm.core.importing import ImportKind, preview, roll_back, run_import
from crm.core.models import ImportBatch, User
from partners import imports as partner_imports

KINDS: dict[str, ImportKind] = {
    kind.code: kind
    for kind in (
        partner_imports.ORGANISATIONS,
        partner_imports.PEOPLE,
        activity_imports.ACTIVITIES,
        partner_imports.ODS,
        partner_imports.CHARITIES,
    )
}

AT_ONCE_BYTES = 500_000
AT_ONCE_ROWS = 1_500
"""Files larger than this are read, imported and rolled back by a background task."""
State = ImportBatch.State


def batches_of(user) -> QuerySet[ImportBatch]:
    """Imports that `user` may look at: their own, their team's, and those of commands. Files hold contact details."""
    own = Q(created_by=user) | Q(created_by=None)
    if user.team_id:
        own |= Q(created_by__team=user.team_id)
    return ImportBatch.objects.filter(own).select_related("created_by")


def is_busy(batch: ImportBatch) -> bool:
    """Whether a task works on it now."""
    return batch.state in (State.PREVIEWING, State.IMPORTING) or batch.mapping.get("rolling_back", False)


def begin_preview(batch: ImportBatch, *, actor) -> ImportBatch:
    """Read a small file now, hand a large one to the background."""
    if batch.file.size <= AT_ONCE_BYTES:
        return preview(batch, KINDS[batch.kind], actor=actor)
    read_file.enqueue(batch.pk, actor.pk)
    return batch


def begin_import(batch: ImportBatch, *, actor) -> ImportBatch:
    """Carry out a small preview now, hand a large one to the background.

    Raises:
        ValidationError: As `run_import`; a task leaves the reason as the message of the batch instead.
    """
    if batch.rows <= AT_ONCE_ROWS:
        return run_import(batch, KINDS[batch.kind], actor=actor)
    return _hand_over(batch, actor, write_records, {"state": State.IMPORTING, "message": ""}, needs=State.PREVIEWED)


def begin_roll_back(batch: ImportBatch, *, actor) -> ImportBatch:
    """Roll back a small import now, hand a large one to the background.

    Raises:
        ValidationError: As `roll_back`.
    """
    if batch.rows <= AT_ONCE_ROWS:
        return roll_back(batch, KINDS[batch.kind], actor=actor)
    return _hand_over(batch, actor, take_back, {"mapping": {**batch.mapping, "rolling_back": True}}, needs=State.IMPORTED)


@transaction.atomic
def _hand_over(batch: ImportBatch, actor, job, values: dict, *, needs: str) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != needs or is_busy(batch):
        raise ValidationError(f"This import is “{batch.get_state_display()}” already.", code="not_previewed")
    for name, value in values.items():
        setattr(batch, name, value)
    with history.because(actor, "import_hand_over"):
        batch.save(update_fields=list(values))
    transaction.on_commit(lambda: job.enqueue(batch.pk, actor.pk))
    return batch


@task()
def read_file(batch_id: int, user_id: int) -> None:
    """Background task: preview one file, from the start if a killed worker left it."""
    _work(batch_id, user_id, preview, while_in=State.PREVIEWING, else_to=State.REFUSED)


@task()
def write_records(batch_id: int, user_id: int) -> None:
    """Background task: carry out one preview. A killed worker left nothing written, so it can run again."""
    _work(batch_id, user_id, run_import, while_in=State.IMPORTING, else_to=State.PREVIEWED)


@task()
def take_back(batch_id: int, user_id: int) -> None:
    """Background task: roll one import back, all or nothing."""
    _work(batch_id, user_id, roll_back, while_in=State.IMPORTED, else_to=State.IMPORTED)


def _work(batch_id: int, user_id: int, step: Callable, *, while_in: str, else_to: str) -> None:
    """Do one step as the person who asked for it; what goes wrong becomes the message of the batch."""
    user = User.objects.get(pk=user_id)
    with history.acting_as(user):
        batch = ImportBatch.objects.get(pk=batch_id)
        if batch.state != while_in:
            return
        message = "It could not be finished. Nothing was changed; try again."
        try:
            if not user.has_right("import_records"):
                raise ValidationError("The person who asked for this may no longer import.", code="no_right")
            step(batch, KINDS[batch.kind], actor=user)
            message = ""
        except ValidationError as error:
            message = " ".join(error.messages)
        finally:
            _finish(batch_id, message, while_in, else_to)


def _finish(batch_id: int, message: str, while_in: str, else_to: str) -> None:
    batch = ImportBatch.objects.get(pk=batch_id)
    batch.mapping.pop("rolling_back", None)
    if message:
        batch.message = message[:500]
        batch.state = else_to if batch.state == while_in else batch.state
    batch.save(update_fields=["mapping", "message", "state"])

"""What every change of a main record goes through: the row lock, the version, the database's own rules in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from crm.core import history


class StaleRecord(Exception):
    """Somebody else saved the record since it was read. `current` is the stored row, for both versions side by side."""

    def __init__(self, current):
        super().__init__(f"{current.reference} was changed by somebody else.")
        self.current = current


def locked(model, pk: int, *, version: int | None = None):
    """The row, locked until the end of the transaction.

    Args:
        version: The version that the editor read; None takes the row whatever its version.

    Raises:
        StaleRecord: The stored version is another.
    """
    record = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and record.version != version:
        raise StaleRecord(record)
    return record


def save_record(record, *, fields: list[str] | None = None):
    """Check the fields, count the version up, store, and say the database's refusals in words. Two queries at most."""
    columns = record._meta.fields
    left_out = {field.name for field in columns if fields is not None and field.name not in fields}
    fetched = {field.name for field in columns if field.is_relation and field.is_cached(record)}  # the row is in hand: no need to ask whether it exists
    record.clean_fields(exclude=left_out | fetched)
    record.clean()
    with explained():
        if record.pk is None or record._state.adding:
            record.save(force_insert=True)
        else:
            record.version += 1
            record.save(update_fields=None if fields is None else [*fields, "version"])
    return record


@transaction.atomic
def archive(record, *, reason: str, actor):
    """Take a record out of daily use; its history and its links stay.

    Raises:
        ValidationError: `already_archived`, or a blank reason.
    """
    record = locked(type(record), record.pk)
    if record.archived_at is not None:
        raise ValidationError("This is already archived.", code="already_archived")
    record.archived_at, record.archived_reason = timezone.now(), reason.strip()
    with history.because(actor, "archive", reason=reason):
        return save_record(record, fields=["archived_at", "archived_reason"])


@transaction.atomic
def restore(record, *, reason: str, actor):
    """Bring an archived record back into daily use.

    Raises:
        ValidationError: `not_archived`.
    """
    record = locked(type(record), record.pk)
    if record.archived_at is None:
        raise ValidationError("This is not archived.", code="not_archived")
    record.archived_at, record.archived_reason = None, ""
    with history.because(actor, "restore", reason=reason):
        return save_record(record, fields=["archived_at", "archived_reason"])


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the database refuses into the message that the constraint carries, next to its field.

    A constraint names its field by `violation_error_code`; unknown constraints are raised as they are.
    """
    try:
        yield
    except IntegrityError as error:
        raise (_explanation(error) or error) from error
    except DataError as error:
        raise ValidationError("One of the values is too long or not of the right kind.", code="bad_value") from error


def _explanation(error: IntegrityError) -> ValidationError | None:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    table = getattr(diagnosis, "table_name", None) or ""
    for model in apps.get_models():
        if model._meta.db_table != table:
            continue
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return _message(model, constraint)
        for field in model._meta.local_fields:
            if field.unique and name.startswith(f"{table}_{field.column}"):
                label = str(field.verbose_name)
                return ValidationError({field.name: f"There is already one with this {label}."})
        column = getattr(diagnosis, "column_name", None)
        if column:
            return ValidationError({column: "This is required."})
    return None


def _message(model, constraint) -> ValidationError:
    message = str(constraint.get_violation_error_message())
    names = {field.name for field in model._meta.get_fields()}
    field = constraint.violation_error_code
    if field not in names:
        fields = getattr(constraint, "fields", ())
        field = fields[-1] if fields else NON_FIELD_ERRORS
    return ValidationError({field: ValidationError(message, code=constraint.name)})

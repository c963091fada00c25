"""Rows that belong to a record and are edited with it: identifiers, other names, roles."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from crm.core.services import explained


def keep_rows(parent: Model, name: str, rows: Iterable[dict[str, Any]], *, fields: tuple[str, ...]) -> None:
    """Make the child rows of `parent` what the form says; unchanged rows are not written.

    Args:
        parent: The stored record.
        name: Related name of the children, `identifiers`.
        rows: One mapping a row: `fields`, `id` of a stored row or None for a new one, and `DELETE` to remove it.
        fields: Columns that the form holds.

    Raises:
        ValidationError: A row breaks a rule; nothing is kept (the caller's transaction rolls back).
    """
    manager = getattr(parent, name)
    stored = {row.pk: row for row in manager.all()}
    for row in rows:
        key = row.get("id")
        child = stored.get(key) if key else manager.model(**{manager.field.name: parent})
        if child is None:
            raise ValidationError("One of the rows has been removed by somebody else. Reload the page.", code="gone")
        if row.get("DELETE"):
            if child.pk:
                child.delete()
            continue
        values = {field: row.get(field) for field in fields}
        if child.pk and all(getattr(child, field) == value for field, value in values.items()):
            continue
        for field, value in values.items():
            setattr(child, field, value)
        child.clean_fields()
        with explained():
            child.save()

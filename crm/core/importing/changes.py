"""What a matching row may change: values that are empty, or that an import of the same kind wrote last."""

from collections.abc import Iterable

from django.db.models import Model


def value_of(record: Model, name: str) -> str:
    """A field as text; dates as ISO text, nothing as ""."""
    value = getattr(record, name)
    return "" if value is None else str(value)


def set_value(record: Model, name: str, value: str) -> None:
    """Set a field from text as `value_of` gives it."""
    column = record._meta.get_field(name)
    setattr(record, name, column.to_python(value) if value or not column.null else None)


def changes_of(record: Model, names: Iterable[str], given: dict[str, str], ours: set[tuple[int, str]]) -> tuple[dict[str, list[str]], list[str]]:
    """What a match writes, as before and after by field, and the fields it leaves because somebody wrote them here.

    Args:
        names: Fields that the file may bring up to date.
        given: What the row says; nothing is ever emptied.
        ours: Pairs of record and field, as `written_by_imports` gives them.
    """
    changes, kept = {}, []
    for name in names:
        value, before = given.get(name, ""), value_of(record, name)
        if not value or value == before:
            continue
        if not before or (record.pk, name) in ours:
            changes[name] = [before, value]
        else:
            kept.append(name)
    return changes, kept


def kept_words(record: Model, kept: Iterable[str]) -> str:
    """The note about values that were left as somebody wrote them, "" for none."""
    labels = [str(record._meta.get_field(name).verbose_name) for name in kept]
    return f"Kept as somebody wrote it here: {', '.join(labels)}." if labels else ""

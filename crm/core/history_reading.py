"""History as people read it: who changed what, when and why, in words instead of keys and codes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, Field, ForeignKey, Model, Q, TextField
from django.utils.text import capfirst

from crm.core.models import AuditEvent, Record, User
from crm.core.services.care import cases_of

# Columns that say nothing to a reader: keys, counters, and what the line itself already tells.
SILENT = frozenset({"id", "version", "created_at", "created_by_id", "submission_key"})
KEPT_APART = "words kept apart"
# Lists of keys, and the model they point to.
KEY_LISTS = {"named_user_ids": "core.User", "shared_with_ids": "partners.Organisation"}


class Change(NamedTuple):
    """One field in words; "" where there was, or is, nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEvent:
    """One line of a record's history.

    Attributes:
        id: For paging: `before=event.id` continues below this line.
        at: When, aware.
        actor_label: Name of the person, or `System: import`.
        operation: `insert`, `update`, `delete` or `erase`.
        action: The verb the service gave: `archive`, `import:12`; "" for a plain write.
        reason: As the person gave it; "" where none was asked.
        subject: "" for the record's own row, otherwise what belongs to it: `external identifier`.
        changes: Fields that changed, in the order of the table.
        is_erased: The values were blanked by a lawful erasure.
    """

    id: int
    at: datetime
    actor: str
    actor_label: str
    operation: str
    action: str
    reason: str
    subject: str
    changes: tuple[Change, ...]
    is_erased: bool = False


def events_for(record: Model, *, limit: int, before: int | None = None, reader: User | None = None) -> list[HistoryEvent]:
    """The newest lines of a record and of the rows that belong to it, newest first.

    Args:
        limit: Lines read; lines that only counted the version up are left out, so fewer may come back.
        before: Only lines older than this event id.
        reader: Other records are named only if this person may see them; without a reader by their reference.

    Of a record whose words are kept apart because they need care, no text that anybody typed is told.

    Cost: two queries, one for the names of writers, one for each model that the changed fields point to.
    """
    table, key = record._meta.db_table, str(record.pk)
    events = AuditEvent.objects.filter(Q(table_name=table, record_key=key) | Q(parent=f"{table}:{key}"))
    if before is not None:
        events = events.filter(pk__lt=before)
    events = list(events.order_by("-pk")[:limit])
    words = _Words(events, reader, is_apart=cases_of(record).exists())
    lines = [_line(event, table, words) for event in events]
    return [line for line in lines if line.changes or line.is_erased or line.operation == "delete"]


def _line(event: AuditEvent, table: str, words: "_Words") -> HistoryEvent:
    model = _models().get(event.table_name)
    own = event.table_name == table
    return HistoryEvent(
        id=event.pk,
        at=event.at,
        actor=event.actor,
        actor_label=words.actor(event.actor),
        operation=event.operation,
        action=event.action,
        reason="" if words.is_apart else event.reason,
        subject="" if own else _subject(model, event.table_name),
        changes=tuple(_changes(event, model, words)),
        is_erased=event.values is None,
    )


def _subject(model: type[Model] | None, table: str) -> str:
    if model is None:
        return table
    if model._meta.auto_created:
        return ""
    return str(model._meta.verbose_name)


def _changes(event: AuditEvent, model: type[Model] | None, words: "_Words") -> Iterable[Change]:
    values = event.values or {}
    before, after = values.get("before") or {}, values.get("after") or {}
    fields = _fields(model)
    parent_key = event.parent.partition(":")[2]
    parent_table = event.parent.partition(":")[0]
    for column in [*(name for name in fields if name in before or name in after), *(name for name in {**before, **after} if name not in fields)]:
        field = fields.get(column)
        if column in SILENT or _is_parent(field, parent_table, before, after, parent_key):
            continue
        old, new = words.of(field, column, before.get(column)), words.of(field, column, after.get(column))
        if words.is_apart and _is_typed(field):
            if old or new:
                yield Change(_label(field, column, model), "", KEPT_APART)
        elif old != new:
            yield Change(_label(field, column, model), old, new)


def _is_typed(field: Field | None) -> bool:
    """Whether the column holds what somebody typed, rather than a date, a number, a choice or a key."""
    return field is None or (isinstance(field, (CharField, TextField)) and not field.choices)


def _is_parent(field: Field | None, parent_table: str, before: dict, after: dict, parent_key: str) -> bool:
    if not isinstance(field, ForeignKey) or field.related_model._meta.db_table != parent_table:
        return False
    return str(after.get(field.column, before.get(field.column))) == parent_key


def _label(field: Field | None, column: str, model: type[Model] | None) -> str:
    if model is not None and model._meta.auto_created and isinstance(field, ForeignKey):
        for owner in model._meta.auto_created._meta.many_to_many:
            if owner.remote_field.through is model:
                return capfirst(str(owner.verbose_name))
    return capfirst(str(field.verbose_name)) if field is not None else capfirst(column.replace("_", " "))


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _fields(model: type[Model] | None) -> dict[str, Field]:
    return {field.column: field for field in model._meta.local_fields} if model is not None else {}


class _Words:
    """Keys and codes in words, looked up for all lines at once."""

    def __init__(self, events: list[AuditEvent], reader: User | None, *, is_apart: bool = False):
        self.reader, self.is_apart = reader, is_apart
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        wanted[User] |= {int(event.actor[5:]) for event in events if event.actor.startswith("user:") and event.actor[5:].isdigit()}
        for event in events:
            fields = _fields(_models().get(event.table_name))
            for side in (event.values or {}).values():
                for column, value in (side or {}).items() if isinstance(side, dict) else ():
                    target = _target(fields.get(column), column)
                    if target is not None:
                        wanted[target] |= {item for item in (value if isinstance(value, list) else [value]) if isinstance(item, int)}
        self.names = {model: self._read(model, keys) for model, keys in wanted.items() if keys}

    def _read(self, model: type[Model], keys: set[int]) -> dict[int, str]:
        if not issubclass(model, Record):
            return {key: str(item) for key, item in model._default_manager.in_bulk(keys).items()}
        references = {key: f"{model.reference_prefix}-{key}" for key in keys}
        if self.reader is None:
            return references
        visible = model._default_manager.visible_to(self.reader).in_bulk(keys)
        return references | {key: f"{item} ({item.reference})" for key, item in visible.items()}

    def actor(self, actor: str) -> str:
        if actor.startswith("user:"):
            return self.names.get(User, {}).get(int(actor[5:]) if actor[5:].isdigit() else 0, "Somebody who is no longer here")
        if actor.startswith("system:"):
            return f"System: {actor[7:].replace('_', ' ')}"
        if actor.startswith("link:"):
            return "A colleague by a signed link"
        return "Somebody who was not signed in" if actor == "anonymous" else actor

    def of(self, field: Field | None, column: str, value: Any) -> str:
        """One stored value as a reader would say it; "" for nothing."""
        if value is None or value == "" or value == []:
            return ""
        target = _target(field, column)
        if target is not None:
            names = self.names.get(target, {})
            return ", ".join(names.get(item, "one that is no longer there") for item in (value if isinstance(value, list) else [value]))
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(str(item) for item in value)
        return _in_words(field, value)


def _in_words(field: Field | None, value: Any) -> str:
    from crm.core.templatetags.kit import long_date, long_moment

    kind = field.get_internal_type() if field is not None else ""
    if isinstance(value, str) and kind == "DateField":
        return long_date(date.fromisoformat(value))
    if isinstance(value, str) and kind == "DateTimeField":
        return long_moment(datetime.fromisoformat(value))
    return str(value)


def _target(field: Field | None, column: str) -> type[Model] | None:
    if column in KEY_LISTS:
        return apps.get_model(KEY_LISTS[column])
    return field.related_model if isinstance(field, ForeignKey) else None

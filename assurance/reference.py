"""Duties, scales, frameworks and criteria from files. The law changes under us; the code must not.

First the difference between files and records is found and can be read; only then it is stored. What was changed on our own
pages (`is_edited`) is kept, unless a person takes over the file's row by name.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from assurance.models import Duty, Framework
from assurance.reference_files import DUTY, FRAMEWORK, KINDS, VERSION, Kind, Row, rows_of
from assurance.rules.duties import overlapping

DATA = Path(__file__).parent / "data"
FILES = ("duties.json", "scales.json", "frameworks.json")
ADDED, CHANGED, KEPT, SAME = "added", "changed", "kept", "same"
Key = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Change:
    """One column that differs, both sides in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What a file says about one row: it is new, it differs, it differs but was changed here, or it is the same.

    `overlap` says that the file's version would be in force on a day on which one that was changed here is in force.
    """

    row: Row
    outcome: str
    changes: tuple[Change, ...] = ()
    stored: Model | None = None
    overlap: bool = False

    @property
    def code(self) -> str:
        """Names the row in a form: `version:psed:2022-07-01`."""
        return ":".join([self.row.kind.code, *(str(part or "") for part in self.row.key)])

    @property
    def name(self) -> str:
        """`psed`, `la-scrutiny, from 31 Jan 2024`, `pcei:D1`."""
        first, *rest = self.row.key
        if self.row.kind is VERSION:
            return f"{first}, {_('from {day}').format(day=f'{rest[0].day} {rest[0]:%b %Y}') if rest[0] else _('from the start')}"
        return ":".join([first, *rest])

    @property
    def in_words(self) -> str:
        """One line for a terminal."""
        words = {ADDED: _("added"), CHANGED: _("changed"), KEPT: _("kept as changed here")}[self.outcome]
        changed = "; ".join(f"{change.label}: {change.before or '–'} → {change.after or '–'}" for change in self.changes)
        return f"  {words}: {self.name}" + (f" ({changed})" if changed and self.outcome != ADDED else "")


def shipped_rows() -> list[Row]:
    """The rows of the files that the project ships."""
    return [row for name in FILES for row in rows_of((DATA / name).read_text(encoding="utf-8"))]


def differences(rows: Iterable[Row], take_over: Collection[str] = ()) -> list[Difference]:
    """What loading these rows would do, in the order of loading. One query a kind.

    Args:
        take_over: Codes of rows that were changed here and for which the file's row is wanted all the same.

    Raises:
        ValidationError: A row names one that there is not, or two versions of a duty would be in force on one day.
    """
    rows = list(rows)
    stored = {kind.code: _stored(kind) for kind in KINDS}
    known = {kind.code: {key[0] for key in stored[kind.code]} | {row.key[0] for row in rows if row.kind is kind} for kind in KINDS}
    problems = [
        _("{place}: there is no {kind} “{key}”.").format(place=row.place, kind=target, key=value)
        for row in rows
        for name, target in row.kind.points_to.items()
        if (value := dict(zip(row.kind.key, row.key, strict=True)).get(name, row.values.get(name))) is not None and value not in known[target]
    ]
    if problems:
        raise ValidationError(problems[:20])
    found = [_difference(row, stored[row.kind.code].get(row.key), take_over) for kind in KINDS for row in rows if row.kind is kind]
    return _without_overlaps(found, stored[VERSION.code])


def _stored(kind: Kind) -> dict[tuple[Any, ...], Model]:
    related = [name for name in kind.points_to if name != "succeeded_by"]
    records = kind.model._default_manager.select_related(*related, *(["succeeded_by"] if "succeeded_by" in kind.points_to else []))
    return {tuple(_plain(record, name) for name in kind.key): record for record in records.order_by("pk")}


def _plain(record: Model, name: str) -> Any:
    """A stored value as files have it: other rows by their key."""
    value = getattr(record, name)
    return value.key if isinstance(value, Model) else value


def _difference(row: Row, stored: Any, take_over: Collection[str]) -> Difference:
    if stored is None:
        return Difference(row, ADDED)
    changes = tuple(_change(row.kind, name, _plain(stored, name), value) for name, value in row.values.items() if _plain(stored, name) != value)
    found = Difference(row, CHANGED if changes else SAME, changes, stored)
    if changes and stored.is_edited and found.code not in take_over:
        return Difference(row, KEPT, changes, stored)
    return found


def _change(kind: Kind, name: str, before: Any, after: Any) -> Change:
    column = kind.model._meta.get_field(name)
    return Change(name, str(getattr(column, "verbose_name", name)), in_words(column, before), in_words(column, after))


def in_words(column: Any, value: Any) -> str:
    """A value as a reader would say it."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(f"{item['label']} ({item.get('score', item.get('least', '–'))})" for item in value)
    return str(dict(column.flatchoices).get(value, value)) if getattr(column, "choices", None) else str(value)


def _without_overlaps(found: list[Difference], stored: dict[tuple[Any, ...], Any]) -> list[Difference]:
    """Versions that would overlap one that was changed here are kept out; other overlaps are an error of the file."""
    problems: list[str] = []
    for duty in {item.row.key[0] for item in found if item.row.kind is VERSION}:
        mine = {key: record for key, record in stored.items() if key[0] == duty}
        for _round in range(2):
            spans = {key: (key[1], record.valid_to) for key, record in mine.items()}
            spans |= {item.row.key: (item.row.key[1], _last_day(item)) for item in found if _is_of(item, duty) and item.outcome in (ADDED, CHANGED)}
            if not overlapping(spans.values()):
                break
            if _round or not any(record.is_edited for record in mine.values()):
                problems.append(_("{duty}: two versions would be in force on the same day.").format(duty=duty))
                break
            found = [Difference(item.row, KEPT, item.changes, item.stored, True) if _is_of(item, duty) and item.outcome == ADDED else item for item in found]
    if problems:
        raise ValidationError(problems)
    return found


def _is_of(item: Difference, duty: str) -> bool:
    return item.row.kind is VERSION and item.row.key[0] == duty


def _last_day(item: Difference) -> date | None:
    return item.row.values["valid_to"] if "valid_to" in item.row.values else getattr(item.stored, "valid_to", None)


@transaction.atomic
def apply(found: Iterable[Difference], *, as_changed_here: bool = False) -> None:
    """Store what is added or changed. The caller has named the actor and the reason (`history.because`).

    Args:
        as_changed_here: Mark the rows, so that the files of the next release do not take them back.
    """
    known: dict[Key, Any] = {(kind.code, key): record for kind in KINDS for key, record in _stored(kind).items()}
    later: list[tuple[Model, str]] = []
    for item in sorted(found, key=_storing_order):
        if item.outcome not in (ADDED, CHANGED):
            continue
        kind = item.row.kind
        values = dict(zip(kind.key, item.row.key, strict=True)) | item.row.values
        for name, target in kind.points_to.items():
            if values.get(name) is not None:
                values[name] = known.get((target, (values[name],)))
        record = known.get((kind.code, item.row.key)) or kind.model()
        if kind is FRAMEWORK and item.row.values.get("succeeded_by") and values["succeeded_by"] is None:
            later.append((record, item.row.values["succeeded_by"]))
        for name, value in values.items():
            setattr(record, name, value)
        record.is_edited = as_changed_here  # type: ignore[attr-defined]
        record.save()
        known[kind.code, item.row.key] = record
    for framework, key in later:
        framework.succeeded_by = known[FRAMEWORK.code, (key,)]  # type: ignore[attr-defined]
        framework.save(update_fields=["succeeded_by"])


def _storing_order(item: Difference) -> tuple[int, date]:
    """By kind; versions by their first day, so that one has ended before the next is stored."""
    return KINDS.index(item.row.kind), item.row.key[1] or date.min if item.row.kind is VERSION else date.min


def lock() -> None:
    """Nobody else changes duties or frameworks until the end of the transaction."""
    for model in (Duty, Framework):
        list(model.objects.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Bring the stored rules up to the shipped files; loading twice changes nothing. `say` gets one line a kind, then one a difference.

    Rows that are no longer in the files stay: decisions were judged by them. Rows that were changed on our pages stay as they are.
    """
    lock()
    found = differences(shipped_rows())
    for kind in KINDS:
        mine = [item for item in found if item.row.kind is kind]
        count = {outcome: sum(item.outcome == outcome for item in mine) for outcome in (ADDED, CHANGED, KEPT, SAME)}
        kept = f", {count[KEPT]} kept as changed here" if count[KEPT] else ""
        say(f"{kind.label}: {count[ADDED]} added, {count[CHANGED]} changed, {count[SAME]} as before{kept}")
        is_first_load = count[ADDED] == len(mine)
        for item in mine:
            if item.outcome != SAME and not is_first_load:
                say(item.in_words)
    apply(found)


__all__ = ["ADDED", "CHANGED", "DUTY", "KEPT", "SAME", "Change", "Difference", "apply", "differences", "load", "lock", "shipped_rows"]

"""Files of duties, scales and frameworks: read, checked, and turned into rows. A bad file is told with the place in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, DateField, Field, Model, TextField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assurance.models import Criterion, Duty, DutyVersion, Framework, RatingScale
from assurance.rules.scales import problem_with_bands, problem_with_values
from crm.core.forms import plain_text

MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Kind:
    """One kind of row of the files.

    Args:
        key: Columns that name a row for good.
        required: Columns that the file must give; `others` may be left out, and then stay as they are (or take their default).
        points_to: Columns that name a row of another kind by its key.
    """

    code: str
    label: Any
    model: type[Model]
    key: tuple[str, ...]
    required: tuple[str, ...]
    others: tuple[str, ...] = ()
    points_to: dict[str, str] = field(default_factory=dict)


DUTY = Kind("duty", gettext_lazy("Duties"), Duty, ("key",), ("name",))
VERSION = Kind(
    "version", gettext_lazy("Duty versions"), DutyVersion, ("duty", "valid_from"),
    ("statute", "binds", "trigger", "evidence", "source", "confidence"), ("valid_to", "succeeded_by"), {"duty": "duty", "succeeded_by": "duty"},
)  # fmt: skip
SCALE = Kind("scale", gettext_lazy("Rating scales"), RatingScale, ("key",), ("name", "values"), ("bands",))
FRAMEWORK = Kind(
    "framework", gettext_lazy("Frameworks"), Framework, ("key",), ("name", "use", "scale", "source", "confidence"),
    (
        "scored_by", "is_historical", "valid_from", "valid_to", "note", "position", "assurance_body", "succeeded_by", "most_items", "in_year_only",
        "own_site_only",
    ),
    {"scale": "scale", "succeeded_by": "framework"},
)  # fmt: skip
CRITERION = Kind(
    "criterion", gettext_lazy("Criteria"), Criterion, ("framework", "code"), ("short", "text"),
    ("domain", "evidence", "position", "valid_from", "valid_to"), {"framework": "framework"},
)  # fmt: skip
KINDS = (DUTY, VERSION, SCALE, FRAMEWORK, CRITERION)
"""In the order in which they are stored: what others name comes first."""


@dataclass(frozen=True)
class Row:
    """One row as the file has it. Other rows are named by their key; `place` says where in the file it stands."""

    kind: Kind
    key: tuple[Any, ...]
    values: dict[str, Any]
    place: str


def read_text(data: bytes) -> str:
    """The text of an uploaded file.

    Raises:
        ValidationError: Too large, or no UTF-8.
    """
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 1 MB."), code="too_large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("The file is not text in UTF-8 (at byte {place}).").format(place=error.start), code="not_text") from error


def rows_of(text: str) -> list[Row]:
    """All rows of a file, each checked by the rules of its columns.

    Raises:
        ValidationError: Every problem with its place: `duties › psed › version 1: …`.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        message = _("The file is not JSON: line {line}, column {column}.").format(line=error.lineno, column=error.colno)
        raise ValidationError(message, code="not_json") from error
    except (RecursionError, ValueError) as error:
        raise ValidationError(_("The file is not JSON that can be read: it is nested too deeply, or a number is too long."), code="not_json") from error
    if not isinstance(document, dict) or not any(name in document for name in ("duties", "scales", "frameworks")):
        raise ValidationError(_("The file must hold “duties”, “scales” or “frameworks”."), code="not_ours")
    problems: list[str] = []
    rows = [*_duties(document, problems), *_scales(document, problems), *_frameworks(document, problems)]
    seen: set[tuple[str, tuple[Any, ...]]] = set()
    for row in rows:
        if (row.kind.code, row.key) in seen:
            problems.append(_("{place}: it stands in the file twice.").format(place=row.place))
        seen.add((row.kind.code, row.key))
    if problems:
        raise ValidationError(problems[:20])
    return rows


def _duties(document: dict, problems: list[str]) -> Iterator[Row]:
    for place, item in _items(document, "duties", "key", "duties", problems):
        yield from _row(DUTY, item, {}, place, problems)
        for inner, version in _items(item, "versions", "", f"{place} › versions", problems):
            yield from _row(VERSION, version, {"duty": item.get("key")}, inner, problems)


def _scales(document: dict, problems: list[str]) -> Iterator[Row]:
    for place, item in _items(document, "scales", "key", "scales", problems):
        for row in _row(SCALE, item, {}, place, problems):
            problem = problem_with_values(row.values["values"]) or problem_with_bands(row.values.get("bands", []))
            if problem:
                problems.append(f"{place}: {problem}")
            yield row


def _frameworks(document: dict, problems: list[str]) -> Iterator[Row]:
    for place, item in _items(document, "frameworks", "key", "frameworks", problems):
        yield from _row(FRAMEWORK, item, {}, place, problems)
        for position, (inner, criterion) in enumerate(_items(item, "criteria", "code", f"{place} › criteria", problems), start=1):
            yield from _row(CRITERION, {"position": position, **criterion}, {"framework": item.get("key")}, inner, problems)


def _items(parent: dict, name: str, label: str, place: str, problems: list[str]) -> Iterator[tuple[str, dict]]:
    """The things in a list of the file, each with the place where it stands."""
    listed = parent.get(name, [])
    if not isinstance(listed, list):
        problems.append(_("{place}: it must be a list.").format(place=place))
        return
    for number, item in enumerate(listed, start=1):
        if not isinstance(item, dict):
            problems.append(_("{place} › {number}: it must be an object.").format(place=place, number=number))
            continue
        called = item.get(label) if label else None
        yield f"{place} › {called if isinstance(called, str) and called else number}", item


def _row(kind: Kind, item: dict, given: dict[str, Any], place: str, problems: list[str]) -> Iterator[Row]:
    """One row, or none and the problems with it."""
    before = len(problems)
    values: dict[str, Any] = {}
    for name in (*kind.key, *kind.required, *kind.others):
        if name not in item and name not in given:
            if name in kind.others or name == "valid_from":
                continue
            problems.append(_("{place}: “{name}” is missing.").format(place=place, name=name))
            continue
        try:
            values[name] = _value(kind, name, given.get(name, item.get(name)))
        except ValidationError as error:
            problems.append(f"{place}: “{name}”: {' '.join(error.messages)}")
    if len(problems) == before:
        key = tuple(values.pop(name, None) for name in kind.key)
        yield Row(kind, key, values, place)


def _value(kind: Kind, name: str, value: Any) -> Any:
    column: Field = kind.model._meta.get_field(name)
    if name in kind.points_to:
        if value is None and column.null:
            return None
        if not isinstance(value, str) or not value:
            raise ValidationError(_("It must name a key."))
        return value
    if isinstance(column, (CharField, TextField, DateField)) and value is not None and not isinstance(value, str):
        raise ValidationError(_("It must be text in quotation marks."))
    if isinstance(column, BooleanField) and not isinstance(value, bool):
        raise ValidationError(_("It must be true or false."))
    if isinstance(column, (CharField, TextField)) and isinstance(value, str):
        value = plain_text(value).strip()
    if name in ("values", "bands"):
        return value
    unsaved = kind.model()
    return column.clean(value, unsaved)

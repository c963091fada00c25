"""Bring tables of reference data up to the files that the project ships, and say what changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model


@dataclass
class Difference:
    """Rows of one kind that a load added, changed and left as they were. Printed, it is one line."""

    label: str
    added: int = 0
    changed: int = 0
    same: int = 0

    def __str__(self) -> str:
        return f"{self.label}: {self.added:,} added, {self.changed:,} changed, {self.same:,} as before"


def bring_up_to_date(label: str, model: type[Model], key: tuple[str, ...], rows: Iterable[dict]) -> Difference:
    """Add and change rows of `model` until they are as given. Three queries at most.

    Args:
        label: Of the kind, for the reader.
        key: The fields that tell one row from another.
        rows: One dict of field values a row; fields that a dict does not name stay as they are.

    Rows that are stored and no longer given stay: records were written by them. End them with `valid_to`.
    """
    rows = list(rows)
    named = sorted({name for row in rows for name in row})
    stored = {tuple(getattr(item, name) for name in key): item for item in model._default_manager.all()}
    difference, new, changed = Difference(label), [], []
    for row in rows:
        item = stored.get(tuple(row[name] for name in key))
        if item is None:
            new.append(model(**row))
            continue
        differing = [name for name, value in row.items() if getattr(item, name) != value]
        for name in differing:
            setattr(item, name, row[name])
        if differing:
            changed.append(item)
        else:
            difference.same += 1
    difference.added, difference.changed = len(new), len(changed)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, [name for name in named if name not in key])
    return difference

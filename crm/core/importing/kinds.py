"""What a kind of file is, and what a planner answers for each of its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from crm.core.importing.resources import RowResource
from crm.core.models import ImportRow
from crm.core.parsing import Row, Unreadable

MAKE, MATCH, PARK = ImportRow.Outcome.MAKE, ImportRow.Outcome.MATCH, ImportRow.Outcome.PARK
RESTORE_IT = "Restore it first, or take the row out"
HIDDEN = "This belongs to a record you may not see. Ask the administrator who owns it."
REASON_COLUMN = "reason"
SHORTER = 7
"""Columns at the end that a spreadsheet program may have dropped because they are empty; one more may hold our reasons."""


@dataclass(frozen=True)
class Column:
    """A column of a layout. `name` is what its heading says (or would say, in a file without headings)."""

    name: str
    label: str
    required: bool = False
    hint: str = ""
    example: str = ""


@dataclass
class Parsed:
    """A row whose cells have been read: values by attribute, what is wrong, what was left out."""

    number: int
    raw: list[str]
    values: dict
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What will happen to one row.

    Attributes:
        reason: Why it is parked; for other rows what is worth knowing, "" when nothing is.
        object_id: The record that it matches; None for a row to be made and for one that is the same as an earlier row.
        values: What to write, as JSON. `same_as` is the number of the earlier row.
        changed: A match that changes something.
        raw: The cells as they came, kept for parked rows only.
    """

    number: int
    outcome: str
    reason: str = ""
    label: str = ""
    raw: list[str] = field(default_factory=list)
    values: dict = field(default_factory=dict)
    object_id: int | None = None
    changed: bool = False

    @classmethod
    def park(cls, parsed: Parsed, reason: str, label: str = "") -> "Plan":
        raw = [cell.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode() for cell in parsed.raw]
        return cls(parsed.number, PARK, reason[:500], label[:300], raw)


class Planner:
    """Decides what happens to each row of one file. One instance a file: it remembers the rows before.

    Args:
        actor: Who imports; None for a command, which sees what all staff see.
        kind: To know which values earlier imports of the same kind wrote.
    """

    def __init__(self, actor, kind: "ImportKind"):
        self.actor, self.kind = actor, kind

    def plan(self, rows: Sequence[Parsed]) -> list[Plan]:
        """Plans for the next rows of the file. Reads only; a fixed number of queries however many rows."""
        raise NotImplementedError

    def write(self, rows: Sequence[ImportRow], made: dict[int, int]) -> None:
        """Carry out plans of rows that are not parked; set `object_id` of those made. A fixed number of queries.

        Args:
            made: Record made or matched by row number, of the rows before; these rows are added to it.
        """
        raise NotImplementedError

    def undo(self, rows: Sequence[ImportRow], stored: dict[int, Model]) -> None:
        """Put back what these matched rows changed.

        Args:
            stored: The records, locked, by key.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class ImportKind:
    """A kind of file that can be imported.

    Attributes:
        code: In addresses and on the command line.
        columns: Of the layout, in order.
        has_header: Whether row 1 names the columns.
        is_ours: The layout is our own; a template with its headings can be downloaded.
        quotes_with_tabs: Whether `"` means something in a tab-separated file of this kind.
        model: What its rows become. `children` are tables whose rows the import writes with it.
    """

    code: str
    label: str
    hint: str
    columns: tuple[Column, ...]
    resource: RowResource
    planner: type[Planner]
    model: type[Model]
    children: tuple[type[Model], ...] = ()
    has_header: bool = True
    is_ours: bool = True
    quotes_with_tabs: bool = True

    def parsed(self, rows: Iterator[Row], mapping: dict) -> Iterator[Parsed]:
        """Read the cells of each row of a file.

        Args:
            mapping: Filled with `header` (the cells of row 1) and `ignored` (headings that mean nothing to us).

        Raises:
            Unreadable: Its columns are not those of this kind.
        """
        labels = {column.name: column.label for column in self.columns}
        names = [column.name for column in self.columns]
        if self.has_header:
            first = next(rows, None)
            names = self._names(first.cells if first else [], mapping)
        else:
            mapping["header"] = []
        for number, row in enumerate(rows):
            if not self.has_header and number == 0 and not len(names) - SHORTER <= len(row.cells) <= len(names) + 1:
                raise Unreadable(f"{self.label}: a row has {len(names)} columns; row {row.number} of this file has {len(row.cells)}. Is it the right file?")
            yield self._parse(row, names, labels)

    def _names(self, cells: list[str], mapping: dict) -> list[str]:
        """Our name of each column, "" for those that mean nothing here."""
        known = {heading_key(spelling): column.name for column in self.columns for spelling in (column.name, column.label)}
        names = [known.get(heading_key(cell), "") for cell in cells]
        missing = [column.label for column in self.columns if column.required and column.name not in names]
        if missing:
            found = ", ".join(cell.strip()[:40] for cell in cells[:12] if cell.strip())
            raise Unreadable(f"{self.label}: there is no column “{missing[0]}” in row 1. Columns found: {found}."[:500])
        twice = [name for name in names if name and names.count(name) > 1]
        if twice:
            raise Unreadable(f"The column “{twice[0]}” is there twice. Take one of them out.")
        mapping["header"] = cells
        mapping["ignored"] = [cell for cell, name in zip(cells, names, strict=True) if not name and cell.strip() and heading_key(cell) != REASON_COLUMN]
        return names

    def _parse(self, row: Row, names: list[str], labels: dict[str, str]) -> Parsed:
        surplus = row.cells[len(names) + (0 if self.has_header else 1) :]
        cells = dict.fromkeys(labels, "") | {name: cell for name, cell in zip(names, row.cells, strict=False) if name}
        parsed = Parsed(row.number, row.cells, {})
        if any(cell.strip() for cell in surplus):
            parsed.wrong.append(f"The row has {len(row.cells)} cells; the file has {len(names)} columns. Is a separator inside a value?")
            return parsed
        parsed.values, parsed.wrong, parsed.notes = self.resource.read(cells, labels)
        return parsed


def heading_key(text: str) -> str:
    """Headings are the same whatever their case, blanks, hyphens and underscores."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())

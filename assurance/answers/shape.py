"""What an answer is: sentences with their source, tables, gaps and plain figures, as frozen records ready for packs."""

from dataclasses import dataclass

from assurance.packs.frozen import Frozen
from assurance.reports_base import Gap

MOST_ROWS = 1_000
NONE_RECORDED = "not recorded"


@dataclass(frozen=True, kw_only=True)
class Sentence(Frozen):
    """One statement and what it was counted from. `address` opens its rows, "" where no list shows just these."""

    text: str
    source: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Row(Frozen):
    """One row of a table; `address` belongs to its first cell."""

    cells: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Table(Frozen):
    """A table of ready text. `note` says how it was counted; counts of people are suppressed before they come here."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    note: str = ""
    anchor: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if any(len(row.cells) != len(self.headers) for row in self.rows):
            raise ValueError(f"A row of {self.title!r} has not the {len(self.headers)} cells of its columns.")


@dataclass(frozen=True, kw_only=True)
class Figure(Frozen):
    """A plain number by a stable code, for the annual report and the desk. Never a count of people; those are text."""

    code: str
    words: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Answer(Frozen):
    """The answer to one question about one year. `as_at` is the day on which it was read, `method` how all of it was counted."""

    code: str
    question: str
    title: str
    year: str
    as_at: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    gaps: tuple[Gap, ...] = ()
    figures: tuple[Figure, ...] = ()
    method: str = ""

    def figure(self, code: str) -> int:
        """The number with this code.

        Raises:
            KeyError: This answer has none.
        """
        return {figure.code: figure.number for figure in self.figures}[code]

"""What the lists of every pack have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from assurance.reports_base import PUBLIC, TRAINING_NOTICE, Claim, Gap, SealedReport

Rows = Iterable[tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """A list of a report. `section` is the pack section that shows it, `name` its sheet in the index.

    Attributes:
        key: Columns that tell one row from another when two packs are compared; () is not compared.
        words: The column that names a row for readers.
        ignored: Columns whose change is no news.
        opens_and_closes: Rows are gaps: one that comes is opened, one that goes is closed.
        note: How it was counted.
        widths: Of the columns in the PDF, in hundredths; () divides evenly.
    """

    name: str
    section: int
    columns: tuple[str, ...]
    rows: Callable[[Any], Rows]
    key: tuple[int, ...] = (0,)
    words: int = 0
    ignored: tuple[int, ...] = ()
    opens_and_closes: bool = False
    widths: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class PackSection:
    """A numbered section of a pack as every renderer shows it."""

    number: int
    title: str
    claims: tuple[Claim, ...] = ()
    gaps: tuple[Gap, ...] = ()
    tables: tuple[Table, ...] = ()


def made_on(report: SealedReport) -> str:
    """`Sun 22 November 2026, 18:30 UTC`."""
    return f"{report.generated_at:%a} {report.generated_at.day} {report.generated_at:%B %Y, %H:%M %Z}"


def withheld_words(report: SealedReport) -> str:
    """How many things the pack does not show, and why, without naming them."""
    words = f"{report.withheld_count} items, because they are restricted"
    return f"{words}; {report.left_out_count} more, because this is the public edition" if report.is_public else words


def public_words(report: SealedReport) -> str:
    """What the first page of the public edition says."""
    things = "1 thing is" if report.not_shown == 1 else f"{report.not_shown} things are"
    return f"This is the public edition. {things} left out, because they are not published or are kept to some people."


def common_facts(report: SealedReport) -> list[tuple[str, str]]:
    """What any pack is: one pair a row."""
    notice = [("Notice", TRAINING_NOTICE)] if report.is_training else []
    edition = [("Edition", public_words(report))] if report.edition == PUBLIC else []
    return [
        *notice,
        ("Pack", f"{report.reference}, {report.status}"),
        *edition,
        ("Organisation", report.organisation),
        ("Made", f"{made_on(report)} by {report.generated_by}"),
    ]


def gap_rows(report: SealedReport) -> Rows:
    return ((gap.code, gap.text, gap.owner, gap.due or "no date", gap.source or report.subject) for gap in report.gaps)


def file_rows(report: SealedReport) -> Rows:
    return ((file.path, file.title, file.source, file.media_type, f"{file.size:,} bytes", file.sha256) for file in report.files)


def change_rows(report: SealedReport) -> Rows:
    rows = report.changes.rows if report.changes else ()
    return ((row.what, row.part, row.reference, row.text, row.detail) for row in rows)


CHANGES = Table("What is new", 0, ("What", "Part", "Ref", "Text", "Detail"), change_rows, key=(), widths=(12, 15, 15, 33, 25))

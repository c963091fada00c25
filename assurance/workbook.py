"""Workbooks with a heading row, widths and a fixed first row, in which nothing is live."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from crm.core.exports import MOST_CELL

WIDEST = 60
NARROWEST = 10
HEAD_FONT, HEAD_FILL = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="005EB8")
WRAP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its headings, its rows. Numbers stay numbers, everything else is text."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_workbook(title: str, creator: str, sheets: Iterable[Sheet]) -> bytes:
    """The workbook as bytes. Sheets get names that Excel takes, each once."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator, book.properties.language = title, creator, "en-GB"
    taken: set[str] = set()
    for sheet in sheets:
        _fill(book.create_sheet(_name(sheet.name, taken)), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _name(words: str, taken: set[str]) -> str:
    base = re.sub(r"[\[\]:*?/\\']", " ", words)[:28].strip() or "Sheet"
    name = next(name for name in (base, *(f"{base} {number}" for number in range(2, 100))) if name.lower() not in taken)
    taken.add(name.lower())
    return name


def _fill(page: Worksheet, sheet: Sheet) -> None:
    _write(page, 1, sheet.headings)
    for cell in page[1]:
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    widths = [len(heading) for heading in sheet.headings]
    for number, row in enumerate(sheet.rows, start=2):
        _write(page, number, row)
        widths = [max(width, min(len(str(value if value is not None else "")), WIDEST)) for width, value in zip(widths, row, strict=True)]
    for column, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(column)].width = max(width, NARROWEST) + 3
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write(page: Worksheet, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        cell = page.cell(row, column)
        cell.alignment = WRAP
        if isinstance(value, int | float) and not isinstance(value, bool):
            cell.value = value
            continue
        # openpyxl takes text that starts with "=" for a formula; the mark keeps Excel from doing so on editing.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))[:MOST_CELL]
        cell.data_type, cell.quotePrefix = "s", True

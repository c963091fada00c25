"""The XLSX index of a pack: one sheet a list, every cell text, so that no cell can ever be a formula."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assurance.packs import contents
from assurance.reports_base import TRAINING_NOTICE, SealedReport

MAX_CELL = 32_767  # characters, the limit of the file format
CUT = "… (cut; the whole text is in pack.pdf)"
WRAP = Alignment(wrap_text=True, vertical="top")
HEAD_FONT, HEAD_FILL = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="005EB8")


def index_xlsx(report: SealedReport) -> bytes:
    """The workbook: sheet "About", then one sheet for each list of the pack, gaps first; empty lists included."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = f"{report.reference}: index, {report.title}"
    book.properties.creator = report.organisation
    book.properties.language = "en-GB"
    _fill(book.create_sheet("About"), report, ("What", "Value"), contents.facts(report))
    for table in contents.tables(report):
        _fill(book.create_sheet(table.name), report, table.columns, table.rows(report))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, report: SealedReport, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Title line (with the training notice on every sheet), header row, rows."""
    notice = f". {TRAINING_NOTICE}" if report.is_training else ""
    draft = " (draft)" if report.status == "draft" else ""
    draft += " (public edition)" if report.is_public else ""
    _write(sheet, 1, (f"{report.reference}{draft} {sheet.title}{notice}",))
    sheet.cell(1, 1).font, sheet.cell(1, 1).alignment = Font(bold=True, size=13), Alignment(wrap_text=False)
    _write(sheet, 2, columns)
    for cell in sheet[2]:
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    widths = [len(name) for name in columns]
    for number, row in enumerate(rows, start=3):
        _write(sheet, number, row)
        widths = [max(width, min(len(value), 60)) for width, value in zip(widths, row, strict=True)]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width + 3
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = f"{report.reference}{notice}".replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"


def _write(sheet: Worksheet, row: int, values: Sequence[str]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value = value if len(value) <= MAX_CELL else value[: MAX_CELL - len(CUT)] + CUT
        # openpyxl takes text that starts with "=" for a formula; the mark keeps Excel from doing so on editing.
        cell.data_type, cell.quotePrefix, cell.alignment = "s", True, WRAP

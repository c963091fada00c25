"""Excel workbooks, read row by row after their size was looked at from outside.

A bomb is refused before anything is unpacked: by what the archive says of its parts (the zip reader never gives more
than that), and by what the sheet says of itself. Entities and DTDs are refused by defusedxml, which openpyxl uses.
"""

import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm.core.parsing.refusal import Refused

MOST_PARTS = 2_000
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
NOT_EXCEL = "This is a zip file, not a table. Send the CSV or Excel file (.xlsx) that is inside."
BROKEN = "This Excel file is damaged. Open it in Excel and save it again, or save it as CSV."
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=[\"']([^\"']{1,40})[\"']")


def read_workbook(path: Path, limits: dict[str, Any]) -> Iterator[str | tuple[int, list[str]]]:
    """Rows of the first sheet, blank ones included, and a note when there are more sheets."""
    try:
        with zipfile.ZipFile(path) as archive:
            _look_from_outside(archive, limits)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise Refused(BROKEN) from error
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise Refused("Excel files cannot be read safely on this installation. Send a CSV file.")
    try:
        with path.open("rb") as file:  # not by its path: openpyxl goes by what a file is called
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            if not book.worksheets:
                raise Refused("The workbook has no sheet with cells.")
            sheet = book.worksheets[0]
            if len(book.worksheets) > 1:
                yield f"The workbook has {len(book.worksheets)} sheets; only the first, “{sheet.title}”, is read."
            yield from _rows(sheet, limits)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a broken or hostile file makes openpyxl say, the answer is the same
        raise Refused(BROKEN) from error


def _look_from_outside(archive: zipfile.ZipFile, limits: dict[str, Any]) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused(NOT_EXCEL)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits["unpacked_bytes"]:
        raise Refused(f"Unpacked, this Excel file is larger than {limits['unpacked_bytes'] // 1_048_576} MB. Save it as CSV, or split it.")
    for part in parts:
        if part.filename.startswith("xl/worksheets/"):
            with archive.open(part) as sheet:
                _check_dimension(sheet.read(4096))


def _check_dimension(start: bytes) -> None:
    found = _DIMENSION.search(start)
    if not found:
        return
    rows = max([int(number) for number in re.findall(rb"\d+", found[1])] or [0])
    columns = max([_column_number(letters) for letters in re.findall(rb"[A-Za-z]+", found[1])] or [0])
    if rows > EXCEL_ROWS or columns > EXCEL_COLUMNS:
        raise Refused(f"The sheet says that it has {rows:,} rows and {columns:,} columns, more than Excel can hold. It is not read.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _rows(sheet: Any, limits: dict[str, Any]) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # many programs write a wrong one
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > EXCEL_ROWS:
            raise Refused(f"The sheet has more than {EXCEL_ROWS:,} rows. It is not read.")
        texts = [_text(value) for value in cells]
        if any(len(text) > limits["cell"] for text in texts):
            raise Refused(f"Row {number} has a cell of more than {limits['cell']:,} characters.")
        while texts and not texts[-1]:
            texts.pop()
        yield number, texts


def _text(value: Any) -> str:
    """A cell as somebody would type it: whole numbers without `.0`, dates as 2026-07-14."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ", timespec="minutes")
    return str(value)

"""Lists as CSV and Excel files: exactly what is shown, nothing that a spreadsheet would run, memory flat in the rows."""

import csv
import datetime
import decimal
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from django.core.files import File
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_tasks import task
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from crm.core import history
from crm.core.models import Export
from crm.core.tables import RecordList, list_of

CHUNK = 1_000
AT_ONCE = 5_000
"""More rows than these are written by a background task."""
MOST_XLSX_ROWS = 1_048_575
MOST_CELL = 32_767
"""Excel opens no longer text in a cell."""
TRAINING_WORDS = "Training example, not real"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def neutral(value: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula; numbers and dates stay what they are.

    A text that starts like a formula (also behind blanks or control characters) gets an apostrophe before it; a text
    that is a plain number (`-5`, `+44`) does not.

    Source:
        OWASP, "CSV Injection".
    """
    if value is None:
        return ""
    if type(value) is str and value[:1].isalnum() and "\x00" not in value:  # most cells
        return value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if timezone.is_aware(value) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float | decimal.Decimal):
        return value
    if isinstance(value, list | tuple):
        value = ", ".join(str(item) for item in value)
    text = str(value).replace("\x00", "")
    bare = text.lstrip(" \xa0\ufeff\x0b\x0c\x1c\x1d\x1e\x1f\x85")
    if text.startswith(_LIVE) or bare.startswith(_LIVE):
        return text if _NUMBER.fullmatch(text) else f"'{text}"
    return text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark (Excel needs it), a few hundred rows at a time; texts quoted, also against `;=` elsewhere."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    for number, row in enumerate(rows, start=1):
        writer.writerow([neutral(cell) for cell in row])
        if number % 200 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_xlsx(rows: Iterable[Iterable[Any]], title: str, target: IO[bytes]) -> None:
    """An Excel file with one sheet, its first row fixed; each text is typed as text, so that nothing in it is live."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "List")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    book.save(target)


def _xlsx_cell(sheet, value: Any) -> Any:
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    if value is None or isinstance(value, int | float | decimal.Decimal):
        return value
    if isinstance(value, datetime.datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, list | tuple):
        value = ", ".join(str(item) for item in value)
    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MOST_CELL]
    cell.data_type = "s"
    return cell


def table_of(definition: RecordList, user, query: QueryDict, on_row: Callable[[int], None] | None = None) -> Iterator[list[Any]]:
    """The heading row, then one row a record: same filters, order, columns and visibility as the page shows.

    Args:
        on_row: Told the number of rows written after each chunk.
    """
    columns = definition.columns_for(user)
    rows = definition.rows(user, query)
    has_reference = hasattr(rows.model, "reference")
    is_marked = any(item.name == "is_training" for item in rows.model._meta.fields)
    yield [*([_("Reference")] if has_reference else []), *(str(column.label) for column in columns), *([_("Training")] if is_marked else [])]
    for number, record in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        start = [record.reference] if has_reference else []
        end = [TRAINING_WORDS if record.is_training else ""] if is_marked else []
        yield [*start, *(column.exported(record) for column in columns), *end]
        if on_row and number % CHUNK == 0:
            on_row(number)


def file_name(definition: RecordList, file_format: str) -> str:
    """`partners-2026-07-14.csv`."""
    return f"{slugify(str(definition.title)) or definition.kind}-{timezone.localdate():%Y-%m-%d}.{file_format}"


def write_file(definition: RecordList, user, query: QueryDict, file_format: str, target: IO[bytes], on_row: Callable[[int], None] | None = None) -> None:
    """Write the whole file to `target`."""
    rows = table_of(definition, user, query, on_row)
    if file_format == "xlsx":
        write_xlsx(rows, str(definition.title), target)
    else:
        for piece in csv_lines(rows):
            target.write(piece)


@task()
def write_export(export_id: int) -> None:
    """Background task: write one export, from the start if a killed worker left it half-done. A finished one stays."""
    with history.acting("system:export"):
        export = Export.objects.select_related("user").get(pk=export_id)
        if export.state == Export.State.DONE:
            return
        definition = list_of(export.kind)
        if definition is None or not export.user.is_active or not definition.may_export(export.user):
            _end(export, Export.State.FAILED, _("You may no longer take this list away."))
            return
        Export.objects.filter(pk=export_id).update(state=Export.State.RUNNING, rows_done=0)
        try:
            with tempfile.TemporaryFile() as target:
                write_file(definition, export.user, QueryDict(export.query), export.file_format, target, _counter(export_id))
                target.seek(0)
                export.file.save(f"{export_id}.{export.file_format}", File(target), save=False)
        except Exception:
            _end(export, Export.State.FAILED, _("The file could not be written. Nothing was lost; try again."))
            raise
        export.rows_done = export.rows_total
        _end(export, Export.State.DONE, "")


def _counter(export_id: int) -> Callable[[int], None]:
    return lambda done: Export.objects.filter(pk=export_id).update(rows_done=done)


def _end(export: Export, state: str, message: str) -> None:
    export.state, export.message, export.finished_at = state, message, timezone.now()
    export.save(update_fields=["state", "message", "finished_at", "file", "rows_done"])

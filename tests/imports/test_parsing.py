"""Files as strangers make them: what is read, what is refused and in which words, what is killed."""

import io
import os
import signal
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from crm.core.parsing import Limits, Unreadable, parent, read_table


@pytest.fixture
def table_of(tmp_path: Path):
    """`table_of(content, **options)` writes the bytes to a file and reads them; answers rows of cells and notes."""

    def read(content: bytes, **options: object) -> tuple[list[list[str]], list[str]]:
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        reading = read_table(path, **options)
        rows = [row.cells for row in reading]
        return rows, reading.notes

    return read


def workbook(*rows: list, dimension: str = "") -> bytes:
    """An XLSX file with these rows; `dimension` is what its sheet says of its size, whatever is true."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    plain = io.BytesIO()
    book.save(plain)
    if not dimension:
        return plain.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                start, _, end = content.partition(b'<dimension ref="')
                content = start + b'<dimension ref="' + dimension.encode() + b'"' + end.partition(b'"')[2]
            new.writestr(part.filename, content)
    return changed.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part put in or replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return changed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "name,town\nÅsa’s café,Deal\n".encode(),
        "\ufeffname,town\r\nÅsa’s café,Deal\r\n".encode(),
        "name,town\rÅsa’s café,Deal\r".encode(),
        "name;town\nÅsa’s café;Deal\n".encode("utf-16"),
        "name\ttown\nÅsa’s café\tDeal\n".encode("utf-16-le"),
        "name|town\nÅsa’s café|Deal".encode(),
        'name,town\n"Åsa’s café","Deal"\n'.encode(),
        workbook(["name", "town"], ["Åsa’s café", "Deal"]),
        workbook(["name", "town"], ["Åsa’s café", "Deal"], dimension="A1"),
    ],
)
def test_the_same_table_in_many_clothes(table_of, content):
    assert table_of(content) == ([["name", "town"], ["Åsa’s café", "Deal"]], [])


def test_windows_text_is_read_and_said(table_of):
    rows, notes = table_of("name\ncafé\n".encode("cp1252"))
    assert rows == [["name"], ["café"]]
    assert notes == ["The file is not in UTF-8. It was read as Windows text (Windows-1252): check names with accents."]


def test_rows_keep_the_number_a_spreadsheet_gives_them(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"name,town\n\n,,\nDeal,Kent\n")
    assert [(row.number, row.cells) for row in read_table(path)] == [(1, ["name", "town"]), (4, ["Deal", "Kent"])]


def test_quotes_mean_nothing_where_the_layout_says_so(table_of):
    content = b'name\twhat\n"Open" doors\tsays "hello\nNext\tone\n'
    assert table_of(content, quotes_with_tabs=False)[0] == [["name", "what"], ['"Open" doors', 'says "hello'], ["Next", "one"]]


def test_numbers_and_dates_of_a_workbook_read_as_typed(table_of):
    from datetime import date, datetime

    rows, _ = table_of(workbook(["a", "b", "c", "d"], [14.0, date(2026, 7, 14), datetime(2026, 7, 14, 9, 30), True]))
    assert rows[1] == ["14", "2026-07-14", "2026-07-14 09:30", "TRUE"]


REFUSED = {
    "empty": (b"", "The file is empty."),
    "only blanks": (b" \n \r\n", "The file is empty."),
    "zip named .csv": (None, "This is a zip file, not a table. Send the CSV or Excel file (.xlsx) that is inside."),
    "old Excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "This is an Excel file of the old kind (.xls). Open it in Excel and save it as .xlsx or as CSV.",
    ),
    "PDF": (b"%PDF-1.7\n", "This is a PDF, not a table. Send a CSV or an Excel file (.xlsx)."),
    "program": (b"MZ\x90\x00" + bytes(600), "This is a program, not a table. Send a CSV or an Excel file (.xlsx)."),
    "binary": (bytes(range(256)) * 20, "This is not a text file. Send a CSV or an Excel file (.xlsx)."),
    "broken letters": (b"name\n\x81\x8d\x8f\n", "The letters in this file cannot be read. Save it again as “CSV UTF-8”."),
    "broken utf-16": (b"\xff\xfea\x00\x00\xd8", "The letters in this file cannot be read. Save it again as “CSV UTF-8”."),
    "broken workbook": (b"PK\x03\x04 no archive", "This Excel file is damaged. Open it in Excel and save it again, or save it as CSV."),
    "open quote": (b'name\n"Deal\n' + b"line\n" * 300, "Row 2 has a cell of more than 200 lines. Is a quote mark missing its partner?"),
    "long cell": (b"name\n" + b"x" * 100_001, "Row 2 has a cell of more than 100,000 characters. Is a quote mark missing its partner?"),
    "many columns": (b",".join([b"x"] * 201), "Row 1 has more than 200 columns. Is this the right file?"),
    "ten million rows": (
        workbook(["name"], ["Deal"], dimension="A1:B10000000"),
        "The sheet says that it has 10,000,000 rows and 2 columns, more than Excel can hold. It is not read.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_and_why(table_of, case):
    content, message = REFUSED[case]
    if content is None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("list.csv", "name\nDeal\n")
        content = packed.getvalue()
    with pytest.raises(Unreadable) as refusal:
        table_of(content)
    assert str(refusal.value) == message


def test_an_unpacking_bomb_is_refused_before_it_is_unpacked(table_of):
    bomb = with_part(workbook(["name"]), "xl/sharedStrings.xml", bytes(101 * 1024 * 1024))
    assert len(bomb) < 300_000
    with pytest.raises(Unreadable, match="Unpacked, this Excel file is larger than 100 MB"):
        table_of(bomb)


def test_entities_in_a_workbook_are_refused(table_of):
    sheet = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
        <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
    with pytest.raises(Unreadable, match="damaged"):
        table_of(with_part(workbook(["name"]), "xl/worksheets/sheet1.xml", sheet))


def test_rows_beyond_the_limit_refuse_the_file(table_of):
    with pytest.raises(Unreadable, match="The file has more than 5 rows. Split it into smaller files."):
        table_of(b"name\n" * 6, limits=Limits(rows=5))


def test_a_row_far_down_the_sheet_does_not_keep_us_busy(table_of):
    sheet = b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="900000000"><c r="A900000000" t="inlineStr"><is><t>far</t></is></c></row></sheetData></worksheet>"""
    with pytest.raises(Unreadable, match="The sheet has more than 1,048,576 rows"):
        table_of(with_part(workbook(["name"]), "xl/worksheets/sheet1.xml", sheet))


def test_a_file_over_the_size_is_not_opened(table_of):
    with pytest.raises(Unreadable, match="The file is larger than 1 MB"):
        table_of(b"x" * 1_048_577, limits=Limits(bytes=1_048_576))


def test_too_much_memory_ends_the_process_with_a_plain_message(table_of):
    content = b"name\n" + b"x,y,z,1,2,3,4\n" * 1_000_000
    with pytest.raises(Unreadable, match="needs more memory or time to read than we allow"):
        table_of(content, limits=Limits(memory=40 * 1024 * 1024, rows=2_000_000))


def test_too_much_time_kills_the_process(table_of, monkeypatch):
    started = []

    class Stopped(subprocess.Popen):
        """A reader that stands still from the start."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            os.kill(self.pid, signal.SIGSTOP)
            started.append(self)

    monkeypatch.setattr(parent.subprocess, "Popen", Stopped)
    with pytest.raises(Unreadable, match="took longer than 0.2 seconds"):
        table_of(b"name\nDeal\n", limits=Limits(seconds=0.2))
    assert started[0].returncode == -signal.SIGKILL


def test_a_reader_that_is_left_half_way_is_ended(tmp_path, monkeypatch):
    started = []

    class Kept(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(parent.subprocess, "Popen", Kept)
    path = tmp_path / "list.csv"
    path.write_bytes(b"name\n" + b"Deal\n" * 50_000)
    rows = iter(read_table(path))
    next(rows)
    rows.close()
    assert started[0].returncode == -signal.SIGKILL


def test_the_process_is_given_nothing_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    seen = {}

    class Seen(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            seen.update(kwargs["env"])
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(parent.subprocess, "Popen", Seen)
    path = tmp_path / "list.csv"
    path.write_bytes(b"name\nDeal\n")
    assert len(list(read_table(path))) == 2
    assert set(seen) == {"PYTHONPATH", "LANG"}


def test_the_process_imports_no_django():
    code = (
        "import sys, crm.core.parsing.child, crm.core.parsing.workbook, crm.core.parsing.delimited; sys.exit(any(m.startswith('django') for m in sys.modules))"
    )
    assert subprocess.run([parent.sys.executable, "-c", code], cwd=parent.PROJECT).returncode == 0

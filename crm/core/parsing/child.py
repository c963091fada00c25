"""The process that reads a file: an order as JSON in its argument, rows as JSON lines on its standard output.

It sets its own limits first, so that they hold whatever the file does. It knows no settings, no database, no Django.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm.core.parsing.refusal import Refused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_TABLES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


def main(order: dict[str, Any]) -> None:
    """Read the file and say its rows, then how many; or say why not."""
    limits = order["limits"]
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    seconds = max(1, round(limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    count = 0
    try:
        for said in read(Path(order["path"]), order["quotes_with_tabs"], limits):
            if isinstance(said, str):
                say({"note": said})
                continue
            number, cells = said
            count += 1
            if count > limits["rows"]:
                raise Refused(f"The file has more than {limits['rows']:,} rows. Split it into smaller files.")
            say([number, cells])
        if count == 0:
            raise Refused("The file has no rows.")
        say({"rows": count})
    except Refused as refusal:
        say({"refused": str(refusal)})
    except MemoryError:
        sys.exit(3)
    sys.stdout.flush()


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what))
    sys.stdout.write("\n")


def read(path: Path, quotes_with_tabs: bool, limits: dict[str, Any]) -> Iterator[str | tuple[int, list[str]]]:
    """Rows that are not blank, as (number, cells), and notes as plain texts, by what the file is inside."""
    size = path.stat().st_size
    if size == 0:
        raise Refused("The file is empty.")
    if size > limits["bytes"]:
        raise Refused(f"The file is larger than {limits['bytes'] // 1_048_576} MB. Split it into smaller files.")
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(ZIP):
        from crm.core.parsing.workbook import read_workbook

        rows = read_workbook(path, limits)
    elif start.startswith(OLE):
        raise Refused("This is an Excel file of the old kind (.xls). Open it in Excel and save it as .xlsx or as CSV.")
    else:
        for beginning, what in NO_TABLES.items():
            if start.startswith(beginning):
                raise Refused(f"This is {what}, not a table. Send a CSV or an Excel file (.xlsx).")
        from crm.core.parsing.delimited import read_delimited

        rows = read_delimited(path.read_bytes(), quotes_with_tabs, limits)
    for said in rows:
        if isinstance(said, str):
            yield said
            continue
        number, cells = said
        filled = [position for position, cell in enumerate(cells, start=1) if cell.strip()]
        if filled and filled[-1] > limits["columns"]:
            raise Refused(f"Row {number} has more than {limits['columns']} columns. Is this the right file?")
        if filled:
            yield number, cells[: limits["columns"]]


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

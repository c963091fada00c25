"""Our side of the reading: start the process, take its rows from a pipe, end it when it takes too long."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[3]
_PIECE = 1 << 16


@dataclass(frozen=True)
class Limits:
    """What one file may cost. `memory` is address space of the reading process, `seconds` is time we wait for it."""

    rows: int = 100_000
    columns: int = 200
    cell: int = 100_000
    bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    memory: int = 400 * 1024 * 1024
    seconds: float = 30


class Row(NamedTuple):
    """One row: `number` as a spreadsheet counts it, from 1, blank rows included; `cells` are texts."""

    number: int
    cells: list[str]


class Unreadable(Exception):
    """The file cannot be read; the message says why in words for the person who sent it."""


@dataclass
class Reading:
    """The rows of one file, read as they are asked for. Iterate once; `notes` are complete when the rows are.

    Raises, while iterating:
        Unreadable: The file is no table, or it costs more than `limits`. Rows given before do not count then.
    """

    path: Path
    limits: Limits
    quotes_with_tabs: bool
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        order = {"path": str(self.path), "quotes_with_tabs": self.quotes_with_tabs, "limits": asdict(self.limits)}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "crm.core.parsing.child", json.dumps(order)],
            cwd=PROJECT,
            env={"PYTHONPATH": str(PROJECT), "LANG": "C.UTF-8"},  # nothing of ours, above all no passwords
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            for line in self._lines(process):
                said = json.loads(line)
                if isinstance(said, list):
                    yield Row(*said)
                elif "note" in said:
                    self.notes.append(said["note"])
                elif "refused" in said:
                    raise Unreadable(said["refused"])
                else:  # the end
                    return
            raise Unreadable("The file needs more memory or time to read than we allow. Split it into smaller files, or save it as CSV.")
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None  # noqa: S101
            process.stdout.close()

    def _lines(self, process: subprocess.Popen) -> Iterator[bytes]:
        """Lines of the pipe. Only the time that we wait for the process counts, not what is done with its rows."""
        assert process.stdout is not None  # noqa: S101
        left, waiting = b"", 0.0
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                began = time.monotonic()
                ready = selector.select(timeout=self.limits.seconds - waiting)
                waiting += time.monotonic() - began
                if not ready or waiting >= self.limits.seconds:
                    raise Unreadable(f"Reading the file took longer than {self.limits.seconds:g} seconds. Split it into smaller files.")
                piece = os.read(process.stdout.fileno(), _PIECE)
                if not piece:
                    return
                *lines, left = (left + piece).split(b"\n")
                yield from lines


def read_table(path: Path, *, quotes_with_tabs: bool = True, limits: Limits | None = None) -> Reading:
    """Read a CSV, tab-separated or XLSX file, whatever it is called: its content decides.

    Args:
        path: A file of ours on disk.
        quotes_with_tabs: Whether `"` has a meaning in a file with tabs; the charity register's extract knows no quotes.
        limits: What it may cost; the usual ones when None.
    """
    return Reading(Path(path), limits or Limits(), quotes_with_tabs)

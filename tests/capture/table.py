"""The outcome of each public sample file, as `docs/captured-files.md` shows it: `python -m tests.capture.table` writes the page anew."""

from datetime import UTC, datetime
from pathlib import Path

import icalendar

from activities.capture.child import read_any
from activities.capture.message import Read, Refused

DATA = Path(__file__).parent / "data"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "captured-files.md"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOP = """# What becomes of public sample files

Each of the {files} mail and calendar files in `tests/capture/data` (sources and licences there), taken in by itself on 1 January 2026:
{drafts} become a draft that waits for a person, {refused} are refused in words. The product reads the same file a second time as a duplicate.
Written by `python -m tests.capture.table`; a test checks that it is up to date.

| File | Outcome | Reason, or what is said with it |
| --- | --- | --- |
"""


def files() -> list[Path]:
    """Every sample, in order."""
    return sorted([*DATA.glob("email/*/*.eml"), *DATA.glob("calendar/*/*.ics")])


def read_here(path: Path) -> Read:
    """As the reading process would, without its walls: no sample needs them, and 224 processes would take a minute.

    The parser remembers the time zones that files define; a process of its own begins without.
    """
    icalendar.use_zoneinfo()
    try:
        return read_any(path.read_bytes(), NOW)
    except Refused as refusal:
        return Read(refused=str(refusal))


def page() -> str:
    """The whole page."""
    rows = [(path.relative_to(DATA).as_posix(), read_here(path)) for path in files()]
    refused = sum(bool(read.refused) for _name, read in rows)
    lines = [f"| `{name}` | {'refused' if read.refused else 'draft'} | {_cell(read)} |" for name, read in rows]
    return TOP.format(files=len(rows), drafts=len(rows) - refused, refused=refused) + "\n".join(lines) + "\n"


def _cell(read: Read) -> str:
    what = "An e-mail." if read.entry is None else f"A meeting on {read.entry.starts_at:%-d %B %Y}."
    return (read.refused or " ".join([what, *read.notes])).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""All rows of the table, in its order."""

from collections.abc import Callable, Iterator

from crm.desk.bench import assurance, files, history, imports, pages, public, writing
from crm.desk.bench.rows import Row
from crm.desk.bench.subject import Subject, present, silent_logs

Measurement = Callable[[Subject, str], Row]

ROWS: dict[str, Measurement] = {
    **pages.ROWS,
    **writing.ROWS,
    **files.ROWS,
    **imports.ROWS,
    **public.ROWS,
    **history.ROWS,
    **assurance.ROWS,
}
"""Name → how it is measured; a measurement gets the subject and its own name."""


def names_with(only: str) -> list[str]:
    """Names of rows that have `only` in them, whatever the case."""
    return [name for name in ROWS if only.lower() in name.lower()]


def measured_rows(only: str = "") -> Iterator[Row]:
    """The rows whose name has `only` in it, one after the other."""
    subject = present()
    with silent_logs():
        for name in names_with(only):
            yield ROWS[name](subject, name)

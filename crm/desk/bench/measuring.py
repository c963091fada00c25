"""All rows of the table, in its order."""

from collections.abc import Callable, Iterator

from crm.desk.bench import history, pages, writing
from crm.desk.bench.rows import Row
from crm.desk.bench.subject import Subject, present, silent_logs

Measurement = Callable[[Subject, str], Row]

ROWS: dict[str, Measurement] = {
    **pages.ROWS,
    **writing.ROWS,
    **history.ROWS,
}
"""Name → how it is measured; a measurement gets the subject and its own name."""


def measured_rows(only: str = "") -> Iterator[Row]:
    """The rows whose name has `only` in it, one after the other."""
    subject = present()
    with silent_logs():
        for name, measure in ROWS.items():
            if only.lower() in name.lower():
                yield measure(subject, name)

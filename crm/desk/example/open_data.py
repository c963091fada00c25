"""Real partners from open data, through the same import as on the web."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files import File

from crm.core.importing import preview, receive, run_import
from crm.core.models import ImportBatch
from crm.desk.importing import KINDS

DATA = Path(__file__).parent / "data"
FILES = [
    ("ods", "epraccur_kent_medway.csv", "GP practices and other prescribing places"),
    ("ods", "etr_kent_medway.csv", "NHS trusts"),
    ("charities", "charities_kent_medway_in_ccew_layout.tsv", "Charities"),
]


def load() -> Iterator[str]:
    """Import each file that was not imported before; says in a line what became of it."""
    for kind, name, what in FILES:
        if ImportBatch.objects.filter(kind=kind, file_name=name, state=ImportBatch.State.IMPORTED).exists():
            yield f"{what}: already there."
            continue
        with (DATA / name).open("rb") as file:
            batch = receive(KINDS[kind], File(file), name=name, actor=None)
        batch = preview(batch, KINDS[kind], actor=None)
        batch = run_import(batch, KINDS[kind], actor=None)
        yield f"{what}: {batch.rows} rows, {batch.made} made, {batch.matched} matched, {batch.parked} parked."

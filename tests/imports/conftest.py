import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.core.importing import preview, receive, run_import
from crm.core.models import ImportBatch
from crm.desk.importing import KINDS

REAL = Path(__file__).resolve().parents[2] / "crm" / "desk" / "example" / "data"
ODS_FILE = REAL / "epraccur_kent_medway.csv"
CHARITY_FILE = REAL / "charities_kent_medway_in_ccew_layout.tsv"


def table(*rows: list[str]) -> bytes:
    """A CSV file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def previewed(db: None) -> Callable[..., ImportBatch]:
    """`previewed(kind, content, actor=None)` sends a file, in bytes or by path, as far as the preview."""

    def send(kind: str, content: bytes | Path, *, actor=None, name: str = "list.csv", **options: object) -> ImportBatch:
        content = content.read_bytes() if isinstance(content, Path) else content
        batch = receive(KINDS[kind], io.BytesIO(content), name=name, actor=actor)
        return preview(batch, KINDS[kind], actor=actor, **options)

    return send


@pytest.fixture
def imported(previewed: Callable) -> Callable[..., ImportBatch]:
    """The same, imported."""

    def send(kind: str, content: bytes | Path, *, actor=None, name: str = "list.csv") -> ImportBatch:
        return run_import(previewed(kind, content, actor=actor, name=name), KINDS[kind], actor=actor)

    return send

"""Importing 5,000 organisations from our own template: preview, import, and the same file once more."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import count, cycle, islice

from django.core.files.base import ContentFile
from django.db import transaction

from crm.core.importing import preview, receive, run_import
from crm.core.models import ImportBatch
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject, peak_memory, queries_of
from crm.desk.load.generating import copy_rows
from partners.imports import ORGANISATIONS
from partners.models import ExternalIdentifier, Organisation, OrganisationType, Postcode

MANY = 5_000
ROUNDS = 5
CALLS = ROUNDS + 3
"""Each import needs a file of its own: one call warms up, one counts queries, one is watched for memory."""
LIMITS = Limits(ratio=4, queries=200, ours_ms=5_000, memory_mb=300)
FLOOR = "COPY of the same rows, indexed, with history"
KIND = "vcse"

_numbers = count(1)


def previewing(subject: Subject, name: str) -> Row:
    """A new file: every row would make an organisation."""
    batch = received(subject, new_file())
    return _row(subject, name, lambda: preview(batch, ORGANISATIONS, actor=subject.officer))


def importing(subject: Subject, name: str) -> Row:
    """Every row makes an organisation with a number, a type and a place."""
    batches = iter([previewed(subject, new_file()) for _call in range(CALLS)])
    return _row(subject, name, lambda: imported(subject, next(batches), made=MANY))


def previewing_known(subject: Subject, name: str) -> Row:
    """The file that has just been imported."""
    batch = received(subject, known_file(subject))
    return _row(subject, name, lambda: preview(batch, ORGANISATIONS, actor=subject.officer))


def importing_known(subject: Subject, name: str) -> Row:
    """Every row matches an organisation and brings nothing new."""
    file = known_file(subject)
    batches = iter([previewed(subject, file) for _call in range(CALLS)])
    return _row(subject, name, lambda: imported(subject, next(batches), made=0))


def _row(subject: Subject, name: str, ours: Callable[[], object]) -> Row:
    timing = alternate(ours, copied, least=5, most=ROUNDS, seconds=60, warm=1)
    return Row(name, subject.size, FLOOR, timing, LIMITS, queries_of(ours), peak_memory(ours), note=f"{MANY:,} rows")


def new_file() -> bytes:
    """Organisations that nobody has heard of, in our template: name, type, charity number, address, postcode, e-mail, phone."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["Name", "Types", "Charity number", "What it does", "Address", "Postcode", "E-mail address", "Phone"])
    label = OrganisationType.objects.get(code=KIND).label
    for number, postcode in zip(islice(_numbers, MANY), _postcodes(), strict=False):
        writer.writerow([f"Imported group {number}", label, 2_000_000 + number, "Meets on Tuesdays.", f"{number} Station Road", postcode,
                         f"group-{number}@example.org", "01234 567890"])  # fmt: skip
    return lines.getvalue().encode()


def known_file(subject: Subject) -> bytes:
    """A file whose organisations are here already."""
    file = new_file()
    imported(subject, previewed(subject, file), made=MANY)
    return file


def received(subject: Subject, file: bytes) -> ImportBatch:
    return receive(ORGANISATIONS, ContentFile(file), name="organisations.csv", actor=subject.officer)


def previewed(subject: Subject, file: bytes) -> ImportBatch:
    return preview(received(subject, file), ORGANISATIONS, actor=subject.officer)


def imported(subject: Subject, batch: ImportBatch, *, made: int) -> None:
    """Carry out a previewed file.

    Raises:
        RuntimeError: It did something else than what is to be measured.
    """
    done = run_import(batch, ORGANISATIONS, actor=subject.officer)
    if (done.made, done.made + done.matched) != (made, MANY):
        raise RuntimeError(f"The import made {done.made} and matched {done.matched}: {done.message}")


def copied() -> None:
    """The same organisations with their numbers and types by COPY in one transaction, taken back again."""
    with transaction.atomic():
        first = (Organisation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1_000_000
        kind = OrganisationType.objects.get(code=KIND).pk
        numbers = range(MANY)
        copy_rows(Organisation, ["id", "name", "description", "address", "postcode", "email", "phone", "source"], (
            (first + number, f"Copied group {number}", "Meets on Tuesdays.", f"{number} Station Road", postcode, f"group-{number}@example.org", "01234", "file")
            for number, postcode in zip(numbers, _postcodes(), strict=False)
        ))  # fmt: skip
        copy_rows(ExternalIdentifier, ["organisation_id", "scheme", "value"], ((first + number, "GB-CHC", f"9{number:06}") for number in numbers))
        copy_rows(Organisation.types.through, ["organisation_id", "organisationtype_id"], ((first + number, kind) for number in numbers))
        transaction.set_rollback(True)


def _postcodes() -> Iterator[str]:
    """Real postcodes of the loaded geography, again and again."""
    found = list(Postcode.objects.order_by("pk").values_list("pk", flat=True)[:MANY]) or ["ME10 4BJ"]
    return cycle(f"{code[:-3]} {code[-3:]}" if " " not in code else code for code in found)


ROWS = {
    "import of 5,000 rows, preview": previewing,
    "import of 5,000 rows": importing,
    "import of known rows, preview": previewing_known,
    "import of known rows": importing_known,
}

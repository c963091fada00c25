"""A file from upload to import: kept, previewed, imported. Each step is one transaction and can be run again after a crash."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from crm.core import history
from crm.core.importing.kinds import ImportKind, Parsed, Plan
from crm.core.models import ImportBatch, ImportRow
from crm.core.parsing import Limits, Unreadable, read_table
from crm.core.services import explained

CHUNK = 1_000
PARKED_HEADER = "Reason"
LOCK_NUMBER = 7_310_044
"""Of the advisory lock that lets one import write at a time."""
UNWRITTEN = (ImportBatch.State.PREVIEWING, ImportBatch.State.PREVIEWED, ImportBatch.State.IMPORTING)
PLANNED = ("outcome", "reason", "label", "object_id", "changed", "values")


@transaction.atomic
def receive(kind: ImportKind, file: File, *, name: str, actor) -> ImportBatch:
    """Keep the file as it came, with its SHA-256; nothing is read yet.

    Args:
        file: Open for reading in bytes.
        name: What the sender called it, for the reader only; it is stored under a name of our own.
        actor: Who sends it; None for a command.
    """
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    plain = "".join(sign for sign in Path(name).name if sign.isprintable())[:255] or "file"
    batch = ImportBatch(kind=kind.code, file_name=plain, sha256=digest, created_by=actor)
    batch.file.save("upload", File(file), save=False)
    with history.because(actor, "import_receive"):
        batch.save()
    return batch


def preview(batch: ImportBatch, kind: ImportKind, *, actor, limits: Limits | None = None) -> ImportBatch:
    """Read the file and store what would happen to each row. Nothing else is written.

    A file that cannot be read leaves the batch `refused`, with the reason as its message.
    """
    with history.because(actor, f"import_preview:{batch.pk}"):
        try:
            with transaction.atomic():
                return _preview(_locked(batch, *UNWRITTEN), kind, actor, limits)
        except Unreadable as reason:
            return _refuse(batch, str(reason))


def _preview(batch: ImportBatch, kind: ImportKind, actor, limits: Limits | None) -> ImportBatch:
    ImportRow.objects.filter(batch=batch).delete()
    counts = dict.fromkeys(ImportRow.Outcome.values, 0)
    mapping: dict = {}
    for plans in _plans(batch, kind, actor, mapping, limits):
        ImportRow.objects.bulk_create(
            [ImportRow(batch=batch, number=plan.number, raw=plan.raw, **{name: getattr(plan, name) for name in PLANNED}) for plan in plans]
        )
        for plan in plans:
            counts[plan.outcome] += 1
    if not sum(counts.values()):
        raise Unreadable("The file has headings but no rows.")
    batch.mapping, batch.rows = mapping, sum(counts.values())
    batch.made, batch.matched, batch.parked = counts["make"], counts["match"], counts["park"]
    batch.state = ImportBatch.State.PREVIEWED
    batch.message = " ".join(mapping["notes"])[:500]
    batch.save()
    return batch


def run_import(batch: ImportBatch, kind: ImportKind, *, actor, limits: Limits | None = None) -> ImportBatch:
    """Carry out the preview, all or nothing.

    The stored file must still be the previewed one, and planning it again, with every other import locked out, must
    give the same answer for every row. When records changed since, nothing is written and the preview is made anew.

    Raises:
        ValidationError: `not_previewed`; `file_changed`; `plan_changed` (look at the new preview); `busy`; or what the
            database refused, in words. Nothing was imported then.
    """
    try:
        with transaction.atomic(), history.because(actor, f"import:{batch.pk}"), explained():
            batch = _locked(batch, ImportBatch.State.PREVIEWED, ImportBatch.State.IMPORTING)
            _one_at_a_time()
            _check_file(batch)
            differing = _differing(batch, kind, actor, limits)
            if not differing:
                _write(batch, kind, actor)
                batch.state, batch.imported_at = ImportBatch.State.IMPORTED, timezone.now()
                batch.save(update_fields=["state", "imported_at"])
                return batch
    except Unreadable as reason:
        raise ValidationError(str(reason), code="unreadable") from reason
    batch = preview(batch, kind, actor=actor, limits=limits)
    rows = "1 row" if differing == 1 else f"{differing:,} rows"
    raise ValidationError(
        f"Records have changed since the preview: {rows} would now end otherwise. Nothing was imported. Look at the new preview, then import.",
        code="plan_changed",
    )


def parked_rows(batch: ImportBatch) -> Iterator[list[str]]:
    """The parked rows as they came, with a last column that says why: mend them and send them again."""
    header, width = batch.mapping.get("header", []), 0
    keep = [position for position, cell in enumerate(header) if cell.strip().casefold() != PARKED_HEADER.casefold()]
    if header:
        yield [*(header[position] for position in keep), PARKED_HEADER]
    for row in ImportRow.objects.filter(batch=batch, outcome=ImportRow.Outcome.PARK).iterator(chunk_size=CHUNK):
        width = max(width, len(header) or batch.mapping.get("width", 0) or len(row.raw))
        cells = [*row.raw, *[""] * (width - len(row.raw))]
        cells = [cells[position] for position in keep if position < len(cells)] + cells[len(header) :] if header else cells[:width]
        yield [*cells, row.reason]


def _plans(batch: ImportBatch, kind: ImportKind, actor, mapping: dict, limits: Limits | None) -> Iterator[list[Plan]]:
    """Plans of the whole file, a thousand rows at a time. `mapping` is complete afterwards."""
    planner = kind.planner(actor, kind)
    reading = read_table(Path(batch.file.path), quotes_with_tabs=kind.quotes_with_tabs, limits=limits)
    rows = kind.parsed(iter(reading), mapping)
    while chunk := list(islice(rows, CHUNK)):
        yield _planned(planner, chunk)
    mapping["notes"] = list(reading.notes)
    if ignored := mapping.get("ignored"):
        mapping["notes"].append(f"Columns that mean nothing here and are not read: {', '.join(ignored[:20])}.")


def _planned(planner, chunk: list[Parsed]) -> list[Plan]:
    good = [parsed for parsed in chunk if not parsed.wrong]
    plans = [Plan.park(parsed, " ".join(parsed.wrong), _label(parsed)) for parsed in chunk if parsed.wrong]
    return sorted([*plans, *planner.plan(good)], key=lambda plan: plan.number)


def _label(parsed: Parsed) -> str:
    """What tells a row that cannot be read: its name, or else how it begins."""
    start = next((cell for cell in parsed.raw if cell.strip()), "")
    beginning = "".join(sign for sign in start[:60] if sign.isprintable())
    return str(parsed.values.get("name") or parsed.values.get("title") or beginning)


def _differing(batch: ImportBatch, kind: ImportKind, actor, limits: Limits | None) -> int:
    """How many rows would now end otherwise than the preview says. Reads only."""
    differing, seen = 0, 0
    for plans in _plans(batch, kind, actor, {}, limits):
        stored = {row.number: row for row in ImportRow.objects.filter(batch=batch, number__range=(plans[0].number, plans[-1].number))}
        for plan in plans:
            row = stored.get(plan.number)
            if row is None or any(getattr(row, name) != getattr(plan, name) for name in PLANNED):
                differing += 1
        seen += len(plans)
    return differing + abs(batch.rows - seen)


def _write(batch: ImportBatch, kind: ImportKind, actor) -> None:
    planner = kind.planner(actor, kind)
    made: dict[int, int] = {}
    last = 0
    while rows := list(ImportRow.objects.filter(batch=batch, number__gt=last).order_by("number")[:CHUNK]):
        last = rows[-1].number
        unknown = [row for row in rows if row.object_id is None]
        planner.write([row for row in rows if row.outcome != ImportRow.Outcome.PARK], made)
        for row in unknown:
            row.object_id = row.object_id or made.get(row.values.get("same_as", 0))
        _store_ids([row for row in unknown if row.object_id])


def _store_ids(rows: Iterable[ImportRow]) -> None:
    pairs = [(row.pk, row.object_id) for row in rows]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_importrow r SET object_id = d.object_id FROM unnest(%s::bigint[], %s::bigint[]) AS d (id, object_id) WHERE r.id = d.id",
                [[pk for pk, _ in pairs], [object_id for _, object_id in pairs]],
            )


def _locked(batch: ImportBatch, *states: str) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state not in states:
        raise ValidationError(f"This import is “{batch.get_state_display()}” already.", code="not_previewed")
    return batch


def _one_at_a_time() -> None:
    """Until the end of the transaction no other import writes. Edits by hand go on; rows that are matched get locked."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])
    except OperationalError as error:
        raise ValidationError("Another import is being carried out. Try again in a minute.", code="busy") from error


def _check_file(batch: ImportBatch) -> None:
    with batch.file.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != batch.sha256:
            raise ValidationError("The stored file is no longer the one that was previewed. Nothing was imported; send the file again.", code="file_changed")


def _refuse(batch: ImportBatch, message: str) -> ImportBatch:
    batch.state, batch.message = ImportBatch.State.REFUSED, message[:500]
    batch.save(update_fields=["state", "message"])
    return batch

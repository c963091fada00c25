"""What leaves as files: a long export, a large evidence pack."""

import dataclasses
import hashlib
import random
import tempfile
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils import timezone

from activities.models import Activity
from assurance.models import Criterion, Decision, EvidenceItem, EvidencePack, EvidenceUse
from assurance.services.packing import build_ordered_pack, order_pack
from crm.core.exports import write_file
from crm.core.models import Attachment
from crm.core.tables import RecordList, list_of
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject, peak_memory, queries_of

EXPORTED, FEW_EXPORTED = 50_000, 5_000
ITEMS = 200
FILES = 100
MEGABYTES = 200


def export_csv(subject: Subject, name: str) -> Row:
    """The list of activities as CSV; memory is what 50,000 rows take beyond what 5,000 take."""
    many = min(EXPORTED, subject.size)
    ours = _exporting(subject, many)
    memory = _beyond(peak_memory(_exporting(subject, FEW_EXPORTED)), peak_memory(ours))  # before the rounds, which leave memory behind
    timing = alternate(ours, subject.floor(f"/activities/{many}.csv"), least=5, most=9, seconds=60, warm=1)
    return Row(name, subject.size, "thin stream", timing, Limits(ratio=3, memory_mb=30), queries_of(ours), memory, note=f"{many:,} rows")


def _exporting(subject: Subject, many: int) -> Callable[[], None]:
    """A call that writes the first `many` generated activities, those that the officer may see."""
    definition = list_of("activity")
    last = subject.made.first_activity + many

    def rows(user):  # noqa: ANN001, ANN202
        return definition.queryset(user).filter(pk__lt=last)

    part: RecordList = dataclasses.replace(definition, queryset=rows)

    def export() -> None:
        with tempfile.TemporaryFile() as target:
            write_file(part, subject.officer, QueryDict(), "csv", target)

    return export


def evidence_pack(subject: Subject, name: str) -> Row:
    """200 items, half of them files, 200 MB in all; memory is what the files take beyond what small ones take."""
    few, many = _decision(subject, size=10_000), _decision(subject, size=MEGABYTES * 1_000_000 // FILES)
    paths = [Path(item.attachment.file.path) for item in EvidenceItem.objects.filter(uses__decision=many, kind="file").select_related("attachment")]
    memory = _beyond(peak_memory(lambda: _build(subject, few)), peak_memory(lambda: _build(subject, many)))
    timing = alternate(lambda: _build(subject, many), lambda: _zip(paths), least=5, most=5, seconds=90, warm=0)
    queries = queries_of(lambda: _build(subject, many))
    return Row(name, subject.size, "plain ZIP of the files", timing, Limits(ours_ms=10_000, memory_mb=30), queries, memory)


def _decision(subject: Subject, *, size: int) -> Decision:
    """A decision with 100 activities and 100 files of `size` bytes, each linked to a criterion."""
    criteria = list(Criterion.objects.filter(framework__key="duty-to-involve").order_by("pk"))
    decision = Decision.objects.create(
        title=f"Generated for measuring, files of {size:,} bytes",
        owner=subject.officer,
        team=subject.officer.team,
        duty_as_at=timezone.localdate(),
    )
    activities = Activity.objects.filter(pk__gte=subject.made.first_activity, visibility="organisation").exclude(evidence_items__isnull=False)
    items = [EvidenceItem(kind="activity", title=item.title, activity=item) for item in activities.order_by("pk")[: ITEMS - FILES]]
    items += [EvidenceItem(kind="file", title=f"Paper {number}", attachment=_attachment(number, size), is_published=True) for number in range(FILES)]
    EvidenceItem.objects.bulk_create(items)
    EvidenceUse.objects.bulk_create(
        EvidenceUse(decision=decision, item=item, criterion=criteria[number % len(criteria)], state="linked") for number, item in enumerate(items)
    )
    return decision


def _attachment(number: int, size: int) -> Attachment:
    """A stored file that does not compress."""
    content = random.Random(number).randbytes(size)
    attachment = Attachment(name=f"paper-{number}.pdf", content_type="application/pdf", size=size, sha256=hashlib.sha256(content).hexdigest())
    attachment.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(content), save=False)
    attachment.save()
    return attachment


def _build(subject: Subject, decision: Decision) -> None:
    pack = build_ordered_pack(order_pack(decision, is_draft=False, with_raw_notes=False, actor=None).pk)
    if pack.state != EvidencePack.State.READY:
        raise RuntimeError(f"The pack was not built: {pack.message}")
    pack.file.storage.delete(pack.file.name)


def _zip(paths: list[Path]) -> None:
    with tempfile.TemporaryFile() as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)


def _beyond(few: float | None, many: float | None) -> float | None:
    return None if few is None or many is None else round(max(0, many - few), 1)


ROWS = {"export of 50,000 rows": export_csv, "evidence pack of 200 MB": evidence_pack}

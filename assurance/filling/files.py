"""Which uploads go into a pack."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.models import ActivityFile
from assurance.dossier import Dossier
from assurance.filling.words import item_reference, words
from assurance.models import EvidenceItem, PageSnapshot, Scrutiny
from assurance.packs.archive import evidence_path
from assurance.querysets import instances
from assurance.reports_base import EvidenceFile
from crm.core.models import Attachment


@dataclass(frozen=True)
class PackFile:
    """An upload that goes into the pack, and the record it came with."""

    attachment: Attachment
    title: str
    source: str


def pack_file_rows(files: list[PackFile], *, is_training: bool = False) -> Iterable[EvidenceFile]:
    """The files as the report lists them, numbered in their order, under names of our making."""
    for number, file in enumerate(files, start=1):
        stored = file.attachment
        path = evidence_path(number, file.title, stored.content_type, is_training=is_training)
        yield EvidenceFile(path=path, title=file.title, source=file.source, media_type=stored.content_type, size=stored.size, sha256=stored.sha256)


def newest_snapshots(items: Iterable[int], *, own_only: bool) -> dict[int, PageSnapshot]:
    """The newest page kept of each web item that has one. One query.

    Args:
        own_only: Pages of our own site only: those of others are theirs to publish.
    """
    rows = PageSnapshot.objects.filter(item__in=items, item__kind=EvidenceItem.Kind.WEB, attachment__isnull=False).exclude(
        attachment__scan_state=Attachment.ScanState.QUARANTINED
    )
    if own_only:
        rows = rows.filter(is_own_site=True)
    return {row.item_id: row for row in rows.select_related("attachment").order_by("item_id", "-pk").distinct("item_id")}


def snapshot_file(snapshot: PageSnapshot) -> PackFile:
    """The page as it was on the day of its snapshot."""
    title = f"Page as on {words(snapshot.taken_at.date())}: {snapshot.title or snapshot.url}"
    return PackFile(snapshot.attachment, title, f"WEB-{snapshot.item_id}")


def scrutiny_letters(dossier: Dossier) -> list[PackFile]:
    """Our letters to scrutiny committees and their replies, in the order of the record. One query where there are any."""
    steps = instances(Scrutiny, dossier.decision.scrutiny_rows)
    written = [(step, key, words) for step in steps for key, words in ((step.letter_id, "Letter to"), (step.reply_letter_id, "Reply of")) if key]
    if not written:
        return []
    stored = Attachment.objects.exclude(scan_state=Attachment.ScanState.QUARANTINED).in_bulk([key for _step, key, _words in written])
    source = f"{dossier.decision.reference}, scrutiny"
    return [PackFile(stored[key], f"{words} {step.body}: {stored[key].name}", f"{source}, FILE-{key}") for step, key, words in written if key in stored]


def pack_files(dossier: Dossier, *, with_raw_notes: bool, own_pages_only: bool = False) -> tuple[list[PackFile], int]:
    """Files for the pack: published documents, with raw notes all of them, letters with scrutiny, and the newest snapshot of each page that is evidence.

    Args:
        own_pages_only: The public edition: pages of our own site only, and no letters, which name people.

    Returns:
        The files, each once, and how many are left out because they are not published. One query, and one each for pages and for letters where
        there are any.
    """
    keys = [item.activity.pk for item in dossier.activities]
    links = ActivityFile.objects.filter(activity__in=keys).exclude(attachment__scan_state=Attachment.ScanState.QUARANTINED)
    found: dict[int, PackFile] = {}
    left_out: set[int] = set()
    for link in links.select_related("attachment").order_by("activity_id", "pk"):
        if link.is_published or with_raw_notes:
            title = f"{link.get_kind_display()}: {link.attachment.name}"
            found.setdefault(link.attachment_id, PackFile(link.attachment, title, f"ACT-{link.activity_id}, FILE-{link.attachment_id}"))
        else:
            left_out.add(link.attachment_id)
    for use in dossier.linked:
        item = use.item
        if item.kind != EvidenceItem.Kind.FILE or item.attachment.scan_state == Attachment.ScanState.QUARANTINED:
            continue
        if item.is_published or with_raw_notes:
            found.setdefault(item.attachment_id, PackFile(item.attachment, item.title, item_reference(use)))
        else:
            left_out.add(item.attachment_id)
    letters = scrutiny_letters(dossier)
    if own_pages_only:
        left_out |= {letter.attachment.pk for letter in letters}
    else:
        found |= {letter.attachment.pk: letter for letter in letters if letter.attachment.pk not in found}
    pages = [use.item_id for use in dossier.linked if use.item.kind == EvidenceItem.Kind.WEB]
    for snapshot in newest_snapshots(pages, own_only=own_pages_only).values() if pages else ():
        found.setdefault(snapshot.attachment_id, snapshot_file(snapshot))
    return list(found.values()), len(left_out - found.keys())

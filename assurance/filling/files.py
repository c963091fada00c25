"""Which uploads go into a pack."""

from dataclasses import dataclass

from activities.models import ActivityFile
from assurance.dossier import Dossier
from assurance.filling.words import item_reference
from assurance.models import EvidenceItem
from crm.core.models import Attachment


@dataclass(frozen=True)
class PackFile:
    """An upload that goes into the pack, and the record it came with."""

    attachment: Attachment
    title: str
    source: str


def pack_files(dossier: Dossier, *, with_raw_notes: bool) -> tuple[list[PackFile], int]:
    """Files for the pack: published documents, with raw notes all of them.

    Returns:
        The files, each once, and how many are left out because they are not published. One query.
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
    return list(found.values()), len(left_out - found.keys())

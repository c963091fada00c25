"""Files that nobody needs any longer: old exports, and uploads whose record was never stored."""

import datetime
from collections.abc import Iterator

from django.core.files.storage import Storage
from django.db.models import FileField, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core import history
from crm.core.models import Attachment, Export, ImportBatch

EXPORTS_KEPT_FOR = datetime.timedelta(days=7)
ORPHANS_KEPT_FOR = datetime.timedelta(days=1)
"""Longer than any transaction, so that a file whose record is just being stored is never taken for one without."""
HOLDERS = (Attachment, Export, ImportBatch)
"""Evidence packs are not among them: nothing that was sealed is deleted by a command."""
AT_ONCE = 500


def remove_old_exports(now: datetime.datetime, *, dry_run: bool = False) -> int:
    """Delete the files of exports that ended a week before `now`; who took which list away when stays written down.

    The record lets go of its file first: a file that is left behind when this is killed in between is an orphan.

    Returns:
        How many files.
    """
    ended = Q(finished_at__lt=now - EXPORTS_KEPT_FOR)
    old = Export.objects.filter(ended, state__in=[Export.State.DONE, Export.State.FAILED]).exclude(file="").exclude(file=None)
    if dry_run:
        return old.count()
    count = 0
    for export in old.iterator(chunk_size=AT_ONCE):
        name = str(export.file.name)
        words = _("The file was deleted after %(days)s days. Take the list away again if you need it.")
        export.file, export.message = "", words % {"days": EXPORTS_KEPT_FOR.days}
        with history.because(None, "tidy_files"):
            export.save(update_fields=["file", "message"])
        Export._meta.get_field("file").storage.delete(name)
        count += 1
    return count


def remove_orphans(now: datetime.datetime, *, dry_run: bool = False) -> int:
    """Delete uploaded, imported and exported files older than a day that no record names: their transaction was rolled back.

    One query for every 500 old files.

    Returns:
        How many files.
    """
    count = 0
    for model in HOLDERS:
        field = model._meta.get_field("file")
        old = (name for name in _files_in(field.storage, _folder_of(field)) if _modified(field.storage, name) < now - ORPHANS_KEPT_FOR)
        for names in _batches(old):
            held = set(model._default_manager.filter(file__in=names).values_list("file", flat=True))
            for name in names:
                if name not in held:
                    count += 1
                    if not dry_run:
                        field.storage.delete(name)
    return count


def _folder_of(field: FileField) -> str:
    """`attachments` of `attachments/%Y/%m/`."""
    return str(field.upload_to).split("/", 1)[0]


def _modified(storage: Storage, name: str) -> datetime.datetime:
    """Aware; a file that has gone meanwhile counts as new."""
    try:
        return storage.get_modified_time(name)
    except FileNotFoundError:
        return timezone.now()


def _files_in(storage: Storage, folder: str) -> Iterator[str]:
    """Names of all files below `folder`."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for below in folders:
        yield from _files_in(storage, f"{folder}/{below}")


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch

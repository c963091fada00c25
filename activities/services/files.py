"""Files of activities: whose they are, whether they are agreed, whether they go into packs."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from activities.models import Activity, ActivityFile
from crm.core import history
from crm.core.attachments import store_upload
from crm.core.services import explained


@dataclass(frozen=True)
class NewFile:
    """An upload on its way to an activity. `field` is what the form calls it, for errors."""

    upload: UploadedFile
    kind: str = ActivityFile.Kind.OTHER
    whose: str = ""
    is_agreed: bool = False
    is_published: bool = False
    field: str = "file"


def store_file(activity: Activity, file: NewFile, actor) -> ActivityFile:
    """Check an upload by its content, keep it, and tie it to the activity, inside the caller's transaction.

    Raises:
        ValidationError: Under `file.field`: its content is of no accepted type, or it is too large; nothing is kept.
    """
    try:
        attachment = store_upload(file.upload, actor)
    except ValidationError as error:
        raise ValidationError({file.field: error.messages}) from error
    row = ActivityFile(
        activity=activity, attachment=attachment, kind=file.kind, whose=file.whose.strip(), is_agreed=file.is_agreed, is_published=file.is_published
    )
    row.clean_fields()
    with explained():
        row.save()
    return row


@transaction.atomic
def add_file(activity: Activity, file: NewFile, *, actor) -> ActivityFile:
    """Add a file to a stored activity."""
    with history.because(actor, "add_file"):
        return store_file(activity, file, actor)


@transaction.atomic
def change_file(file: ActivityFile, *, kind: str, whose: str, is_agreed: bool, is_published: bool, actor) -> ActivityFile:
    """Say again what a file is, whose, whether agreed and whether it may leave the building in packs."""
    file = ActivityFile.objects.select_for_update().get(pk=file.pk)
    file.kind, file.whose, file.is_agreed, file.is_published = kind, whose.strip(), is_agreed, is_published
    file.clean_fields()
    with history.because(actor, "change_file"), explained():
        file.save()
    return file


@transaction.atomic
def remove_file(file: ActivityFile, *, reason: str, actor) -> None:
    """Take a file off an activity. The upload itself stays where packs and evidence cite it."""
    with history.because(actor, "remove_file", reason=reason):
        file.delete()

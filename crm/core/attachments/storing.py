import hashlib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from crm.core import history
from crm.core.attachments.content import MAX_BYTES, Refused, type_by_content
from crm.core.models import Attachment
from crm.core.services import explained


def store_upload(upload: UploadedFile | File, actor) -> Attachment:
    """Check an upload by its content and keep it under a name of our own.

    When the transaction it stands in is rolled back, the file stays behind without a record; it is never served.

    Args:
        upload: As it came; `upload.name` is kept for the reader, cleaned, and only its ending is trusted to be a claim.
        actor: Who sent it; None keeps the actor in force.

    Raises:
        ValidationError: `file_too_large`, or `file_refused` with the reason in words.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Send a smaller one.", code="file_too_large")
    name = "".join(sign for sign in Path(upload.name or "file").name if sign.isprintable()).strip()[-200:] or "file"
    try:
        media_type = type_by_content(upload.file if isinstance(upload, UploadedFile) else upload, name)
    except Refused as reason:
        raise ValidationError(str(reason), code="file_refused") from reason
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    upload.seek(0)
    attachment = Attachment(name=name, content_type=media_type, size=upload.size, sha256=sha256, uploaded_by=actor)
    with transaction.atomic(), history.because(actor, "store_file"), explained():
        attachment.file.save(f"{sha256[:32]}{Path(name).suffix.lower()}", upload, save=False)
        attachment.save()
    return attachment

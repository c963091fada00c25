"""Files that people give us: stored under a name of ours, never altered, handed out only by policy and only as downloads."""

import hashlib
from collections.abc import Callable
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from crm.core import history
from crm.core.models import Attachment, User
from crm.core.uploads import ACCEPTED, MOST_BYTES, kind_of, safe_name

AttachmentPolicy = Callable[[User, Attachment], bool]
_owners: list[AttachmentPolicy] = []


def register_attachment_owner(may_read: AttachmentPolicy) -> None:
    """Say who may read files of records of an app: `may_read(user, attachment)` is true when one of the app's records
    holds the file and the user may see that record and its files. Called in `AppConfig.ready()`."""
    _owners.append(may_read)


def may_read(user: User, attachment: Attachment) -> bool:
    """Whether any record that holds the file lets `user` read it. A file that no record holds is nobody's to read."""
    return any(asked(user, attachment) for asked in _owners)


@transaction.atomic
def store_upload(file: UploadedFile, actor: User | None) -> Attachment:
    """Check an upload by its content and keep it.

    Args:
        file: As the form bound it; read once, at most 25 MB.
        actor: Who uploads; None for commands, whose actor is in force already.

    Raises:
        ValidationError: Empty, too large, damaged or of a kind that is not accepted; nothing is kept.
    """
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Make it smaller, or split it.", code="too_large")
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    return keep_file(content, file.name or "", kind_of(content, file.name or ""), actor)


@transaction.atomic
def keep_file(content: bytes, name: str, kind: str, actor: User | None) -> Attachment:
    """Keep a file whose kind, a key of `ACCEPTED`, was found out by reading it."""
    attachment = Attachment(
        name=safe_name(name, kind), content_type=ACCEPTED[kind], size=len(content), sha256=hashlib.sha256(content).hexdigest(), uploaded_by=actor
    )
    attachment.file.save(f"{uuid4().hex}.{kind}", ContentFile(content), save=False)
    try:
        attachment.clean_fields(exclude=["file", "uploaded_by"])
        with history.because(actor, "upload"):
            attachment.save()
    except Exception:
        attachment.file.delete(save=False)
        raise
    return attachment

from collections.abc import Callable

from crm.core.models import Attachment

_owners: list[Callable[[Attachment, object], bool]] = []


def register_attachment_owner(answer: Callable[[Attachment, object], bool]) -> None:
    """`answer(attachment, user)`: whether a record of the calling app that `user` may read carries the file."""
    _owners.append(answer)


def may_read(attachment: Attachment, user) -> bool:
    """Whether any record that `user` may read carries the file and no virus was found in it. One query an app at most."""
    return attachment.scan_state != Attachment.ScanState.QUARANTINED and any(answer(attachment, user) for answer in _owners)

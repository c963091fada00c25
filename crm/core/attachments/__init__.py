"""Files that people give us: checked by content, kept under a name of our own, served as downloads to whoever may read their record."""

from crm.core.attachments.access import may_read, register_attachment_owner
from crm.core.attachments.content import MAX_BYTES, Refused, type_by_content
from crm.core.attachments.storing import store_upload

__all__ = ["MAX_BYTES", "Refused", "may_read", "register_attachment_owner", "store_upload", "type_by_content"]

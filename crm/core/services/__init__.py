from crm.core.services.access import open_restricted
from crm.core.services.editing import StaleRecord, archive, explained, locked, restore, save_record
from crm.core.services.submissions import submission

__all__ = ["StaleRecord", "archive", "explained", "locked", "open_restricted", "restore", "save_record", "submission"]

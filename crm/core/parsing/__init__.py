"""Reading files that strangers made, in a process of its own that can be killed. No Django in this package."""

from crm.core.parsing.parent import Limits, Reading, Row, Unreadable, read_table

__all__ = ["Limits", "Reading", "Row", "Unreadable", "read_table"]

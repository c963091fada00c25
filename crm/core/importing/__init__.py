"""Files on their way into records: what every kind of import shares. The kinds themselves are higher up (`partners.imports`)."""

from crm.core.importing.batches import PARKED_HEADER, parked_rows, preview, receive, run_import
from crm.core.importing.kinds import Column, ImportKind, Parsed, Plan, Planner
from crm.core.importing.resources import RowResource
from crm.core.importing.rolling_back import roll_back

__all__ = [
    "PARKED_HEADER",
    "Column",
    "ImportKind",
    "Parsed",
    "Plan",
    "Planner",
    "RowResource",
    "parked_rows",
    "preview",
    "receive",
    "roll_back",
    "run_import",
]

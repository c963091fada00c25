from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from crm.core import history
from crm.core.exports import AT_ONCE, MOST_XLSX_ROWS, write_export
from crm.core.models import Export
from crm.core.tables import RecordList


@transaction.atomic
def start_export(definition: RecordList, *, query: str, file_format: str, actor) -> Export:
    """Note down that `actor` takes a list away; a long one is handed to the background task.

    Returns:
        The noted export. `state` is `done` when it is short enough to be streamed at once (it then has no file),
        `waiting` when the task will write it.

    Raises:
        PermissionDenied: The list may not be taken away by this person.
        ValidationError: `file_format` is unknown, or Excel cannot hold that many rows.
    """
    if not (definition.may_open(actor) and definition.may_export(actor)):
        raise PermissionDenied
    if file_format not in ("csv", "xlsx"):
        raise ValidationError("Choose CSV or Excel.", code="file_format")
    rows = definition.rows(actor, QueryDict(query)).order_by().count()
    if file_format == "xlsx" and rows > MOST_XLSX_ROWS:
        raise ValidationError(f"Excel cannot hold {rows:,} rows. Choose CSV, or narrow the list.", code="too_many")
    export = Export(user=actor, kind=definition.kind, file_format=file_format, query=query, rows_total=rows)
    if rows <= AT_ONCE:
        export.state, export.rows_done, export.finished_at = Export.State.DONE, rows, timezone.now()
    with history.because(actor, f"export:{definition.kind}"):
        export.save()
    if rows > AT_ONCE:
        transaction.on_commit(lambda: write_export.enqueue(export.pk))
    return export

"""Which values of a record an import may bring up to date: those that an import of the same kind wrote last."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

from crm.core.models import ImportBatch

_LAST_WRITERS = """
    SELECT DISTINCT ON (e.record_key, k) e.record_key, k, e.action
    FROM audit.event e, jsonb_object_keys(e."values" -> 'after') k
    WHERE e.table_name = %s AND e.record_key = ANY (%s) AND k = ANY (%s)
    ORDER BY e.record_key, k, e.id DESC
"""


def written_by_imports(model: type[Model], keys: Iterable[int], columns: Iterable[str], kind: str) -> set[tuple[int, str]]:
    """The (record, column) pairs whose last writer was an import of this kind, by the history. Two queries.

    What a person typed, or another register said, is in no pair. A value whose history was erased is in none either.
    """
    keys = [str(key) for key in keys]
    if not keys:
        return set()
    actions = {f"import:{pk}" for pk in ImportBatch.objects.filter(kind=kind, imported_at__isnull=False).values_list("pk", flat=True)}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_WRITERS, [model._meta.db_table, keys, list(columns)])
        return {(int(key), column) for key, column, action in cursor.fetchall() if action in actions}

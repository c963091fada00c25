"""Taking an import back: what it made goes, what it changed returns, and what people edited since stays as it is."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from crm.core import history
from crm.core.importing.batches import _locked
from crm.core.importing.kinds import ImportKind
from crm.core.models import ImportBatch, ImportRow

_TOUCHED_SINCE = """
    SELECT key FROM (
        SELECT record_key AS key, id, action FROM audit.event WHERE table_name = %(table)s AND record_key = ANY (%(keys)s)
        UNION ALL
        SELECT split_part(parent, ':', 2), id, action FROM audit.event WHERE parent <> '' AND parent = ANY (%(parents)s)
    ) events
    GROUP BY key HAVING max(id) > max(id) FILTER (WHERE action = %(action)s)
"""


@transaction.atomic
def roll_back(batch: ImportBatch, kind: ImportKind, *, actor) -> ImportBatch:
    """Remove what the batch made and undo what it changed.

    Kept and listed (`ImportRow.kept`): records edited since, by whomever; records that others refer to by now.

    Raises:
        ValidationError: The batch is not imported, or rolled back already.
    """
    batch = _locked(batch, ImportBatch.State.IMPORTED)
    with history.because(actor, f"import_roll_back:{batch.pk}"):
        rows = list(batch.row_set.exclude(outcome=ImportRow.Outcome.PARK).exclude(object_id=None).order_by("number"))
        made = {row.object_id: row for row in rows if row.outcome == ImportRow.Outcome.MAKE}
        changed = [row for row in rows if row.changed and row.object_id not in made]
        keys = list(dict.fromkeys([*made, *(row.object_id for row in changed)]))
        there = dict(kind.model._default_manager.select_for_update(of=("self",)).in_bulk(keys))
        kept = touched_since(kind.model, keys, f"import:{batch.pk}") & there.keys()
        kept |= referred_to(kind.model, [key for key in made if key in there and key not in kept], besides=kind.children)
        kind.planner(actor, kind).undo([row for row in changed if row.object_id in there and row.object_id not in kept], there)
        kind.model._default_manager.filter(pk__in=[key for key in made if key in there and key not in kept]).delete()
        batch.row_set.filter(pk__in=[row.pk for row in rows if row.object_id in kept]).update(kept=True)
        batch.state, batch.rolled_back_at, batch.kept = ImportBatch.State.ROLLED_BACK, timezone.now(), len(kept)
        batch.save(update_fields=["state", "rolled_back_at", "kept"])
    return batch


def touched_since(model: type[Model], keys: Iterable[int], action: str) -> set[int]:
    """Records of which, or of whose parts, history holds something after the last change named `action`. One query."""
    table, names = model._meta.db_table, [str(key) for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED_SINCE, {"table": table, "keys": names, "parents": [f"{table}:{name}" for name in names], "action": action})
        return {int(key) for (key,) in cursor.fetchall()}


def referred_to(model: type[Model], keys: list[int], besides: tuple[type[Model], ...]) -> set[int]:
    """Records that a row of another table points to. One query a foreign key on the model.

    Args:
        besides: Tables whose rows belong to the record and go with it.
    """
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        if relation.related_model in besides:
            continue
        field = relation.field
        rows = relation.related_model._base_manager.filter(**{f"{field.name}__in": keys})
        found |= set(rows.values_list(field.attname, flat=True))
    return found

"""One UPDATE for many records, whatever their number of fields."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model


def update_records(records: Sequence[Model], fields: Sequence[str]) -> None:
    """Store `fields` of records that carry a version, and count the version up. One query.

    `bulk_update` writes a CASE for each field and row, which takes seconds for a thousand rows; this hands over one array
    a field. The rows must be locked by the caller.
    """
    if not records:
        return
    model = type(records[0])
    columns = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    arrays = [[column.get_db_prep_save(getattr(record, column.attname), connection) for record in records] for column in columns]
    casts = ", ".join(f"%s::{column.rel_db_type(connection) if column.is_relation else column.cast_db_type(connection)}[]" for column in columns)
    names = ", ".join(quote(column.column) for column in columns)
    settings = ", ".join(f"{quote(column.column)} = given.{quote(column.column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} AS record SET {settings}, version = record.version + 1 "  # noqa: S608
            f"FROM unnest(%s::bigint[], {casts}) AS given (id, {names}) WHERE record.id = given.id",
            [[record.pk for record in records], *arrays],
        )

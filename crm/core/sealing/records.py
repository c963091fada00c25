"""Records against their history: each row must be what its lines add up to."""

from dataclasses import dataclass

from django.db import connection
from psycopg2 import sql

from crm.core.sealing.chain import Finding

HIDDEN = '"(hidden)"'
MOST_NAMED = 100
"""Of one table; more than these are counted."""

TRACKED = r"""
SELECT c.relname, encode(t.tgargs, 'escape')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'history_insert' ORDER BY c.relname
"""

COMPARE = """
WITH lines AS (
    SELECT id, record_key, operation, "values", max(id) FILTER (WHERE operation = 'insert') OVER (PARTITION BY record_key) AS begun,
           first_value(operation) OVER (PARTITION BY record_key ORDER BY id DESC) AS ended,
           bool_or("values" IS NULL) OVER (PARTITION BY record_key) AS erased
    FROM audit.event WHERE table_name = {name}
), expected AS (
    SELECT record_key, erased, jsonb_object_agg(part.key, part.value ORDER BY id) FILTER (WHERE part.value <> '{hidden}') AS state
    FROM lines LEFT JOIN LATERAL jsonb_each("values" -> 'after') part ON true
    WHERE id >= begun AND ended <> 'delete' GROUP BY record_key, erased
), found AS (
    SELECT t.id::text AS record_key, to_jsonb(t) AS state FROM {table} t
)
SELECT coalesce(f.record_key, e.record_key),
       CASE WHEN f.state IS NULL THEN 'removed' WHEN e.record_key IS NULL THEN 'added'
            ELSE (SELECT string_agg(x.key, ', ' ORDER BY x.key) FROM jsonb_each(e.state) x
                  WHERE f.state ? x.key AND x.key <> ALL ({ignored}) AND f.state -> x.key IS DISTINCT FROM x.value
                    AND NOT (x.key = ANY ({moments}) AND (f.state ->> x.key)::timestamptz = (x.value #>> '{{}}')::timestamptz)) END
FROM expected e FULL JOIN found f USING (record_key)
WHERE f.state IS NULL OR e.record_key IS NULL
   OR (NOT e.erased AND EXISTS (
        SELECT FROM jsonb_each(e.state) x
        WHERE f.state ? x.key AND x.key <> ALL ({ignored}) AND f.state -> x.key IS DISTINCT FROM x.value
          AND NOT (x.key = ANY ({moments}) AND (f.state ->> x.key)::timestamptz = (x.value #>> '{{}}')::timestamptz)))
ORDER BY 1
"""


@dataclass(frozen=True)
class _Tracked:
    table: str
    ignored: list[str]


def altered_records() -> tuple[int, list[Finding]]:
    """How many rows were compared, and those that were changed, added or removed without a line of history.

    Rows with an erased line are looked for, not compared. Columns that history leaves out (passwords, last sign-in) are not compared.
    """
    compared, findings = 0, []
    for tracked in _tracked_tables():
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(tracked.table)))
            compared += cursor.fetchone()[0]
            cursor.execute(_comparison(tracked))
            rows = cursor.fetchall()
        findings += [Finding(f"{tracked.table} {key}", _words(what)) for key, what in rows[:MOST_NAMED]]
        if len(rows) > MOST_NAMED:
            findings.append(Finding(tracked.table, f"and {len(rows) - MOST_NAMED:,} more of its records"))
    return compared, findings


def _tracked_tables() -> list[_Tracked]:
    with connection.cursor() as cursor:
        cursor.execute(TRACKED)
        rows = cursor.fetchall()
    found = []
    for table, arguments in rows:
        parts = arguments.split("\\000")
        found.append(_Tracked(table, [name for part in parts[2:4] for name in part.split(",") if name]))
    return found


def _comparison(tracked: _Tracked) -> sql.Composed:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND atttypid = 'timestamptz'::regtype AND NOT attisdropped", [tracked.table]
        )
        moments = [name for (name,) in cursor.fetchall()]
    return sql.SQL(COMPARE.replace("{hidden}", HIDDEN)).format(
        name=sql.Literal(tracked.table),
        table=sql.Identifier(tracked.table),
        ignored=sql.SQL("{}::text[]").format(sql.Literal(tracked.ignored)),
        moments=sql.SQL("{}::text[]").format(sql.Literal(moments)),
    )


def _words(what: str) -> str:
    if what == "removed":
        return "was removed, and no line of history says so"
    if what == "added":
        return "was added, and no line of history says so"
    return f"was changed, and no line of history says so ({what})"

from django.db import migrations

FORWARDS = """
DO $do$
DECLARE
    definition text := pg_get_functiondef('audit.record()'::regprocedure);
BEGIN
    definition := replace(definition, $$CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || (v ->> parent_column) END$$,
                                      $$coalesce(nullif(parent_table, '') || ':' || (v ->> parent_column), '')$$);
    definition := replace(definition,
        $$CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || coalesce(nv ->> parent_column, ov ->> parent_column) END$$,
        $$coalesce(nullif(parent_table, '') || ':' || coalesce(nv ->> parent_column, ov ->> parent_column), '')$$);
    IF definition ~ 'CASE WHEN parent_table' OR definition !~ 'nullif' THEN
        RAISE EXCEPTION 'audit.record() is not as this migration knows it.';
    END IF;
    EXECUTE definition;
END $do$;
"""
BACKWARDS = """
DO $do$
DECLARE
    definition text := pg_get_functiondef('audit.record()'::regprocedure);
BEGIN
    definition := replace(definition, $$coalesce(nullif(parent_table, '') || ':' || (v ->> parent_column), '')$$,
                                      $$CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || (v ->> parent_column) END$$);
    definition := replace(definition,
        $$coalesce(nullif(parent_table, '') || ':' || coalesce(nv ->> parent_column, ov ->> parent_column), '')$$,
        $$CASE WHEN parent_table = '' THEN '' ELSE parent_table || ':' || coalesce(nv ->> parent_column, ov ->> parent_column) END$$);
    EXECUTE definition;
END $do$;
"""


class Migration(migrations.Migration):
    """A row whose parent is not set, such as evidence for a year and no decision, leaves a line of history with an empty parent."""

    dependencies = [("core", "0009_sealed_history")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

from django.db import migrations

STRATEGY = "assurance_strategy"
PUBLISHED = {
    "insert": "NEW.published_at IS NOT NULL",
    "update": "OLD.published_at IS NOT NULL OR NEW.published_at IS NOT NULL",
    "delete": "OLD.published_at IS NOT NULL",
}
PARTS = ("assurance_objective", "assurance_measure", "assurance_measurereading")
"""What hangs on a strategy: every change counts, they change rarely."""

RECORD_TRIGGER = """
CREATE CONSTRAINT TRIGGER public_{verb} AFTER {VERB} ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION pages_raise_version()
"""
WHOLE_TRIGGER = "CREATE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION pages_raise_version()"


def forwards(apps, schema_editor):
    for verb, condition in PUBLISHED.items():
        schema_editor.execute(RECORD_TRIGGER.format(verb=verb, VERB=verb.upper(), table=STRATEGY, condition=condition))
    for table in PARTS:
        schema_editor.execute(WHOLE_TRIGGER.format(table=table))


def backwards(apps, schema_editor):
    for table in PARTS:
        schema_editor.execute(f"DROP TRIGGER public_change ON {table}")
    for verb in PUBLISHED:
        schema_editor.execute(f"DROP TRIGGER public_{verb} ON {STRATEGY}")


class Migration(migrations.Migration):
    """Raise the number of the public pages whenever something of a published strategy changes."""

    dependencies = [("pages", "0003_strategy_block"), ("assurance", "0008_history_of_rules")]

    operations = [migrations.RunPython(forwards, backwards)]

from django.db import migrations, models

HELD = """
    SELECT l.activity_id, l.organisation_id, a.date_from
    FROM activities_activityorganisation l JOIN activities_activity a ON a.id = l.activity_id
    WHERE a.status = 'held'
"""
PUT = f"""
CREATE FUNCTION contact_days_put(ids bigint[]) RETURNS void LANGUAGE sql AS $body$
    DELETE FROM activities_contactday WHERE activity_id = ANY (ids);
    INSERT INTO activities_contactday (activity_id, organisation_id, on_date) {HELD} AND a.id = ANY (ids);
$body$
"""
OF_ACTIVITY = """
CREATE FUNCTION contact_days_of_activity() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(n.id) INTO ids FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.status, n.date_from) IS DISTINCT FROM (o.status, o.date_from);
    IF ids IS NOT NULL THEN PERFORM contact_days_put(ids); END IF;
    RETURN NULL;
END $body$
"""
OF_LINK = """
CREATE FUNCTION contact_days_of_link() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT activity_id) INTO ids FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT activity_id) INTO ids FROM old_rows;
    ELSE SELECT array_agg(DISTINCT activity_id) INTO ids FROM (SELECT activity_id FROM old_rows UNION SELECT activity_id FROM new_rows) changed;
    END IF;
    IF ids IS NOT NULL THEN PERFORM contact_days_put(ids); END IF;
    RETURN NULL;
END $body$
"""
OLD, NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"


def trigger(table: str, verb: str, rows: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER contact_days_{verb} AFTER {verb.upper()} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER contact_days_{verb} ON {table}",
    )


class Migration(migrations.Migration):
    """Keep the days on which each organisation was met in a table of their own, in the order in which they are asked for."""

    dependencies = [("activities", "0003_an_activity_ends_later_that_day")]

    operations = [
        migrations.CreateModel(
            name="ContactDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("on_date", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(models.F("organisation_id"), models.F("on_date").desc(nulls_last=True), name="contact_day_newest")],
                "constraints": [models.UniqueConstraint(fields=("activity_id", "organisation_id"), name="contact_day_once")],
            },
        ),
        migrations.RunSQL(PUT, "DROP FUNCTION contact_days_put(bigint[])"),
        migrations.RunSQL(OF_ACTIVITY, "DROP FUNCTION contact_days_of_activity()"),
        migrations.RunSQL(OF_LINK, "DROP FUNCTION contact_days_of_link()"),
        trigger("activities_activity", "update", f"{OLD} {NEW}", "contact_days_of_activity"),
        trigger("activities_activityorganisation", "insert", NEW, "contact_days_of_link"),
        trigger("activities_activityorganisation", "update", f"{OLD} {NEW}", "contact_days_of_link"),
        trigger("activities_activityorganisation", "delete", OLD, "contact_days_of_link"),
        migrations.RunSQL(f"INSERT INTO activities_contactday (activity_id, organisation_id, on_date) {HELD}", migrations.RunSQL.noop),
    ]

from django.db import migrations

RECORDS = ("activities_activity", "activities_project", "assurance_response", "partners_organisation")
"""Tables of publishable records: only changes of published rows count."""

PUBLISHED = {
    "insert": "NEW.published_at IS NOT NULL",
    "update": "OLD.published_at IS NOT NULL OR NEW.published_at IS NOT NULL",
    "delete": "OLD.published_at IS NOT NULL",
}

WHOLE = (
    "activities_activitytype",
    "partners_place",
    "partners_organisationtype",
    "pages_contactdetails",
    "wagtailcore_page",
    "wagtailcore_site",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_collectionviewrestriction",
    "wagtailimages_image",
    "wagtaildocs_document",
)
"""Other tables that public pages show something of: every change counts, they change rarely."""

# Microseconds, not a count: after a restored backup a count would come to numbers that kept pages already carry.
FUNCTION = """
CREATE FUNCTION pages_raise_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF coalesce(current_setting('pages.raised', true), '') = '' THEN
        PERFORM set_config('pages.raised', 'yes', true);
        UPDATE pages_publicversion SET number = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    END IF;
    RETURN NULL;
END $body$
"""

# Records: at commit, so that a long import holds nobody up. The number changes in the transaction of the change itself.
RECORD_TRIGGERS = """
CREATE CONSTRAINT TRIGGER public_{verb} AFTER {VERB} ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION pages_raise_version()
"""
WHOLE_TRIGGERS = "CREATE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION pages_raise_version()"

INDEXES = {
    "activity_public": "ON activities_activity (date_from DESC NULLS LAST, id DESC) WHERE published_at IS NOT NULL",
    "activity_public_project": "ON activities_activity (project_id, date_from DESC NULLS LAST, id DESC) WHERE published_at IS NOT NULL",
    "activity_public_words": "ON activities_activity USING gin (to_tsvector('listening_post'::regconfig, "
    "COALESCE(title, '') || ' ' || COALESCE(summary, ''))) WHERE published_at IS NOT NULL",
}


def triggers():
    """Table, verb and condition of each trigger on records. An answer names its decision's project and hides with its decision."""
    yield from ((table, verb, condition) for table in RECORDS for verb, condition in PUBLISHED.items())
    yield "assurance_decision", "update", "OLD.project_id IS DISTINCT FROM NEW.project_id OR OLD.visibility <> NEW.visibility"


def forwards(apps, schema_editor):
    apps.get_model("pages", "PublicVersion").objects.create(number=1)
    schema_editor.execute(FUNCTION)
    for table, verb, condition in triggers():
        schema_editor.execute(RECORD_TRIGGERS.format(verb=verb, VERB=verb.upper(), table=table, condition=condition))
    for table in WHOLE:
        schema_editor.execute(WHOLE_TRIGGERS.format(table=table))
    for name, definition in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} {definition}")


def backwards(apps, schema_editor):
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX {name}")
    for table in WHOLE:
        schema_editor.execute(f"DROP TRIGGER public_change ON {table}")
    for table, verb, _condition in triggers():
        schema_editor.execute(f"DROP TRIGGER public_{verb} ON {table}")
    schema_editor.execute("DROP FUNCTION pages_raise_version()")
    apps.get_model("pages", "PublicVersion").objects.all().delete()


class Migration(migrations.Migration):
    """Raise a number whenever something public changes; index what is published."""

    dependencies = [
        ("pages", "0001_initial"),
        ("activities", "0002_history_and_search"),
        ("assurance", "0002_history_and_search"),
        ("partners", "0002_history_and_search"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]

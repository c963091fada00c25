"""Every table keeps history unless it is written down here why not; no foreign key crosses the layers upward."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ["core", "partners", "activities", "assurance", "pages", "participation", "desk"]
LAYERS = {name: height for height, name in enumerate(["core", "partners", "activities", "assurance", "pages", "desk"])} | {"participation": 4}

UNTRACKED = {
    '"audit"."event"': "is the history",
    "core_searchentry": "copied from records by triggers",
    "activities_contactday": "copied from activities by triggers",
    "core_submission": "keys of forms that were sent; the record made is tracked",
    "activities_logdraft": "unsaved words of one person, which no history may keep",
    "core_jobrun": "when the clock last started what; the work itself is tracked",
    "core_digestmail": "that a mail went out on a day; what it said is on the desk",
    "core_savedview": "a person's own filters",
    "core_importrow": "what a file held; what it changed is tracked on the records",
    "partners_postcode": "reference data loaded as a whole from a release",
    "partners_deprivation": "reference data loaded as a whole from a release",
}


def our_tables():
    return {
        model._meta.db_table
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not model._meta.proxy and not _is_wagtail_page(model)
    }


def _is_wagtail_page(model) -> bool:
    """Wagtail keeps revisions and a log of its own for pages and what belongs to them."""
    return model._meta.app_label == "pages"


@pytest.mark.django_db
def test_every_table_keeps_history_or_says_why_not():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(t.tgname::text || t.tgenabled::text ORDER BY t.tgname) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'history_%' GROUP BY 1"
        )
        tracked = {table: set(triggers) for table, triggers in cursor.fetchall()}
    assert set(tracked) & set(UNTRACKED) == set()
    assert our_tables() - set(tracked) == set(UNTRACKED)
    whole = {f"history_{verb}A" for verb in ("insert", "update", "delete", "truncate")}  # A: ENABLE ALWAYS
    assert {table for table, triggers in tracked.items() if triggers != whole} == set()


def test_foreign_keys_only_point_down():
    upward = [
        f"{model._meta.label}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.local_fields + model._meta.local_many_to_many
        if field.is_relation and field.related_model and (other := field.related_model._meta.app_label) in LAYERS and LAYERS[other] > LAYERS[app]
    ]
    assert upward == []


def test_migrations_are_linear_and_named():
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    for app in OURS:
        assert len(graph.leaf_nodes(app)) <= 1, f"{app} has more than one newest migration"
    names = [name for app, name in graph.nodes if app in OURS]
    assert [name for name in names if "_auto_" in name] == []

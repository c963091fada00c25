from django.db import migrations

from crm.core.operations import TrackHistory, TrackSearch


class Migration(migrations.Migration):
    """Record every change of activities, and keep them findable."""

    dependencies = [("activities", "0001_initial"), ("core", "0002_history"), ("partners", "0002_history_and_search")]

    operations = [
        TrackHistory("activities_project"),
        TrackHistory("activities_projectstage", parent=("activities_project", "project_id")),
        TrackHistory("activities_activitytype"),
        TrackHistory("activities_activity"),
        TrackHistory("activities_activity_staff", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_activity_communities", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_activityorganisation", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_activityperson", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_participationcount", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_activityfile", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_missingfact", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_theme"),
        TrackHistory("activities_insight"),
        TrackHistory("activities_insight_themes", parent=("activities_insight", "insight_id")),
        TrackHistory("activities_commitment"),
        TrackSearch(
            "activities_project",
            "project",
            "PRJ",
            title="r.title",
            body="concat_ws(' ', r.purpose, r.can_influence, r.audiences)",
            staff_body="concat_ws(' ', r.context, r.methods, r.risks)",
        ),
        TrackSearch(
            "activities_activity",
            "activity",
            "ACT",
            title="r.title",
            body="""concat_ws(' ', r.summary, r.purpose, r.venue, r.audience, r.lead_text,
                (SELECT string_agg(o.name, ' ') FROM activities_activityorganisation l
                 JOIN partners_organisation o ON o.id = l.organisation_id WHERE l.activity_id = r.id))""",
            staff_body="concat_ws(' ', r.heard, r.next_steps)",
            on_date="coalesce(r.date_from, r.created_at::date)",
            children=(("activities_activityorganisation", "activity_id"),),
        ),
        TrackSearch(
            "activities_insight",
            "insight",
            "INS",
            title="left(r.paraphrase, 300)",
            body="concat_ws(' ', r.paraphrase, r.service, r.quote)",
            on_date="coalesce(r.heard_on, r.created_at::date)",
        ),
        TrackSearch(
            "activities_commitment",
            "commitment",
            "COM",
            title="left(r.text, 300)",
            body="concat_ws(' ', r.text, r.made_to)",
            staff_body="r.proof",
            on_date="coalesce(r.due_on, r.made_on, r.created_at::date)",
        ),
    ]

from django.db import migrations

from crm.core.operations import TrackHistory, TrackSearch


class Migration(migrations.Migration):
    """Record every change of assurance, and keep decisions and responses findable."""

    dependencies = [("assurance", "0001_initial"), ("core", "0002_history"), ("activities", "0002_history_and_search")]

    operations = [
        TrackHistory("assurance_duty"),
        TrackHistory("assurance_dutyversion"),
        TrackHistory("assurance_ratingscale"),
        TrackHistory("assurance_framework"),
        TrackHistory("assurance_criterion"),
        TrackHistory("assurance_bodymeeting"),
        TrackHistory("assurance_decision"),
        TrackHistory("assurance_decisionduty", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_decisionframework", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_involvementassessment", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_timelineplacing", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_gapowner", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_evidenceuse", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_criterionreview", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_decisionverdict", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_evidenceitem"),
        TrackHistory("assurance_response"),
        TrackHistory("assurance_response_insights", parent=("assurance_response", "response_id")),
        TrackHistory("assurance_papercover", parent=("assurance_decision", "decision_id")),
        TrackHistory("assurance_evidencepack", parent=("assurance_decision", "decision_id"), ignored=("report", "sources")),
        TrackSearch(
            "assurance_decision",
            "decision",
            "DEC",
            title="r.title",
            body="concat_ws(' ', r.proposal, r.can_influence, r.outcome)",
            on_date="coalesce(r.decided_on, r.expected_on, r.created_at::date)",
        ),
        TrackSearch(
            "assurance_response",
            "response",
            "RES",
            title="left(r.you_said, 300)",
            body="concat_ws(' ', r.you_said, r.we_did, r.considered_by)",
            on_date="coalesce(r.considered_on, r.created_at::date)",
        ),
    ]

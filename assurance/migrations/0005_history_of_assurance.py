from django.db import migrations

from crm.core.operations import TrackHistory

OF_DECISION = ("assurance_decision", "decision_id")


class Migration(migrations.Migration):
    """Record every change of the tables that complete assurance."""

    dependencies = [("assurance", "0004_assurance_complete")]

    operations = [
        *(
            TrackHistory(f"assurance_{table}", parent=OF_DECISION)
            for table in (
                "decisionstage",
                "impactassessment",
                "scrutiny",
                "escalation",
                "partnerreport",
                "publicquestion",
                "checkreview",
                "action",
                "plannedchange",
            )
        ),
        TrackHistory("assurance_pagesnapshot", parent=("assurance_evidenceitem", "item_id"), ignored=("text",)),
        TrackHistory("assurance_frameworkyear"),
        TrackHistory("assurance_assurancereview", parent=("assurance_frameworkyear", "framework_year_id")),
        TrackHistory("assurance_annualreport", ignored=("facts",)),
        TrackHistory("assurance_casestudy", parent=("assurance_annualreport", "report_id")),
        TrackHistory("assurance_strategy"),
        TrackHistory("assurance_objective", parent=("assurance_strategy", "strategy_id")),
        TrackHistory("assurance_measure", parent=("assurance_objective", "objective_id")),
        TrackHistory("assurance_measurereading", parent=("assurance_measure", "measure_id")),
        TrackHistory("assurance_objectivelink", parent=("assurance_objective", "objective_id")),
        TrackHistory("assurance_colleaguelink", masked=("token_hash",)),
        TrackHistory("assurance_covertemplate"),
        TrackHistory("assurance_coversupplement", parent=("assurance_papercover", "cover_id")),
        TrackHistory("assurance_informationrequest"),
        TrackHistory("assurance_informationrequestitem", parent=("assurance_informationrequest", "request_id")),
    ]

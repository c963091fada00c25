from django.db import migrations

from crm.core.operations import TrackHistory


class Migration(migrations.Migration):
    """Record planned work, corrections and what became of messages; what a message said and a feed's token stay out of it."""

    dependencies = [("activities", "0005_planning_and_capture"), ("core", "0007_history_of_care")]

    operations = [
        TrackHistory("activities_series"),
        TrackHistory("activities_completionwaiver", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_correction", parent=("activities_activity", "activity_id")),
        TrackHistory("activities_calendarfeed", ignored=("last_read_on",), masked=("token_hash",)),
        TrackHistory("activities_capturedmessage", masked=("text",)),
        TrackHistory("activities_capturedaddress", parent=("activities_capturedmessage", "message_id")),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Find activities of several days by the day they end, for the calendar."""

    atomic = False
    dependencies = [("activities", "0006_history_of_planning_and_capture")]

    operations = [
        AddIndexConcurrently("activity", models.Index(fields=["date_to", "id"], condition=Q(date_to__isnull=False), name="activity_ends")),
    ]

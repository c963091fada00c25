import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from crm.core.operations import TrackHistory


class Migration(migrations.Migration):
    """Papers that were sent back before their meeting, with the reason and their history."""

    dependencies = [("assurance", "0005_history_of_assurance"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PaperReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=1000, verbose_name="what is missing or unreasoned")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="paper_returns", to="assurance.decision"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="paper_returns", to="assurance.bodymeeting"
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["decision", "-id"], name="paper_return_of_decision")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="paper_return_says_why",
                        violation_error_code="reason",
                        violation_error_message="Say what is missing.",
                    )
                ],
            },
        ),
        TrackHistory("assurance_paperreturn", parent=("assurance_decision", "decision_id")),
    ]

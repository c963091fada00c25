from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Refuse an end before the start also where no last day is given: `NULL > date` is not false, so the old check let it pass."""

    dependencies = [("activities", "0002_history_and_search")]

    operations = [
        migrations.RemoveConstraint("activity", "activity_ends_later_that_day"),
        migrations.AddConstraint(
            "activity",
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(date_to__isnull=False, date_to__gt=F("date_from"))
                | Q(ends_at__gte=F("starts_at")),
                name="activity_ends_later_that_day",
                violation_error_message="It must end after it starts.",
                violation_error_code="ends_at",
            ),
        ),
    ]

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import F, Func, Q, Value


class Migration(migrations.Migration):
    """Versions of a duty never overlap, whoever writes them. `btree_gist` comes with the first migration of the core."""

    dependencies = [("assurance", "0009_covers_signed_after_review")]

    operations = [
        migrations.AlterConstraint(
            model_name="dutyversion",
            name="duty_version_ends_after_start",
            constraint=models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="duty_version_ends_after_start",
                violation_error_message="The last day is before the first.",
                violation_error_code="valid_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyversion",
            constraint=ExclusionConstraint(
                name="duty_versions_do_not_overlap",
                expressions=[("duty", "="), (Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange"), "&&")],
                violation_error_message="Another version of this duty is in force on some of these days. A duty has one version a day: change the dates.",
                violation_error_code="valid_from",
            ),
        ),
    ]
